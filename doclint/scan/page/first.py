"""The notes to look at first, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doclint.report.escape import shorten
from doclint.report.marked import Marked, Text, marked, value_of
from doclint.scan.page.gather import UNKNOWN, Gathered, units_of

_MARKS = 40
_FINDINGS = 15
_TEXT, _EXCERPT = 600, 240
_TEXTS = 2_000_000
"""Bytes that the texts of all notes together take on the page, at most; those of the first notes come first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a note: an entity by its label, or findings by their rules. ``more`` says status, value and cue."""

    labels: tuple[str, ...]
    kind: str
    text: str
    more: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding of a note."""

    rule: str
    name: str
    severity: str
    message: str
    suggestion: str
    reference: str
    authority: str
    confidence: str
    cue: str
    related: str
    accepted: str


@dataclass(frozen=True, slots=True)
class First:
    """One note of the list. ``place`` counts from 1; ``text`` is None where the report keeps none, ``left_out`` where
    the page would grow too large with it.
    """

    place: int
    id: str
    date: str
    clinician: str
    discipline: str
    profile: str
    source: str
    verdict: str
    codes: str
    units: int | None
    weight: float
    rules: tuple[str, ...]
    findings: tuple[Shown, ...]
    more_findings: int
    marks: tuple[Mark, ...]
    more_marks: int
    information: tuple[str, ...]
    text: Marked | None
    left_out: bool


def first_notes(gathered: Gathered, texts: Mapping[int, Text], *, room: int = _TEXTS) -> list[First]:
    """The list, the first on top. ``texts`` are by the line of ``notes.jsonl``, from 1; ``room`` is their bytes."""
    found: list[First] = []
    for place, (standing, note) in enumerate(gathered.first, 1):
        text = marked(note, texts.get(1 - standing.place))
        room -= text.size if text else 0
        found.append(_first(place, note, standing.weight, gathered.clinicians, text, room >= 0))
    return found


def _first(
    place: int,
    note: Mapping[str, Any],
    weight: float,
    clinicians: Mapping[str, str],
    text: Marked | None,
    has_room: bool,
) -> First:
    findings = note["findings"]
    marks = _marks(note)
    source = note["source"]
    row = f", row {source['row']}" if source["row"] is not None else ""
    return First(
        place=place,
        id=note["id"],
        date=note["date_of_service"] or UNKNOWN,
        clinician=next((who for f in findings if (who := clinicians.get(f["fingerprint"]))), UNKNOWN),
        discipline=note["discipline"] or "",
        profile=note["profile"],
        source=f"{source['path'] or ''}{row}",
        verdict=note["verdict"],
        codes=", ".join(map(_code, note["codes"][:12])),
        units=units_of(note),
        weight=round(weight, 2),
        rules=tuple(dict.fromkeys(f["rule"] for f in findings)),
        findings=tuple(map(_shown, findings[:_FINDINGS])),
        more_findings=max(0, len(findings) - _FINDINGS),
        marks=tuple(marks[:_MARKS]),
        more_marks=max(0, len(marks) - _MARKS),
        information=tuple(shorten(line, _TEXT) for line in note.get("information", ())[:10]),
        text=text if has_room else None,
        left_out=text is not None and not has_room,
    )


def _code(line: Mapping[str, Any]) -> str:
    units = f"\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{line['units']}" if line["units"] is not None else ""
    return f"{line['code']}{units}{' (assumed)' if line['origin'] == 'assumed' else ''}"


def _shown(finding: Mapping[str, Any]) -> Shown:
    accepted = finding.get("accepted")
    until = accepted and accepted.get("until")
    return Shown(
        rule=finding["rule"],
        name=finding["name"],
        severity=finding["severity"],
        message=shorten(finding["message"], _TEXT),
        suggestion=shorten(finding["suggestion"], _TEXT),
        reference=shorten(finding["reference"], _TEXT),
        authority=finding["authority"],
        confidence=f"{finding['confidence']:.2f}",
        cue=shorten(finding["cue"] or "", _EXCERPT),
        related=", ".join(dict.fromkeys(related["label"].lower() for related in finding["related"])),
        accepted=shorten(f"{accepted['reason']} ({accepted['who']}{f', until {until}' if until else ''})", _TEXT)
        if accepted
        else "",
    )


def _marks(note: Mapping[str, Any]) -> list[Mark]:
    """Entities and findings whose words the report keeps, in the note's order; findings of one stretch together."""
    found: list[tuple[int, int, Mark]] = []
    for entity in note["entities"]:
        if entity["text"]:
            words = [
                entity["status"].replace("_", " ") if entity["status"] != "performed" else "",
                value_of(entity["label"], entity["value"]),
                f"under {entity['code']}" if entity["code"] else "",
                f"cue “{shorten(entity['cue'], 60)}”" if entity["cue"] else "",
            ]
            more = ", ".join(filter(None, words))
            found.append(
                (entity["start"] or 0, 1, Mark((entity["label"],), "entity", shorten(entity["text"], _EXCERPT), more))
            )
    stretches: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for finding in note["findings"]:
        if finding["excerpt"]:
            stretches.setdefault((finding["start"] or 0, finding["excerpt"]), []).append(finding)
    for (start, excerpt), findings in stretches.items():
        rules = tuple(finding["rule"] for finding in findings)
        found.append((start, 0, Mark(rules, findings[0]["severity"], shorten(excerpt, _EXCERPT), "")))
    return [mark for *_, mark in sorted(found, key=lambda item: item[:2])]
