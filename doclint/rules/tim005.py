"""Rule TIM005."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import CODE, Context, Draft, Rule
from doclint.rules.times import place_of


class Tim005(Rule):
    """The payer wants the total treatment time, and the note has neither a total nor clock times.

    Anti-pattern:
        97530 25 min: car transfers, CGA.

    Best practice:
        97530 25 min: car transfers, CGA. Total treatment time 25 min (10:05-10:30).

    Source: MBPM p206
    """

    code = "TIM005"
    name = "no-total-time"
    severity = "warning"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.3.E: total treatment time in minutes, timed "
        "and untimed together."
    )
    suggestion = "State the total treatment time of the visit, or when treatment began and ended."

    def check(self, context: Context) -> Iterator[Draft]:
        if not context.policy.wants("total_time"):
            return
        performed = (item for item in context.facts.minutes if item.mention.status == "performed")
        if any(item.kind not in ("code", "task") for item in performed):
            return
        start, end = place_of(context, CODE)
        yield Draft("The note gives no total treatment time and no clock times.", start, end)
