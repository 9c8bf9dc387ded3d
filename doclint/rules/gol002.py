"""Rule GOL002."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import exercises, functional_goals, quote, quote_mentions, tasks
from doclint.rules.goals import tied

UNRELATED = "unrelated"
"""Name of the trained probability in ``Facts.scores``."""
_UNTIED, _TIED = 0.35, 0.7
"""Probability from which goal and deed count as apart; on held-out train notes right in 51 of 60 findings."""


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
        done = tasks(context) or (exercises(context) if UNRELATED in context.facts.scores else ())
        if not goals or not done or "ACT006" in context.reported or not _apart(context):
            return
        goal = goals[0].mention
        yield Draft(
            f"Nothing ties {quote_mentions(done)} to the goal {quote([goal.text])}.",
            done[0].start,
            done[0].end,
            cue=goal.text,
            related=(goal, *done[1:]),
            confidence=context.facts.scores.get(UNRELATED, 0.8),
        )


def _apart(context: Context) -> bool:
    """Whether goal and deed are apart: by the words and functions alone without models; with them, by the probability
    that the model of goal links gives, which has to be high where words or functions tie the two.
    """
    bound = tied(context)
    score = context.facts.scores.get(UNRELATED)
    return not bound if score is None else score > (_TIED if bound else _UNTIED)
