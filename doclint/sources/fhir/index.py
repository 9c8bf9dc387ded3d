"""What other resources of the same file say of a document: visits, claims, people, plans of care. Bounded in number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from doclint.note import Discipline
from doclint.sources.fhir.values import Resource, codes, each, key, objects, period, target, text, words
from doclint.sources.hl7terms import Period, credentials, discipline_of, taxonomy

KINDS = frozenset({"Encounter", "Claim", "Practitioner", "PractitionerRole", "CarePlan"})
"""The resources that are remembered."""

LIMIT = 200_000
"""How many resources are remembered of one file."""

_CODE = re.compile(r"(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[A-Z])\Z")
_MODIFIER = re.compile(r"[A-Z0-9]{2}\Z")
_VOID = frozenset({"cancelled", "draft", "entered-in-error", "revoked"})


class Visit(NamedTuple):
    """An Encounter: its days, who treated, which discipline it says."""

    days: Period
    clinician: str
    discipline: Discipline | None


class Person(NamedTuple):
    """A Practitioner or PractitionerRole: the designations, the discipline, and whose role it is."""

    credentials: str | None
    discipline: Discipline | None
    clinician: str = ""


class Line(NamedTuple):
    """A billed line."""

    code: str
    units: int | None
    minutes: int | None
    modifiers: tuple[str, ...]

    def fields(self) -> dict[str, Any]:
        return self._asdict() | {"modifiers": list(self.modifiers)}


@dataclass(slots=True)
class Index:
    """The resources met so far that documents refer to; past the limit no more are remembered, and it is ``full``.

    What is not in it is looked up ``beside``, in the resources of other files.
    """

    visits: dict[str, Visit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    plans: dict[str, Period] = field(default_factory=dict)
    claims: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    only: dict[str, str] = field(default_factory=dict)
    """The visit of a patient's day; empty where there are several."""
    binaries: dict[str, Resource] = field(default_factory=dict)
    size: int = 0
    full: bool = False
    beside: Index | None = None

    def add(self, resource: Resource, *names: str) -> None:
        """Remember a resource under its id and under ``names`` (its full URL in a bundle)."""
        keys = dict.fromkeys(filter(None, [key(resource.get("id")), *map(key, names)]))
        kind = resource.get("resourceType")
        status = text(resource.get("status"))
        if status in _VOID or kind not in KINDS:
            return
        if self.size >= LIMIT:
            self.full = True
            return
        if kind == "Encounter":
            visit = _visit(resource)
            self._keep(self.visits, keys, visit)
            name, on = next(iter(keys), "")[:100], by_day(target(resource.get("subject")), str(visit.days[0]))[:100]
            self.only[on] = name if self.only.get(on, name) == name else ""
        elif kind == "Practitioner":
            numbers = [text(item.get("value")) for item in each(resource, "identifier")][:3]
            self._keep(self.people, {**keys, **dict.fromkeys(filter(None, numbers))}, _practitioner(resource))
        elif kind == "PractitionerRole":
            self._keep(self.people, keys, _role(resource))
        elif kind == "CarePlan":
            self._keep(self.plans, keys, period(resource.get("period")))
        elif kind == "Claim" and text(resource.get("use")) in ("", "claim"):
            for name, lines in _billed(resource):
                self._keep(self.claims, {name: None}, (*self.claims.get(name, ()), *lines))

    def add_binary(self, resource: Resource, *names: str) -> None:
        """Remember a Binary; for what is in memory anyhow."""
        for name in filter(None, [key(resource.get("id")), *map(key, names)]):
            self.binaries[name] = resource

    def visit(self, name: str) -> Visit | None:
        return self.visits.get(name) or (self.beside.visit(name) if self.beside else None)

    def plan(self, name: str) -> Period | None:
        return self.plans.get(name) or (self.beside.plan(name) if self.beside else None)

    def billed(self, name: str) -> tuple[Line, ...]:
        return self.claims.get(name) or (self.beside.billed(name) if self.beside else ())

    def is_only(self, name: str, day: str) -> bool:
        """Whether a visit is the only one that is known of a patient's day."""
        found = self._only(day[:100])
        return bool(found) and self.visit(found or "") == self.visit(name)

    def _only(self, day: str) -> str | None:
        own, other = self.only.get(day), self.beside._only(day) if self.beside else None
        if own is None or other is None:
            return own if other is None else other
        return own if own == other else ""

    def person(self, name: str) -> Person:
        """Who a key names; for a role, with what is known of who has it."""
        found = self._person(name)
        if not found.clinician:
            return found._replace(clinician=name)
        own = self._person(found.clinician)
        return Person(own.credentials or found.credentials, own.discipline or found.discipline, found.clinician)

    def _person(self, name: str) -> Person:
        return self.people.get(name) or (self.beside._person(name) if self.beside else Person(None, None))

    def _keep(self, where: dict[str, Any], keys: dict[str, None], value: object) -> None:
        self.size += len(keys)
        for name in keys:
            where[name[:100]] = value


