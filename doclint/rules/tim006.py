"""Rule TIM006."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule


class Tim006(Rule):
    """The visit was shortened, and neither the actual minutes nor clock times are given.

    Anti-pattern:
        Pt 15 min late, transport waiting, tx cut short. 97530 x2.

    Best practice:
        Pt arrived late; seen 10:20-10:45, 97530 25 min, 2 units.

    Source: FCSO-UNITS
    """

    code = "TIM006"
    name = "shortened-visit"
    severity = "warning"
    authority = "practice"
    reference = (
        "Medicare Claims Processing Manual chapter 5 section 20.3: only the time that the patient is treated counts."
    )
    suggestion = "Give the minutes that were treated, or the clock times of this visit."

    def check(self, context: Context) -> Iterator[Draft]:
        cues = context.facts.cues_of("shortened")
        if not cues or any(item.mention.status == "performed" for item in context.facts.minutes):
            return
        if any(use.minutes is not None for use in context.codes):
            return
        cue = cues[0]
        yield Draft(
            f"The visit was shortened ({cue.text!r}), but the minutes that were treated are not given.",
            cue.start,
            cue.end,
            cue=cue.text,
        )
