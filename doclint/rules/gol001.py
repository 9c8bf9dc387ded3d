"""Rule GOL001."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, likely, missing, stated_goals


class Gol001(Rule):
    """The note states no goal and no purpose.

    Anti-pattern:
        97530 x 25 min: car transfers x5, min A. Fatigued by the end.

    Best practice:
        97530 x 25 min: car transfers x5, min A, toward LTG 2: rides to dialysis with CGA for the transfer, 3 of 3.

    Source: CODINGAHEAD-97530
    """

    code = "GOL001"
    name = "no-goal"
    severity = "error"
    authority = "lcd"
    reference = (
        "Local coverage policy on 97530: the activity meets a specific functional need and is part of a plan "
        "aimed at a specific outcome."
    )
    suggestion = (
        "State the goal or the purpose that the task serves, in terms of what the patient will be able to do,"
        " or refer to a numbered goal."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        named = context.facts.goals
        if stated_goals(context) or (not named and likely(context, "GOAL", 0.15)):
            return
        start, end = anchor(context)
        yield Draft("No goal and no purpose stands in the note.", start, end, confidence=missing(context, "GOAL"))
