"""A message becomes the notes that it carries: one for an MDM, one for each report of an ORU."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from doclint.sources.hl7.message import Message, Segment
from doclint.sources.hl7.observations import content
from doclint.sources.hl7terms import credentials, day, discipline_of
from doclint.sources.model import UnreadableError

_CODE = re.compile(r"(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[A-Z])\Z")
_MODIFIER = re.compile(r"[A-Z0-9]{2}\Z")
_UNITS = re.compile(r"(\d{1,4})(?:\.0+)?\Z")
_TYPES = {
    "PN": "progress note",
    "DS": "discharge summary",
    "CN": "consultation",
    "HP": "history and physical examination",
    "OP": "operative report",
    "ER": "emergency department report",
}
"""Documents by what TXA-2 calls them (HL7 table 0270)."""


@dataclass(slots=True)
class Report:
    """The segments that one note is made of."""

    patient: Segment | None = None
    visit: Segment | None = None
    order: Segment | None = None
    document: Segment | None = None
    observations: list[Segment] = field(default_factory=list)


def records(message: Message) -> Iterator[dict[str, Any] | str]:
    """The fields of each note of a message; a reason in place of one that cannot be read."""
    claim = _claim(message)
    for report in _reports(message):
        try:
            yield _record(message, report, claim)
        except UnreadableError as error:
            yield str(error)


def _reports(message: Message) -> list[Report]:
    """The reports of a message. The OBR of an ORU begins one, unless its number is that of the one before."""
    reports: list[Report] = []
    current = Report()
    single = any(segment[0] == "TXA" for segment in message.segments)
    for segment in message.segments:
        name = segment[0]
        if name == "PID":
            current = Report(patient=segment)
        elif name == "PV1":
            current.visit = segment
        elif name == "TXA":
            current.document = current.document or segment
        elif name == "OBR" and current.order is None:
            current.order = segment
        elif name == "OBR" and current.order and not single:
            if message.part(segment, 3) != message.part(current.order, 3):
                current = replace(current, order=segment, observations=[])
        elif name == "OBX":
            current.observations.append(segment)
            if current.observations[0] is segment:
                reports.append(current)
    return reports or [current]


def _record(message: Message, report: Report, claim: list[dict[str, Any]]) -> dict[str, Any]:
    header, document = message.header, report.document
    if message.part(header, 9, 2) == "T11" or (document is not None and message.part(document, 19) == "CA"):
        raise UnreadableError("the message cancels a document")
    if document is not None and message.part(document, 19) == "OB":
        raise UnreadableError("the document is obsolete: a later version takes its place")
    inside = content(message, report.observations)

    def part(segment: Segment | None, *place: int) -> str:
        return "" if segment is None else message.part(segment, *place)

    first = report.observations[0]
    signed = _signed(message, report)
    named = [part(document, 2, 2), part(report.order, 4, 2), part(report.order, 4, 5), part(report.visit, 10)]
    kind = part(document, 2).upper()
    dates = [part(document, 4), part(report.order, 7), part(document, 6), part(report.visit, 44)]
    author = [part(document, 9, 7), part(document, 9, 21), part(first, 16, 7)]
    fields = {
        "id": part(document, 12) or part(report.order, 3) or part(header, 10),
        "date_of_service": next(filter(None, map(day, dates)), None),
        "discipline": discipline_of(named, degrees=[signed or ", ".join(author), kind if kind in ("PT", "OT") else ""]),
        "patient_id": _patient(message, report.patient),
        "clinician_id": next(filter(None, _clinicians(message, report)), None),
        "signed_by": signed,
        "note_type": named[0] or _TYPES.get(kind) or named[1],
        "claim": claim or None,
    }
    stated = {key: value for key, value in fields.items() if value}
    return {**inside.fields, **stated, "text": inside.text}


def _patient(message: Message, patient: Segment | None) -> str:
    """The medical record number of PID-3, else its first number, else that of PID-2 or PID-4."""
    if patient is None:
        return ""
    known = [
        (message.part(patient, 3, 5, repetition=number) != "MR", message.part(patient, 3, repetition=number))
        for number in range(1, message.repetitions(patient, 3) + 1)
    ]
    numbers = [number for _, number in sorted(known, key=lambda pair: pair[0]) if number]
    return numbers[0] if numbers else message.part(patient, 2) or message.part(patient, 4)


def _clinicians(message: Message, report: Report) -> Iterator[str]:
    """Who wrote the note: its originator, else who did what it tells, else who answers for the first observation."""
    places = [(report.document, 9), (report.document, 5), (report.order, 32), (report.observations[0], 16)]
    for segment, number in places:
        if segment is not None:
            yield message.part(segment, number)
            yield f"{message.part(segment, number, 3)} {message.part(segment, number, 2)}".strip()


def _signed(message: Message, report: Report) -> str | None:
    """The designations of who authenticated the document; of its author where it was authenticated all the same."""
    document, order = report.document, report.order
    if document is not None:
        given = [message.part(document, 22, 7), message.part(document, 22, 21)]
        if not any(given) and message.part(document, 17) in ("AU", "LA"):
            given = [message.part(document, 9, 7), message.part(document, 9, 21)]
        return credentials(given)
    if order is not None and message.part(order, 25) in ("F", "C"):
        return credentials([message.part(order, 32, 1, sub=7)])
    return None


def _claim(message: Message) -> list[dict[str, Any]]:
    """The billed lines of a message: its charges (FT1), else its procedures (PR1); credits are none."""
    charges = [segment for segment in message.segments if segment[0] == "FT1"]
    lines = [
        _line(message, segment, (25, 7), 26, 10)
        for segment in charges
        if not message.part(segment, 6).upper().startswith("CR")
    ]
    procedures = [segment for segment in message.segments if segment[0] == "PR1"] if not charges else []
    lines += [_line(message, segment, (3,), 16, 0) for segment in procedures]
    return [line for line in lines if line]


def _line(message: Message, segment: Segment, codes: tuple[int, ...], modifiers: int, units: int) -> dict[str, Any]:
    code = next((found for number in codes if _CODE.match(found := message.part(segment, number).upper())), None)
    if code is None:
        return {}
    quantity = _UNITS.match(message.part(segment, units))
    given = [
        message.part(segment, modifiers, repetition=number).upper()
        for number in range(1, message.repetitions(segment, modifiers) + 1)
    ]
    return {
        "code": code,
        "units": int(quantity[1]) if quantity else None,
        "modifiers": [modifier for modifier in given if _MODIFIER.match(modifier)],
    }
