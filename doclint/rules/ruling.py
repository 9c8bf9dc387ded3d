"""What is made of a finding before it stands in a result: whether it counts, and how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast, get_args

from doclint.result import SEVERITIES, Finding, Severity
from doclint.rules.registry import RuleError, Selection, codes_of, get_rule

if TYPE_CHECKING:
    from doclint.policy import Policy

RULING = ("select", "ignore", "mandatory", "preview", "severity", "thresholds")
"""The options of a linter that make its ruling."""


class Threshold(NamedTuple):
    """Confidence (0 to 1) below which a rule's finding is dropped, and below which it is no more than ``info``."""

    drop_below: float = 0.0
    info_below: float = 0.0


@dataclass(frozen=True, slots=True)
class Ruling:
    """How findings count: which rules, with which severity, from which confidence. ``severity`` and ``thresholds`` are
    by rule code; severities are nearer to the note than those of the payer's profile.

    A rule that the payer's profile makes mandatory keeps its severity, or gets a higher one, and has no threshold.
    """

    selection: Selection = field(default_factory=Selection)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        *,
        select: str | Iterable[str] = (),
        ignore: str | Iterable[str] = (),
        mandatory: str | Iterable[str] = (),
        preview: bool = False,
        severity: Mapping[str, Any] | None = None,
        thresholds: Mapping[str, Any] | None = None,
    ) -> Ruling:
        """A ruling from plain values; keys are rule codes or their beginnings, of which the longest decides.

        A threshold is the confidence below which findings are dropped, or a pair of ``Threshold``. Raises RuleError.
        """
        wanted = by_code(severity or {})
        for code, value in wanted.items():
            if value not in get_args(Severity):
                raise RuleError(f"severity of {code}: {value!r} is not one of {', '.join(get_args(Severity))}")
        return cls(
            Selection.of(select, ignore, mandatory=mandatory, preview=preview),
            cast(Mapping[str, Severity], wanted),
            {code: _threshold(code, value) for code, value in by_code(thresholds or {}).items()},
        )

    def settled(self, finding: Finding, policy: Policy) -> Finding | None:
        """A finding of a rule that counts, with the severity that it has; None where its confidence is too low."""
        given: Severity | None = self.severity.get(finding.rule)
        limit = self.thresholds.get(finding.rule)
        if given is None and limit is None:
            return finding
        wanted = given or finding.severity
        if policy.mandatory(get_rule(finding.rule)):
            wanted = max(wanted, finding.severity, key=SEVERITIES.index)
        elif limit is not None:
            if finding.confidence < limit.drop_below:
                return None
            wanted = "info" if finding.confidence < limit.info_below else wanted
        return finding if wanted == finding.severity else finding.model_copy(update={"severity": wanted})


def by_code(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by rule code from values by codes or their beginnings, of which the longest decides. Raises RuleError."""
    found: dict[str, Any] = {}
    for pattern in sorted(given, key=lambda pattern: (len(pattern.strip()), pattern)):
        found |= dict.fromkeys(codes_of(pattern), given[pattern])
    return dict(sorted(found.items()))


def _threshold(code: str, value: Any) -> Threshold:
    parts = Threshold(*value) if isinstance(value, (tuple, list)) and len(value) == 2 else Threshold(value)
    if not all(isinstance(part, (int, float)) and 0 <= part <= 1 for part in parts):
        raise RuleError(f"threshold of {code}: {value!r} is no confidence from 0 to 1")
    return parts
