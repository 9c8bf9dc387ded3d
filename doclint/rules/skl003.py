"""Rule SKL003."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, likely, missing

_FIELD = re.compile(
    r"(?:(?:^|[.;|•])[ \t-]*|\t[ -]*)(?:deficits?|problems?|limits?|limitations?|barriers?|impairments?)"
    r"(?:[ ]addressed)?[ \t]*"
    r"(?:[:=|–—]+|\t)[ \t]*(?!(?:null|nil|n/?a|tbd|blank|not|unknown|see|none|per)\b)[a-z]{2}",
    re.IGNORECASE | re.MULTILINE,
)
"""A field for the deficit that is filled in."""
_REASON = re.compile(
    r"\b(?:d/t|due to|secondary to|limited by)\s+(?:[\w/-]+\s+){0,3}(?:weak\w*|impair\w*|(?:hemi|para|tetra)?paresis|"
    r"hemiplegi\w*|pain|poor|decreased|limited|loss|neglect|tone|spastic\w*|ataxi\w*|tremor|fatigue|balance|stiff\w*)\b"
    r"|\bweak(?:ness)?\s+(?:of\s+|in\s+|key\s+|pinch|grip|grasp|quads?|hip|knee|ankle|leg|arm|hand|core|trunk|[lr]\b)",
    re.IGNORECASE,
)
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
