"""Rule ACT006."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import quote_mentions, tasks, withheld

DOUBTFUL = 0.65
"""Confidence below which words read as a task count for nothing beside a task that surely was not done."""


class Act006(Rule):
    """Every functional task named for 97530 was refused, held, planned or of another day.

    Anti-pattern:
        97530 x 15 min: tub transfer and stairs held for BP 88/50. Will try tomorrow.

    Best practice:
        97530 x 15 min: stairs held for BP; performed seated upper-body dressing with min A instead.

    Source: MBPM p206
    """

    code = "ACT006"
    name = "not-performed"
    severity = "error"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual, chapter 15: the treatment note documents the interventions that were provided."
    )
    suggestion = (
        "Bill 97530 only for tasks that were performed; say what was done instead, under the code that describes it."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        named = withheld(context)
        refused = max((m.confidence for m in named if m.status == "not_done"), default=0.0)
        done = max((m.confidence for m in tasks(context)), default=0.0)
        if refused <= done or done >= DOUBTFUL or not refused:
            return
        first = named[0]
        yield Draft(
            f"No task was performed: {quote_mentions(named)} did not take place today.",
            first.start,
            first.end,
            cue=first.cue,
            related=named[1:],
        )
