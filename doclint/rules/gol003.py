"""Rule GOL003."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import functional_goals, quote_mentions, stated_goals


class Gol003(Rule):
    """The only goals or purposes in the note are impairments.

    Anti-pattern:
        97530: overhead reach to shelf, SBA. Goal: shoulder flexion 140 deg, strength 4+/5.

    Best practice:
        97530: overhead reach to shelf, SBA. Goal: put dishes on the top shelf with both hands, 10 of 10.

    Source: CODINGAHEAD-97530
    """

    code = "GOL003"
    name = "goal-not-functional"
    severity = "error"
    authority = "lcd"
    reference = (
        "Local coverage policy on 97530: the activity improves functional performance; an impairment alone is"
        " no outcome."
    )
    suggestion = (
        "Say what the patient will do in daily life once the impairment is better, or name the functional "
        "goal of the plan of care."
    )
    after = ("GOL001", "GOL002")

    def check(self, context: Context) -> Iterator[Draft]:
        goals = stated_goals(context)
        if not goals or functional_goals(context) or {"GOL001", "GOL002", "ACT006"} & context.reported.keys():
            return
        mentions = tuple(goal.mention for goal in goals)
        said = quote_mentions(mentions)
        yield Draft(
            f"The only goal is an impairment, not something that the patient will do: {said}.",
            mentions[0].start,
            mentions[0].end,
            cue=mentions[0].text,
            related=mentions[1:],
        )