def _visit(resource: Resource) -> Visit:
    named = [*words(resource.get("serviceType")), *words(resource.get("type"))]
    individuals = [target(who.get("individual") or who.get("actor")) for who in each(resource, "participant")]
    days = period(resource.get("period") or resource.get("actualPeriod"))
    return Visit(days, next(filter(None, individuals), ""), discipline_of(named))


def _practitioner(resource: Resource) -> Person:
    suffixes = [part for name in each(resource, "name") for part in _strings(name.get("suffix"))]
    concepts = [item.get("code") for item in each(resource, "qualification")]
    given = [
        *suffixes,
        *(text(concept.get("text")) for concept in objects(concepts)),
        *filter(None, map(taxonomy, codes(concepts))),
    ]
    stated = [*given, *(code for code in codes(concepts) if code.isalpha())]
    return Person(credentials(stated), discipline_of(words(concepts), degrees=stated, codes=codes(concepts)))


def _role(resource: Resource) -> Person:
    concepts = [*objects(resource.get("code")), *objects(resource.get("specialty"))]
    degrees = [*filter(None, map(taxonomy, codes(concepts)))]
    return Person(
        credentials(degrees),
        discipline_of(words(concepts), codes=codes(concepts)),
        target(resource.get("practitioner")),
    )


def _billed(claim: Resource) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """The lines of a Claim by visit, or by patient and day where the items name no visit."""
    items = [*each(claim, "item")]
    named = dict.fromkeys(target(visit) for item in items for visit in each(item, "encounter"))
    single = next(iter(named), "") if len(named) == 1 else ""
    patient = target(claim.get("patient"))
    for item in items:
        line = _line(item)
        if line is None:
            continue
        visit = target(item.get("encounter")) or single
        first = text(item.get("servicedDate")) or text(next(each(item, "servicedPeriod"), {}).get("start"))
        first = first or text(next(each(claim, "billablePeriod"), {}).get("start"))
        if visit or (patient and first):
            yield visit or by_day(patient, first[:10]), (line,)


def by_day(patient: str, day: str) -> str:
    """The key of what was billed for a patient's day."""
    return f"{patient} {day}"


def _line(item: Resource) -> Line | None:
    code = next((found for found in codes(item.get("productOrService")) if _CODE.match(found.upper())), None)
    if code is None:
        return None
    quantity = next(each(item, "quantity"), {})
    number = quantity.get("value")
    count = int(number) if isinstance(number, (int, float)) and 0 <= number <= 9999 and number == int(number) else None
    timed = text(quantity.get("unit") or quantity.get("code")).lower() in ("min", "mins", "minute", "minutes")
    given = (found.upper() for found in codes(item.get("modifier")))
    modifiers = tuple(dict.fromkeys(found for found in given if _MODIFIER.match(found)))
    minutes = count if timed and count is not None and count <= 1440 else None
    return Line(code.upper(), None if timed else count, minutes, modifiers)


def _strings(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if text(item):
            yield text(item)
