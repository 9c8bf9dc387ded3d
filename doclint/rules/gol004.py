"""Rule GOL004."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import functional_goals, quote_mentions


class Gol004(Rule):
    """The activity serves a functional goal, but no goal in the note has a measure.

    Anti-pattern:
        97530: toilet transfers x4, min A. Goal: toilet safely at home.

    Best practice:
        97530: toilet transfers x4, min A. Goal: toilet transfer with supervision, 5 of 5 trials.

    Source: MBPM p197
    """

    code = "GOL004"
    name = "goal-not-measurable"
    severity = "warning"
    authority = "cms"
    reference = "Medicare Benefit Policy Manual, chapter 15: goals are measurable."
    suggestion = (
        "Give the goal something to count by: a level of help, a distance, a number of trials, a time or a score."
    )
    after = ("GOL001", "GOL002", "GOL003")

    def check(self, context: Context) -> Iterator[Draft]:
        goals = functional_goals(context)
        if not goals or {"GOL001", "GOL002", "GOL003"} & context.reported.keys():
            return
        if any(goal.measure for goal in context.facts.goals):
            return
        mentions = tuple(goal.mention for goal in goals)
        yield Draft(
            f"The goal has nothing to measure it by: {quote_mentions(mentions)}.",
            mentions[0].start,
            mentions[0].end,
            cue=mentions[0].text,
            related=mentions[1:],
            confidence=0.8,
        )
