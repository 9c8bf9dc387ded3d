"""Rule ACT002."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from doclint.lexicon.wordings import alternatives, wording
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import passive, quote_mentions
from doclint.rules.services import passive_billed_apart

if TYPE_CHECKING:
    from doclint.facts import Mention

SURE = 0.7
"""Confidence from which a mention counts: a false alarm here is an error."""
_APART = wording("outside_timed_minutes")
_BY_OTHERS = wording("given_by_others")
_SELF = wording("patients_own_care")
_OTHER_SENSES = {
    "stm": re.compile(rf"\s*{alternatives('memory')}", re.IGNORECASE),
    "ultrasound": re.compile(
        rf"\s*{alternatives('imaging')}|.{{0,30}}\b{alternatives('muscle_seen_moving')}\b", re.IGNORECASE
    ),
}
"""Words of passive treatment that mean something else before these: short-term memory, a picture made by ultrasound."""


class Act002(Rule):
    """Passive treatment is documented inside 97530.

    Anti-pattern:
        97530 x 30 min: moist heat to low back, STM to paraspinals, then box lifts from shelf.

    Best practice:
        97140 x 10 min: STM to paraspinals. 97530 x 20 min: box lifts from shelf to cart, cues for hip hinge.

    Source: HNS-SUP
    """

    code = "ACT002"
    name = "passive-treatment"
    severity = "error"
    authority = "lcd"
    reference = (
        "Local coverage policy on 97530: 97530 is dynamic; passive modalities and manual techniques are "
        "services of their own."
    )
    suggestion = (
        "Move passive treatment to its own service with its own time, and count only the time of active tasks to 97530."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        given = tuple(
            mention for mention in passive(context) if mention.confidence >= SURE and _counted(context, mention)
        )
        if not given or passive_billed_apart(context):
            return
        first = given[0]
        yield Draft(
            f"Passive treatment stands inside 97530: {quote_mentions(given)}.",
            first.start,
            first.end,
            cue=first.text,
            related=given[1:],
        )


def _counted(context: Context, mention: Mention) -> bool:
    """Whether the mention is treatment that the clinician gave in the time of 97530, as far as its line says."""
    text = context.facts.text
    line = max(text.rfind("\n", 0, mention.start), text.rfind(". ", 0, mention.start)) + 1
    ends = [place for place in (text.find("\n", mention.end), text.find(". ", mention.end)) if place >= 0]
    end = min(ends, default=len(text))
    if _APART.search(text, line, end) or _SELF.search(mention.text):
        return False
    if _BY_OTHERS.search(text, mention.start, min(end, mention.end + 30)):
        return False
    name = mention.text.split()[0]
    other = _OTHER_SENSES.get(name.lower())
    return other is None or not other.match(text, mention.start + len(name), end)
