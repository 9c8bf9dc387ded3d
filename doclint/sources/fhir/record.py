"""What a document resource, and the resources that it refers to, say of the note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from doclint.sources.fhir.documents import Document
from doclint.sources.fhir.index import Index, Line, Visit, by_day
from doclint.sources.fhir.values import Resource, codes, each, key, objects, period, target, text, words
from doclint.sources.hl7terms import credentials, day, discipline_of, service_day

_OPEN = frozenset({"preliminary", "registered", "partial"})
"""States of a document that nobody has signed."""
_OTHERS = ("Device/", "Patient/", "Organization/", "RelatedPerson/", "Organization?", "CareTeam/")


def record_of(document: Document, index: Index) -> dict[str, Any]:
    """The fields of the note: the visit's day, claim, patient, clinician and signature, where they are known."""
    resource = document.resource
    own = Index(beside=index)
    for inner in each(resource, "contained"):
        own.add(inner, "#" + key(inner.get("id")))
    visits = [name for name in _visits(resource) if name]
    known = [found for name in visits if (found := own.visit(name))]
    date = _date(resource, known)
    patient = _outside(target(resource.get("subject")), resource)
    people = [own.person(name) for name in _authors(resource) if name]
    people = people or [own.person(visit.clinician) for visit in known if visit.clinician]
    signed = _signed(resource, own)
    kinds = [*objects(resource.get("type")), *objects(resource.get("code"))]
    concepts = [*kinds, *objects(resource.get("category"))]
    discipline = (
        discipline_of(words(concepts), degrees=[signed or ""], codes=codes(concepts))
        or next((person.discipline for person in people[:1] if person.discipline), None)
        or next((visit.discipline for visit in known if visit.discipline), None)
    )
    fields = {
        "id": text(resource.get("id")) or _number(resource),
        "date_of_service": date,
        "discipline": discipline,
        "patient_id": patient,
        "clinician_id": next((_outside(person.clinician, resource) for person in people), "") or _named(resource),
        "signed_by": signed,
        "note_type": next(words(kinds), None),
        "claim": [line.fields() for line in _billed(visits, patient, date, own)],
        "plan_of_care": _plan(resource, own),
    }
    stated = {name: value for name, value in fields.items() if value}
    return {**document.content.fields, **stated, "text": document.content.text}


def _visits(resource: Resource) -> Iterator[str]:
    """The Encounters that a document refers to, by key; R5 has them as the context itself."""
    for item in (*each(resource, "context", "encounter"), *each(resource, "encounter"), *each(resource, "context")):
        yield target(item)


def _date(resource: Resource, visits: list[Visit]) -> dt.date | None:
    written = day(text(resource.get("date")) or text(resource.get("effectiveDateTime")))
    given = [*each(resource, "context", "period"), *each(resource, "event", "period")]
    spans = [period(span) for span in (*given, resource.get("period"), resource.get("effectivePeriod"))]
    return service_day([*(visit.days for visit in visits), *spans], written)


def _billed(visits: list[str], patient: str, date: dt.date | None, index: Index) -> tuple[Line, ...]:
    """What was billed for the visit; for the patient's day where the document names no visit, or the only one then."""
    for name in visits:
        if lines := index.billed(name):
            return lines
    on = by_day(patient, str(date))
    if not patient or not date or not all(index.is_only(name, on) for name in visits):
        return ()
    return index.billed(on)


def _outside(name: str, resource: Resource) -> str:
    """A key that means something outside of the document: for a contained resource its identifier, if it has one."""
    if not name.startswith("#"):
        return name
    inner = next((one for one in each(resource, "contained") if f"#{key(one.get('id'))}" == name), {})
    return _number(inner)


def _authors(resource: Resource) -> Iterator[str]:
    """Who wrote a document, by key; devices, patients and organizations do not count."""
    for name in ("author", "resultsInterpreter", "performer"):
        for item in each(resource, name):
            if _practises(item):
                yield target(item)


def _practises(reference: Resource) -> bool:
    given = text(reference.get("reference"))
    return not any(other in given for other in _OTHERS) and text(reference.get("type")) not in ("Device", "Patient")


def _named(resource: Resource) -> str:
    """The author by name, where a name is all that is given."""
    return next((text(item.get("display")) for item in each(resource, "author") if _practises(item)), "")


def _signed(resource: Resource, index: Index) -> str | None:
    """The designations of who signed: the authenticator, else the author of a document that is not preliminary."""
    if {text(resource.get("status")), text(resource.get("docStatus"))} & _OPEN:
        return None
    signers = [*each(resource, "authenticator"), *each(resource, "attester", "party")]
    authors = [item for name in ("author", "resultsInterpreter") for item in each(resource, name) if _practises(item)]
    for item in signers or authors:
        stated = index.person(target(item)).credentials or credentials([text(item.get("display")).partition(",")[2]])
        if stated:
            return stated
    return None


def _number(resource: Resource) -> str:
    numbers = [*each(resource, "masterIdentifier"), *each(resource, "identifier")]
    return next(filter(None, (text(item.get("value")) for item in numbers)), "")


def _plan(resource: Resource, index: Index) -> dict[str, Any] | None:
    """The days of the plan of care that a document refers to."""
    related = [*each(resource, "context", "related"), *each(resource, "basedOn"), *each(resource, "section", "entry")]
    for item in related:
        first, last = index.plan(target(item)) or (None, None)
        if first or last:
            return {"certified_from": first, "certified_to": last}
    return None
