"""What a run found in all: counts alone, so that memory does not grow with the notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, get_args

from doclint.result import SEVERITIES, Finding, Result, Verdict


@dataclass(slots=True)
class Summary:
    """Counts over the results of a run; ``failing`` are the notes with a finding that makes the run fail."""

    notes: int = 0
    errors: int = 0
    failing: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result, fail_on: str) -> None:
        """Count one result, which fails from a severity on, and its rules that failed as errors."""
        self.notes += 1
        self.errors += len(result.errors)
        self.failing += any(reaches(finding, fail_on) for finding in result.findings)
        self.verdicts[result.verdict] += 1
        for finding in result.findings:
            self.severities[finding.severity] += 1
            self.rules[finding.rule] += 1

    def as_dict(self) -> dict[str, Any]:
        """The counts as plain values; rules by code."""
        return {
            "notes": self.notes,
            "verdicts": {verdict: self.verdicts[verdict] for verdict in get_args(Verdict)},
            "findings": {severity: self.severities[severity] for severity in reversed(SEVERITIES)},
            "rules": dict(sorted(self.rules.items())),
            "errors": self.errors,
        }


def reaches(finding: Finding, fail_on: str) -> bool:
    """Whether a finding that nobody has accepted is of this severity or above; ``never`` is reached by none."""
    if finding.accepted is not None or fail_on not in SEVERITIES:
        return False
    return SEVERITIES.index(finding.severity) >= SEVERITIES.index(fail_on)
