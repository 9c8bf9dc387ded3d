"""What a run found in all: counts alone, so that memory does not grow with the notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import Any, get_args

from doclint.result import SEVERITIES, Result, Verdict


@dataclass(slots=True)
class Summary:
    """Counts over the results of a run."""

    notes: int = 0
    errors: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        """Count one result, and its rules that failed as errors."""
        self.notes += 1
        self.errors += len(result.errors)
        self.verdicts[result.verdict] += 1
        for finding in result.findings:
            self.severities[finding.severity] += 1
            self.rules[finding.rule] += 1

    def reaches(self, threshold: str) -> bool:
        """Whether there is a finding of this severity or above; ``never`` is reached by none."""
        return any(
            self.severities[severity] for severity in dropwhile(lambda severity: severity != threshold, SEVERITIES)
        )

    def as_dict(self) -> dict[str, Any]:
        """The counts as plain values; rules by code."""
        return {
            "notes": self.notes,
            "verdicts": {verdict: self.verdicts[verdict] for verdict in get_args(Verdict)},
            "findings": {severity: self.severities[severity] for severity in reversed(SEVERITIES)},
            "rules": dict(sorted(self.rules.items())),
            "errors": self.errors,
        }
