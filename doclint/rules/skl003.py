"""Rule SKL003."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.lexicon.wordings import alternatives, wording
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, likely, missing

_FIELD = re.compile(
    rf"(?:(?:^|[.;|•])[ \t-]*|\t[ -]*){alternatives('deficit_field')}(?:[ ]addressed)?"
    rf"(?:[ \t]*[:=|–—]+|[ ]*\t)[ \t]*(?!{alternatives('deficit_unfilled')})[a-z]{{2}}",
    re.IGNORECASE | re.MULTILINE,
)
"""A field for the deficit that is filled in."""
_REASON = wording("deficit_reason")
"""A deficit given as the reason, or named beside the part that has it."""


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
        if _FIELD.search(context.facts.text) or _REASON.search(context.facts.text):
            return
        start, end = anchor(context)
        sure = missing(context, "LIMITATION", 0.7)
        yield Draft("No deficit or reason says why the activity needs a therapist.", start, end, confidence=sure)
