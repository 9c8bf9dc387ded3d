"""Rule TIM002."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.counts import count


class Tim002(Rule):
    """More units are billed than the minutes allow under the payer's counting rule.

    Anti-pattern:
        97530 3 units. Total timed minutes 35.

    Best practice:
        97530 2 units. Total timed minutes 35.

    Source: FCSO-UNITS
    """

    code = "TIM002"
    name = "units-exceed-minutes"
    severity = "error"
    authority = "cms"
    reference = (
        "Medicare Claims Processing Manual chapter 5 section 20.2.C: the timed minutes of the visit together "
        "set the units; other payers count each code from its midpoint."
    )
    suggestion = (
        "Bill the units that the documented minutes make, or correct the minutes if the note states them wrongly."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        found = count(context)
        if found is None or not found.over:
            return
        start, end = (found.mention.start, found.mention.end) if found.mention else (0, 0)
        yield Draft(
            f"More units than minutes: {found.arithmetic} (minutes from: {found.place}).{found.doubt}",
            start,
            end,
            cue=found.arithmetic,
            confidence=found.confidence,
        )
