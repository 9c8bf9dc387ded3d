"""Rule GOL002."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import functional_goals, quote, quote_mentions, tasks
from doclint.rules.goals import tied


class Gol002(Rule):
    """The functional goal of the note is for another function than the activity, and nothing ties the two.

    Anti-pattern:
        97530: bed mobility, supine to sit x5, mod A. Goal: climb one flight of stairs with rail.

    Best practice:
        97530: step-ups to the bus-height box with rail, min A, toward STG 1: climb one flight with rail.

    Source: CODINGAHEAD-97530
    """

    code = "GOL002"
    name = "goal-not-linked"
    severity = "error"
    authority = "lcd"
    reference = "Local coverage policy on 97530: a clear correlation between what was done and what it is for."
    suggestion = (
        "Say which goal the task serves: in purpose words, by the number of the goal, or by a goal for this function."
    )
    after = ("ACT006",)

    def check(self, context: Context) -> Iterator[Draft]:
        goals = functional_goals(context)
        done = tasks(context)
        if not goals or not done or "ACT006" in context.reported or tied(context):
            return
        goal = goals[0].mention
        yield Draft(
            f"Nothing ties {quote_mentions(done)} to the goal {quote([goal.text])}.",
            done[0].start,
            done[0].end,
            cue=goal.text,
            related=(goal, *done[1:]),
            confidence=0.8,
        )
