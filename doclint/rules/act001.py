"""Rule ACT001."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, likely, missing, tasks


class Act001(Rule):
    """The note names no specific functional task that was performed under 97530.

    Anti-pattern:
        Ther act x 25 min, functional activities to tolerance. Tol well.

    Best practice:
        97530 x 25 min: lifted laundry basket from floor to dryer height x6, carried it 20 ft, min A for the turn.

    Source: CODINGAHEAD-97530
    """

    code = "ACT001"
    name = "no-functional-activity"
    severity = "error"
    authority = "lcd"
    reference = (
        "Local coverage policy on 97530: the record names the specific functional activities that were performed."
    )
    suggestion = (
        "Name each functional task that the patient performed today: the movement, the object, the place or surface."
    )
    after = ("ACT002", "ACT003", "ACT004", "ACT005", "ACT006")

    def check(self, context: Context) -> Iterator[Draft]:
        elsewhere = {"ACT002", "ACT003", "ACT004", "ACT006"}
        if tasks(context) or elsewhere & context.reported.keys():
            return
        if likely(context, "ACTIVITY", 0.7):
            return
        start, end = anchor(context)
        sure = missing(context, "ACTIVITY")
        yield Draft(
            "The 97530 text names no specific task that the patient performed today.", start, end, confidence=sure
        )
