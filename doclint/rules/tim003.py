"""Rule TIM003."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.conflicts import conflict_of, find_conflict
from doclint.rules.times import minutes_among, times_among

SURE = 0.75
"""Confidence from which a mention of minutes can contradict another: a false alarm here is an error."""


class Tim003(Rule):
    """Documented times contradict each other.

    Anti-pattern:
        In 10:00, out 10:30. 97530 45 min.

    Best practice:
        In 10:00, out 10:45. 97530 45 min.

    Source: MBPM p206
    """

    code = "TIM003"
    name = "time-conflict"
    severity = "error"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.3.E: billing and the documented minutes must "
        "be consistent."
    )
    suggestion = (
        "Find out which of the two times is right and correct the other, as an addendum where the note is signed."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        minutes = context.facts.minutes
        sure = [item for item in minutes if item.mention.confidence >= SURE]
        found = (
            conflict_of(context)
            if len(sure) == len(minutes)
            else find_conflict(context, times_among(context, minutes_among(context, sure)))
        )
        if found is None:
            return
        mentions = tuple(stated.mention for stated in (found.one, found.two) if stated.mention is not None)
        start, end = (mentions[0].start, mentions[0].end) if mentions else (0, 0)
        yield Draft(
            f"The times do not agree: {found}.",
            start,
            end,
            cue=mentions[0].text if mentions else None,
            related=mentions[1:],
        )
