"""What the page shows beyond ``summary.json``, gathered while results and findings stream by."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from doclint.scan.finished import plain

CODE = "97530"
TOP = 200
UNKNOWN = "unknown"

T = TypeVar("T")

_RANK = {"unsupported": 2, "at_risk": 1}
_WEIGHTS = {"error": 1.0, "warning": 0.25}


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """Where a note stands among those to look at first: the higher, the earlier; ``place`` is minus its place."""

    rank: int
    weight: float
    units: int
    place: int


@dataclass(slots=True)
class Gathered:
    """The notes to look at first, and counts that grow with codes and months, not with notes."""

    first: list[tuple[Standing, dict[str, Any]]] = field(default_factory=list)
    """The first on top."""
    candidates: int = 0
    """Notes that have something to look at."""
    clinicians: dict[str, str] = field(default_factory=dict)
    """Fingerprint → clinician, for findings of the first notes."""
    code_months: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Month → code → units that were billed or named."""
    better: Counter[str] = field(default_factory=Counter)
    """Code → notes of 97530 that read more like it."""


def gather(notes: Iterable[dict[str, Any]], findings: Iterable[Mapping[str, str]], *, top: int = TOP) -> Gathered:
    """Stream results, then the rows of findings, where the clinicians are."""
    found = Gathered()
    for place, note in enumerate(notes):
        _add(found, note, place, top)
    found.first.sort(key=lambda pair: pair[0], reverse=True)
    wanted = {finding["fingerprint"] for _, note in found.first for finding in note["findings"]}
    for row in findings:
        if row["fingerprint"] in wanted:
            found.clinicians[row["fingerprint"]] = plain(row["clinician_id"]) or UNKNOWN
    return found


def standing(note: Mapping[str, Any], place: int) -> Standing:
    """Verdict first, then the errors weighed by their confidence (a warning weighs a quarter), then units of 97530."""
    weights = ((finding["severity"], finding["confidence"]) for finding in _open(note))
    return ranked(note["verdict"], weights, units_of(note), place)


def ranked(verdict: str, findings: Iterable[tuple[str, float]], units: int | None, place: int) -> Standing:
    """The standing of a note by the severity and confidence of its findings that are not accepted."""
    weight = sum(_WEIGHTS.get(severity, 0.0) * confidence for severity, confidence in findings)
    return Standing(_RANK.get(verdict, 0), round(weight, 4), units or 0, -place)


def push(first: list[tuple[Standing, T]], standing: Standing, item: T, top: int) -> None:
    """Add to a heap that holds the ``top`` highest."""
    if len(first) < top:
        heapq.heappush(first, (standing, item))
    elif standing > first[0][0]:
        heapq.heapreplace(first, (standing, item))


def units_of(note: Mapping[str, Any]) -> int | None:
    """The units of 97530 that were billed; None where that is not known."""
    return next((line["units"] for line in note["codes"] if line["code"] == CODE), None)


def _open(note: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [finding for finding in note["findings"] if not finding.get("accepted")]


def _add(found: Gathered, note: dict[str, Any], place: int, top: int) -> None:
    month = (note["date_of_service"] or "")[:7] or UNKNOWN
    for line in note["codes"]:
        if line["origin"] != "assumed" and line["units"]:
            found.code_months[month][line["code"]] += line["units"]
    found.better.update({code["code"] for code in note["better_codes"]})
    if not _open(note):
        return
    found.candidates += 1
    push(found.first, standing(note, place), note, top)
