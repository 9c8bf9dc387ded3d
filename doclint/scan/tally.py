"""``summary.json``: totals of a scan, by rule, clinician and month, and the units at risk."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, get_args

from doclint.note import Note
from doclint.report.catalogue import summaries
from doclint.report.summary import Summary
from doclint.result import Result, Verdict
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
class Tally:
    """Counts over a scan; memory grows with clinicians and months alone."""

    summary: Summary = field(default_factory=Summary)
    clinicians: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    months: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    units: _Units = field(default_factory=_Units)
    unread: int = 0

    def add(self, result: Result, note: Note) -> None:
        """Count one result."""
        self.summary.add(result)
        self.clinicians[note.clinician_id or UNKNOWN][result.verdict] += 1
        self.months[f"{result.date_of_service:%Y-%m}" if result.date_of_service else UNKNOWN][result.verdict] += 1
        self.units.add(result)

    def as_dict(
        self, *, versions: dict[str, str], run: dict[str, Any], columns: dict[str, dict[str, str]]
    ) -> dict[str, Any]:
        """What ``summary.json`` holds."""
        counts = self.summary.as_dict()
        return {
            "schema": SUMMARY_SCHEMA,
            "doclint": versions,
            "run": run,
            "totals": {
                "notes": counts["notes"],
                "findings": sum(counts["rules"].values()),
                "rows_not_read": self.unread,
                "rules_failed": self.summary.errors,
            },
            "verdicts": counts["verdicts"],
            "findings": counts["findings"],
            "rules": {
                code: {"notes": count, "summary": summaries().get(code, "")} for code, count in counts["rules"].items()
            },
            "by_clinician": _table(self.clinicians),
            "by_month": _table(self.months),
            "units_at_risk": self.units.as_dict(),
            "columns": columns,
            "errors": self.unread + self.summary.errors,
        }


def _table(groups: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    verdicts = get_args(Verdict)
    return {
        name: {"notes": sum(counts.values())} | {verdict: counts[verdict] for verdict in verdicts}
        for name, counts in sorted(groups.items())
    }
