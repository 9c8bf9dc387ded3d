"""What the header of a C-CDA says of the note: id, dates, patient, clinician, signature, discipline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from doclint.sources.ccda.narrative import Node, children, has, plain
from doclint.sources.hl7terms import Period, credentials, day, discipline_of, service_day, taxonomy

_NPI = "2.16.840.1.113883.4.6"
_SSN = "2.16.840.1.113883.4.1"


def fields_of(root: Node) -> dict[str, Any]:
    """The fields of a note that a document's header (or a section fragment) states."""
    authors = [*children(root, "author", "assignedAuthor")]
    people = [node for node in authors if not has(node, "assignedAuthoringDevice")]
    signers = [
        *children(root, "legalAuthenticator", "assignedEntity"),
        *children(root, "authenticator", "assignedEntity"),
    ]
    codes = [*children(root, "code"), *children(root, "code", "translation")]
    title = plain(next(children(root, "title"), None))
    named = [title, *(code.get("displayName", "") for code in codes)]
    signed = next(filter(None, map(_credentials, signers)), None)
    degrees = [signed] if signed else [*filter(None, map(_credentials, people))]
    patients = [*children(root, "recordTarget", "patientRole", "id")]
    fields = {
        "id": _identifier(children(root, "id")),
        "date_of_service": _date(root),
        "discipline": discipline_of(named, degrees=degrees, codes=[code.get("code", "") for code in codes]),
        "patient_id": _identifier(sorted(patients, key=lambda node: node.get("root") == _SSN)),
        "clinician_id": _identifier(
            sorted((node for who in people for node in children(who, "id")), key=lambda node: node.get("root") != _NPI)
        ),
        "signed_by": signed,
        "note_type": next(filter(None, [*named[1:], title]), None),
    }
    return {key: value for key, value in fields.items() if value is not None}


def _identifier(nodes: Iterable[Node]) -> str | None:
    """The first identifier that says something; the root where that alone identifies."""
    known = [(node.get("extension"), node.get("root")) for node in nodes if not node.get("nullFlavor")]
    return next((extension for extension, _ in known if extension), next((root for _, root in known if root), None))


def _credentials(person: Node) -> str | None:
    """The designations of a person: the suffixes of the name, or what the code says the person is."""
    suffixes = [plain(node) for node in children(person, "assignedPerson", "name", "suffix")]
    codes = [*children(person, "code")]
    known = [taxonomy(code.get("code", "")) for code in codes]
    return credentials(suffixes) or credentials(filter(None, known))


def _date(root: Node) -> Any:
    visits = [
        *children(root, "componentOf", "encompassingEncounter", "effectiveTime"),
        *children(root, "documentationOf", "serviceEvent", "effectiveTime"),
    ]
    written = next(_days(children(root, "effectiveTime")), (None, None))[0]
    return service_day(_days(visits), written)


def _days(nodes: Iterable[Node]) -> Iterator[Period]:
    for node in nodes:
        low = next(children(node, "low"), node)
        high = next(children(node, "high"), None)
        yield day(low.get("value")), None if high is None else day(high.get("value"))
