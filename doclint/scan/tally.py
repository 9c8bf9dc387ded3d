"""``summary.json``: totals of a scan, by rule, clinician and month, and the units at risk."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, get_args

from doclint.report.catalogue import entries
from doclint.report.summary import Summary
from doclint.result import Elements, Result, Verdict
from doclint.rules.base import CODE
from doclint.scan.folder import SUMMARY_SCHEMA

UNKNOWN = "unknown"
_AT_RISK: tuple[Verdict, ...] = ("unsupported", "at_risk")


@dataclass(slots=True)
class _Units:
    """Billed units of 97530 whose note does not support them; ``unknown`` counts notes that give no units."""

    billed: int = 0
    units: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        line = next((code for code in result.codes if code.code == CODE), None)
        if line is None:
            return
        self.billed += line.units or 0
        if result.verdict in _AT_RISK:
            if line.units is None:
                self.unknown[result.verdict] += 1
            else:
                self.units[result.verdict] += line.units

    def as_dict(self) -> dict[str, int]:
        return (
            {"billed": self.billed}
            | {verdict: self.units[verdict] for verdict in _AT_RISK}
            | {f"notes_{verdict}_without_units": self.unknown[verdict] for verdict in _AT_RISK}
        )


@dataclass(slots=True)
class _Code:
    """Notes that bill or name a code, and its units; some give none."""

    notes: int = 0
    units: int = 0
    notes_without_units: int = 0

    def as_dict(self) -> dict[str, int]:
        return {"notes": self.notes, "units": self.units, "notes_without_units": self.notes_without_units}


@dataclass(slots=True)
class _Group:
    """The notes of one clinician or month."""

    verdicts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def as_dict(self, *, rules: bool) -> dict[str, Any]:
        counts: dict[str, Any] = {"notes": self.verdicts.total()}
        counts |= {verdict: self.verdicts[verdict] for verdict in get_args(Verdict)}
        counts["findings"] = self.rules.total()
        return counts | ({"rules": dict(sorted(self.rules.items()))} if rules else {})


def _groups() -> defaultdict[str, _Group]:
    return defaultdict(_Group)


@dataclass(slots=True)
class Tally:
    """Counts over a scan; memory grows with clinicians, months and codes alone. Accepted findings are counted apart."""

    summary: Summary = field(default_factory=Summary)
    accepted: Counter[str] = field(default_factory=Counter)
    clinicians: defaultdict[str, _Group] = field(default_factory=_groups)
    months: defaultdict[str, _Group] = field(default_factory=_groups)
    codes: defaultdict[str, _Code] = field(default_factory=lambda: defaultdict(_Code))
    elements: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    units: _Units = field(default_factory=_Units)
    unread: int = 0
    repeated: int = 0

    def add(self, result: Result, clinician: str | None, fail_on: str) -> None:
        """Count one result, which fails from a severity on."""
        counted = tuple(finding for finding in result.findings if finding.accepted is None)
        if len(counted) < len(result.findings):
            self.accepted.update(finding.rule for finding in result.findings if finding.accepted is not None)
            result = result.model_copy(update={"findings": counted})
        self.summary.add(result, fail_on)
        month = f"{result.date_of_service:%Y-%m}" if result.date_of_service else UNKNOWN
        for group in (self.clinicians[clinician or UNKNOWN], self.months[month]):
            group.verdicts[result.verdict] += 1
            group.rules.update(finding.rule for finding in counted)
        if result.verdict != "not_applicable":
            self.elements["notes"][result.verdict] += 1
            for name, element in result.elements:
                self.elements[name][result.verdict] += element.present
        for line in result.codes:
            if line.origin != "assumed":
                code = self.codes[line.code]
                code.notes += 1
                code.units += line.units or 0
                code.notes_without_units += line.units is None
        self.units.add(result)

    def as_dict(self, *, versions: dict[str, str], run: dict[str, Any], **others: Any) -> dict[str, Any]:
        """What ``summary.json`` holds; ``others`` are what is known beside the counts."""
        counts = self.summary.as_dict()
        return {
            "schema": SUMMARY_SCHEMA,
            "doclint": versions,
            "run": run,
            "totals": {
                "notes": counts["notes"],
                "findings": sum(counts["rules"].values()),
                "accepted": self.accepted.total(),
                "rows_not_read": self.unread,
                "rules_failed": self.summary.errors,
                "duplicate_ids": self.repeated,
            },
            "verdicts": counts["verdicts"],
            "findings": counts["findings"],
            "rules": self._rules(),
            "elements": {name: self._element(name) for name in Elements.model_fields},
            "code_mix": {code: use.as_dict() for code, use in sorted(self.codes.items())},
            "by_clinician": {name: group.as_dict(rules=True) for name, group in sorted(self.clinicians.items())},
            "by_month": {name: group.as_dict(rules=False) for name, group in sorted(self.months.items())},
            "units_at_risk": self.units.as_dict(),
            **others,
            "errors": self.unread + self.summary.errors,
        }

    def _rules(self) -> dict[str, dict[str, Any]]:
        known = {entry.code: entry for entry in entries()}
        return {
            code: {
                "notes": self.summary.rules[code],
                "summary": known[code].summary if code in known else "",
                "severity": known[code].severity if code in known else None,
                "accepted": self.accepted[code],
            }
            for code in sorted({*self.summary.rules, *self.accepted})
        }

    def _element(self, name: str) -> dict[str, dict[str, int]]:
        return {
            verdict: {"present": self.elements[name][verdict], "of": self.elements["notes"][verdict]}
            for verdict in get_args(Verdict)
            if verdict != "not_applicable"
        }
