"""Rule TIM004."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.counts import count


class Tim004(Rule):
    """Fewer units are billed than the minutes allow.

    Anti-pattern:
        97530 1 unit. Total timed minutes 38.

    Best practice:
        97530 3 units. Total timed minutes 38.

    Source: FCSO-UNITS
    """

    code = "TIM004"
    name = "units-below-minutes"
    severity = "info"
    authority = "cms"
    reference = "Medicare Claims Processing Manual chapter 5 section 20.2.C: units by the total of timed minutes."
    suggestion = "Check whether a unit was forgotten; bill only what was treated one-on-one and is documented."

    def check(self, context: Context) -> Iterator[Draft]:
        found = count(context)
        if found is None or found.over:
            return
        start, end = (found.mention.start, found.mention.end) if found.mention else (0, 0)
        yield Draft(
            f"Fewer units than minutes: {found.arithmetic} (minutes from: {found.place}).{found.doubt}",
            start,
            end,
            cue=found.arithmetic,
            confidence=found.confidence,
        )
