"""What most likely lies behind a finding that differs from the gold, told from the note's other scores: the first
question of error analysis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doclint.training.scores import Scores

ELEMENT = {
    "ACT": ("ACTIVITY", "EXERCISE", "PASSIVE"),
    "GOL": ("GOAL", "ACTIVITY"),
    "AST": ("ASSISTANCE",),
    "SKL": ("SKILLED",),
    "TIM": ("MINUTES",),
}
"""Labels that the rules of a family rest on."""
VALUES = {"ACT": ("status",), "GOL": ("status",), "AST": ("assistance",), "TIM": ("minutes",)}
"""The values, as ``Scores.shares`` names them."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One finding that was ``reported`` without ground, or ``missed``, with its note's groups and likely cause."""

    note: str
    rule: str
    what: str
    cause: str
    setting: str
    style: str


def wrong_findings(scores: Iterable[Scores]) -> list[Wrong]:
    """Every finding that differs from the gold, in the order of the notes."""
    return [
        Wrong(note, rule, what, cause(one, rule, what), one.groups.get("setting", ""), one.groups.get("style", ""))
        for one in scores
        for note, what, rule in one.differences
    ]


def cause(one: Scores, rule: str, what: str) -> str:
    """``span missed``, ``span too many``, ``value or status``, or ``judgement`` where the rule's entities are as in the
    gold. A finding without ground is first blamed on what was overlooked, a missed one on what was made up.
    """
    family = rule[:3]
    counts = [one.relaxed[label] for label in ELEMENT.get(family, ()) if label in one.relaxed]
    found = {"span missed": any(c.missed for c in counts), "span too many": any(c.extra for c in counts)}
    order = ("span missed", "span too many") if what == "reported" else ("span too many", "span missed")
    for name in order:
        if found[name]:
            return name
    shares = (one.shares[key] for key in VALUES.get(family, ()) if key in one.shares)
    return "value or status" if any(share.right < share.all for share in shares) else "judgement"
