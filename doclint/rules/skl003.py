"""Rule SKL003."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, likely, missing


class Skl003(Rule):
    """The note names no deficit, limitation or reason why the activity needs a therapist.

    Anti-pattern:
        97530: carrying groceries up the ramp, CGA. Did 4 trips.

    Best practice:
        97530: carrying groceries up the ramp, CGA, because the left knee gives way under load on inclines.

    Source: CODINGAHEAD-97530
    """

    code = "SKL003"
    name = "no-clinical-reasoning"
    severity = "warning"
    authority = "lcd"
    reference = (
        "Local coverage policy on 97530: a clear correlation between what was done and the underlying condition."
    )
    suggestion = "Name the deficit or limitation of today that makes the task need a therapist."

    def check(self, context: Context) -> Iterator[Draft]:
        if likely(context, "LIMITATION", 0.1) if context.facts.scores else any(context.facts.of("LIMITATION")):
            return
        start, end = anchor(context)
        sure = missing(context, "LIMITATION", 0.7)
        yield Draft("No deficit or reason says why the activity needs a therapist.", start, end, confidence=sure)
