"""How what a rule reports becomes a finding of the result."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doclint.result import Finding, Related
from doclint.rules.base import Draft, Rule

if TYPE_CHECKING:
    from doclint.policy import Policy


@dataclass(frozen=True, slots=True)
class At:
    """Where in its note a finding stands: character offsets, line and column from 1, the text between the offsets."""

    start: int
    end: int
    line: int
    column: int
    excerpt: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> At:
        """The place of two offsets in a note's text, cut to its length."""
        start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
        line_start = text.rfind("\n", 0, start) + 1
        return cls(start, end, text.count("\n", 0, start) + 1, start - line_start + 1, text[start:end])


def finding_of(rule: type[Rule], draft: Draft, at: At, policy: Policy, print_of: Sequence[str]) -> Finding:
    """The finding of a rule under a payer's policy; its fingerprint is a hash of ``print_of``."""
    marks = "\x1f".join(print_of).encode("utf-8", "surrogatepass")
    return Finding(
        rule=rule.code,
        name=rule.name,
        severity=policy.severity(rule),
        message=draft.message,
        suggestion=rule.suggestion,
        start=at.start,
        end=at.end,
        line=at.line,
        column=at.column,
        excerpt=at.excerpt,
        confidence=round(draft.confidence, 3),
        authority=rule.authority,
        reference=rule.reference,
        related=tuple(Related(start=m.start, end=m.end, label=m.label) for m in draft.related),
        cue=draft.cue,
        fingerprint=hashlib.sha256(marks).hexdigest()[:16],
    )
