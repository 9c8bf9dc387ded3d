"""The verdict on a note by its findings, and their order."""

from __future__ import annotations

from collections.abc import Iterable

from doclint.result import SEVERITIES, Finding, Severity, Verdict

_VERDICTS: dict[Severity, Verdict] = {"error": "unsupported", "warning": "at_risk", "info": "supported"}


def order(finding: Finding) -> tuple[int, str]:
    """The place of a finding among those of its note: the severest first."""
    return -SEVERITIES.index(finding.severity), finding.rule


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The verdict on a note by its findings; those that somebody has accepted do not count."""
    counted = [finding.severity for finding in findings if finding.accepted is None]
    return _VERDICTS[max(counted, key=SEVERITIES.index)] if counted else "supported"
