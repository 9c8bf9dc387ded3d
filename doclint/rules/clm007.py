"""Rule CLM007."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import lines
from doclint.rules.times import place_of


class Clm007(Rule):
    """More units are billed than the payer's daily maximum for the code.

    Anti-pattern:
        97530:7:GP on one day.

    Best practice:
        97530:6:GP, where the minutes make six units.

    Source: NCCI24
    """

    code = "CLM007"
    name = "units-over-maximum"
    severity = "error"
    authority = "cms"
    reference = "CMS medically unlikely edits: the most units of a code on one date of service."
    suggestion = "Check the units against the minutes; what exceeds the maximum is not paid without an appeal."

    def check(self, context: Context) -> Iterator[Draft]:
        billed: dict[str, int] = {}
        for use in lines(context):
            billed[use.code] = billed.get(use.code, 0) + (use.units or 0)
        for code, units in billed.items():
            most = context.policy.maximum(code)
            if most is not None and units > most.units:
                start, end = place_of(context, code)
                yield Draft(
                    f"{code}: {units} {'unit' if units == 1 else 'units'} billed, the daily maximum is {most.units} "
                    f"({most.source}, as of {most.as_of}).",
                    start,
                    end,
                    cue=f"{code}:{units}",
                )
                return
