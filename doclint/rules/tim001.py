"""Rule TIM001."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from doclint.rules.base import CODE, Context, Draft, Rule
from doclint.rules.times import place_of

if TYPE_CHECKING:
    from doclint.facts import Minutes


class Tim001(Rule):
    """Nothing in the note says how long 97530 or the visit took.

    Anti-pattern:
        97530 x2: tub transfers with grab bar, min A, cues for foot placement.

    Best practice:
        97530 x2 (30 min): tub transfers with grab bar, min A. Total timed 30 min, total treatment 30 min.

    Source: MBPM p206
    """

    code = "TIM001"
    name = "no-minutes"
    severity = "error"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.3.E: the treatment note states total timed "
        "minutes and total treatment time."
    )
    suggestion = (
        "State the minutes of 97530, the total of timed minutes and the total treatment time, or the clock "
        "times, as they were."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        if any(item.mention.status == "performed" and _serves(item) for item in context.facts.minutes):
            return
        if any(use.code == CODE and use.minutes is not None for use in context.codes):
            return
        start, end = place_of(context, CODE)
        yield Draft(
            "No minutes stand for 97530: neither for the code nor its tasks, no total and no clock times.", start, end
        )


def _serves(item: Minutes) -> bool:
    return item.kind not in ("code", "task", "part_interval") or item.code in (CODE, None)
