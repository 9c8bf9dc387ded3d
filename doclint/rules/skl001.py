"""Rule SKL001."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, likely, missing, told


class Skl001(Rule):
    """Nothing in the note says what the clinician did.

    Anti-pattern:
        97530: sorted laundry standing x10 min, SBA. Pt did well, rested twice.

    Best practice:
        97530: sorted laundry standing, SBA; basket raised to waist height when trunk flexed past safe range.

    Source: MBPM p193
    """

    code = "SKL001"
    name = "no-skilled-care"
    severity = "error"
    authority = "cms"
    reference = "Medicare Benefit Policy Manual, chapter 15: services require the skills of a therapist."
    suggestion = (
        "Say what the clinician did that took a clinician: instructed, facilitated, graded, adapted, "
        "analysed, monitored and adjusted."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        if told(context, "SKILLED", "CUE") or likely(context, "SKILLED", 0.25):
            return
        start, end = anchor(context)
        sure = missing(context, "SKILLED")
        yield Draft("Nothing says what the clinician did during the activity.", start, end, confidence=sure)
