"""The last pass of a scan: every row in the order of the input becomes lines of the report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from doclint.judging.verdict import order, verdict_of
from doclint.report.base import Yardstick
from doclint.report.evidence import with_evidence
from doclint.report.forms import Evidence
from doclint.result import Finding, InputError, Result, Source
from doclint.scan.acceptances import Acceptances
from doclint.scan.findings import FindingsTable
from doclint.scan.identifiers import Identifiers
from doclint.scan.store import Row, Stored
from doclint.scan.tally import Tally
from doclint.scan.work import unpacked

Line = Callable[[str], object]
"""Writes a line of a file."""


class Baseline(Protocol):
    """Knows the findings of an older report."""

    def in_baseline(self, fingerprint: str, /) -> bool: ...


@dataclass(slots=True)
class Writing:
    """Writes rows. ``notes``, ``errors`` and ``known`` take lines; without ``known`` the ``baseline`` is not asked;
    ``written`` is told of each result as it was written; ``by`` gives what the notes of a file are judged by.
    """

    baseline: Baseline | None
    identifiers: Identifiers
    evidence: Evidence
    notes: Line
    errors: Line
    findings: FindingsTable
    known: Line | None = None
    acceptances: Acceptances | None = None
    written: Callable[[Row, Result], object] = lambda row, result: None
    by: Callable[[str | None], Yardstick] = lambda path: Yardstick()
    tally: Tally = field(default_factory=Tally)
    in_baseline: int = 0

    def __call__(self, stored: Stored) -> None:
        """One row."""
        row = stored.row
        if row.error is not None:
            self.failed(InputError.model_validate_json(row.error))
        elif stored.result is None:
            reason = stored.failure or "the note could not be linted"
            self.failed(InputError(source=row.path or "", row=row.row, id=row.id, reason=reason))
        else:
            self._write(self._finished(stored, unpacked(stored.result)), row)

    def failed(self, error: InputError) -> None:
        """A row that has no result."""
        self.tally.unread += 1
        self.errors(error.model_dump_json())

    def _write(self, result: Result, row: Row) -> None:
        result = self.identifiers.result(with_evidence(result, self.evidence))
        who = self.identifiers.clinician(row.clinician) if row.clinician else None
        self.notes(result.model_dump_json())
        self.findings.add(result, who)
        self.tally.add(result, who, self.by(row.path).fail_on)
        self.written(row, result)
        for reason in result.errors:
            error = InputError(source=result.source.path or "", row=result.source.row, id=result.id, reason=reason)
            self.errors(error.model_dump_json())

    def _finished(self, stored: Stored, result: Result) -> Result:
        """A result with all that the other rows, the acceptances and the baseline have to do with it."""
        findings = list(result.findings)
        if stored.several:
            findings += map(Finding.model_validate_json, stored.several)
            findings.sort(key=order)
        information = result.information
        if stored.of > 1:
            information += (f"This id stands on {stored.of} notes of the scan; this is number {stored.place}.",)
        if stored.place > 1:
            findings = [_numbered(finding, stored.place) for finding in findings]
        result = result.model_copy(
            update={
                "source": Source(path=stored.row.path, row=stored.row.row),
                "findings": tuple(findings),
                "information": information,
            }
        )
        if self.acceptances:
            result = self.acceptances.apply(result, self.by(stored.row.path).selection)
        if result.verdict not in ("not_applicable", verdict := verdict_of(result.findings)):
            result = result.model_copy(update={"verdict": verdict})
        if self.baseline and self.known:
            new = tuple(self._new(result.findings, self.baseline, self.known))
            result = result.model_copy(update={"findings": new})
        return result

    def _new(self, findings: Sequence[Finding], baseline: Baseline, known: Line) -> Iterator[Finding]:
        for finding in findings:
            if baseline.in_baseline(finding.fingerprint):
                self.in_baseline += 1
                known(finding.fingerprint)
            else:
                yield finding


def _numbered(finding: Finding, place: int) -> Finding:
    """A finding of a note whose id earlier notes have: told apart from theirs by the note's number among them."""
    said = f"{finding.fingerprint}\x1f#{place}"
    return finding.model_copy(update={"fingerprint": hashlib.sha256(said.encode()).hexdigest()[:16]})
