"""What a rule over several notes found, and how it becomes a finding of the result."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.episodes.record import Place
from doclint.policy import Policy
from doclint.privacy import without_dates
from doclint.result import Finding
from doclint.rules.base import Draft
from doclint.rules.finding import At, finding_of
from doclint.rules.registry import get_rule

EARLIER = "{earlier}"
"""Stands in a message for the earlier note's id, which a report may replace by a pseudonym."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier visit that a finding speaks of."""

    order: int
    id: str
    date: str


@dataclass(frozen=True, slots=True)
class EpisodeFinding:
    """One thing that only shows over several notes, reported on the note of number ``order``.

    ``start``, ``end``, ``line``, ``column`` and ``excerpt`` say where in that note; the whole note is meant where
    start and end are 0. ``share`` is the part of the treatment text that repeats (0 to 1), else None. ``dates`` is
    whether every note that it takes a date from shows its dates.
    """

    rule: str
    order: int
    start: int
    end: int
    line: int
    column: int
    excerpt: str
    message: str
    cue: str | None = None
    confidence: float = 0.9
    earlier: Earlier | None = None
    share: float | None = None
    dates: bool = True


def found(
    rule: str,
    order: int,
    message: str,
    *,
    place: Place | None = None,
    cue: str | None = None,
    confidence: float = 0.9,
    earlier: Earlier | None = None,
    share: float | None = None,
    dates: bool = True,
) -> EpisodeFinding:
    """A finding at a place of its note; without a place the whole note is meant."""
    at = place or Place()
    return EpisodeFinding(
        rule, order, at.start, at.end, at.line, at.column, at.excerpt, message, cue, confidence, earlier, share, dates
    )


def as_finding(found: EpisodeFinding, policy: Policy, *, identifier: str, dates: bool = True) -> Finding:
    """The finding as the note's result holds it, with its ``dates`` or with masks in their place; a date of a note
    that hides its own is masked always.

    ``identifier`` is what the fingerprint is made of (the note's own id). The fingerprint rests on note and rule alone,
    so it survives edits of every note.
    """
    rule = get_rule(found.rule)
    message = found.message
    if found.earlier is not None:
        message = message.replace(EARLIER, found.earlier.id)
    cue = found.cue
    if not (dates and found.dates):
        message, cue = without_dates(message), cue and without_dates(cue)
    draft = Draft(message, found.start, found.end, cue, confidence=found.confidence)
    at = At(found.start, found.end, found.line, found.column, found.excerpt)
    return finding_of(rule, draft, at, policy, (identifier, rule.code, "episode"))
