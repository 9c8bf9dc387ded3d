"""What changed between two scans: findings that are new, fixed or unchanged, by fingerprint."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from doclint.report.escape import cell
from doclint.scan.finished import ReportError, findings, note_lines, plain, summary_of

UNKNOWN = "unknown"

_ID = re.compile(r'\{"schema":"doclint\.result/1","id":("(?:[^"\\]|\\.)*")')
_OPTIONS = ("profile", "discipline", "claim", "date", "select", "ignore", "accept")
_NAMING = ("identifiers", "pseudonym_key")

Rows = Callable[[], Iterable[Mapping[str, str]]]
"""Gives the rows of findings from the first on, each time that it is called."""


class CompareError(ReportError):
    """Two reports cannot be compared; the message says why."""


@dataclass(slots=True)
class Change:
    """Numbers of findings of notes that both scans hold."""

    new: int = 0
    fixed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class Comparison:
    """Two scans side by side.

    ``rules`` and ``clinicians`` count findings of notes that both scans hold; what belongs to a note of one scan alone
    is counted apart. A clinician is the one that the newer scan names, for fixed findings the older. What a baseline
    took out of the newer scan still stands and is unchanged; what it took out of both is not counted. ``differences``
    says in words which versions and options differ, since these change findings too.
    """

    total: Change = field(default_factory=Change)
    rules: dict[str, Change] = field(default_factory=dict)
    clinicians: dict[str, Change] = field(default_factory=dict)
    notes_in_both: int = 0
    notes_only_new: int = 0
    notes_only_old: int = 0
    findings_only_new: int = 0
    findings_only_old: int = 0
    differences: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The comparison as plain values."""
        return asdict(self)


def compare(old: Path, new: Path) -> Comparison:
    """Compare two report folders. Raises ReportError where one is none, CompareError where they cannot be compared."""
    before, after = summary_of(old), summary_of(new)
    _check(before, after)
    found = compare_findings(
        lambda: findings(old), lambda: findings(new), _ids(old), _ids(new), known_old=_known(old), known_new=_known(new)
    )
    found.differences = differences(before, after)
    return found


def compare_findings(
    old: Rows,
    new: Rows,
    old_ids: set[int],
    new_ids: set[int],
    *,
    known_old: Iterable[str] = (),
    known_new: Iterable[str] = (),
) -> Comparison:
    """Compare rows of findings; ``old_ids`` and ``new_ids`` are what ``key`` makes of all notes' ids.

    ``known_old`` and ``known_new`` are fingerprints that a baseline took out of the rows. Fingerprints are kept as
    numbers: memory grows by about 70 bytes a finding.
    """
    rules: defaultdict[str, Change] = defaultdict(Change)
    clinicians: defaultdict[str, Change] = defaultdict(Change)
    found = Comparison(
        notes_in_both=len(old_ids & new_ids),
        notes_only_new=len(new_ids - old_ids),
        notes_only_old=len(old_ids - new_ids),
    )

    def count(row: Mapping[str, str], kind: str) -> None:
        for change in (found.total, rules[row["rule"]], clinicians[plain(row["clinician_id"]) or UNKNOWN]):
            setattr(change, kind, getattr(change, kind) + 1)

    after = {_number(row["fingerprint"]) for row in new()}
    still = set(map(_number, known_new))
    before = set(map(_number, known_old))
    for row in old():
        before.add(mark := _number(row["fingerprint"]))
        if mark in after:
            continue
        if mark in still:
            count(row, "unchanged")
        elif _key(row["id"]) in new_ids:
            count(row, "fixed")
        else:
            found.findings_only_old += 1
    del after, still
    for row in new():
        if _number(row["fingerprint"]) in before:
            count(row, "unchanged")
        elif _key(row["id"]) in old_ids:
            count(row, "new")
        else:
            found.findings_only_new += 1
    found.rules, found.clinicians = dict(sorted(rules.items())), dict(sorted(clinicians.items()))
    return found


def key(note_id: str) -> int:
    """A note's id as a number of 64 bits, the same for the id in ``notes.jsonl`` and in ``findings.csv``."""
    return _key(cell(note_id))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Which versions and options differ between two summaries, in words."""
    pairs = [
        (name, (before.get(part) or {}).get(name), (after.get(part) or {}).get(name))
        for part in ("doclint", "run")
        for name in (_OPTIONS if part == "run" else _versions(before, after))
    ]
    return tuple(
        f"{name.replace('_', ' ')}: {_words(old)} before, {_words(new)} now" for name, old, new in pairs if old != new
    )


def _versions(*summaries: Mapping[str, Any]) -> list[str]:
    return sorted({name for summary in summaries for name in summary.get("doclint") or {}} - {"python"})


def _words(value: object) -> str:
    if value in (None, [], ""):
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _check(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for name in _NAMING:
        if (before.get("run") or {}).get(name) != (after.get("run") or {}).get(name):
            raise CompareError(
                "the two reports name clinicians differently; scan both with the same --identifiers and --pseudonym-key"
            )


def _ids(folder: Path) -> set[int]:
    return {key(note_id) for note_id in _note_ids(folder)}


def _note_ids(folder: Path) -> Iterator[str]:
    for number, line in enumerate(note_lines(folder), 1):
        try:
            found = _ID.match(line)
            yield str(json.loads(found[1]) if found else json.loads(line)["id"])
        except (ValueError, KeyError, TypeError):
            raise ReportError(f"{folder}: notes.jsonl, line {number}, is no result; scan again") from None


def _known(folder: Path) -> Iterator[str]:
    """The fingerprints that a baseline took out of a report; none where there was no baseline."""
    try:
        with (folder / "known.txt").open(encoding="ascii", errors="replace") as file:
            yield from (line.strip() for line in file if line.strip())
    except FileNotFoundError:
        return


def _number(fingerprint: str) -> int:
    try:
        return int(fingerprint, 16)
    except ValueError:
        raise ReportError("a report holds a fingerprint that is none; scan again") from None


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
