"""Rule ACT002."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.facts import Mention
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import passive, quote_mentions
from doclint.rules.services import passive_billed_apart

SURE = 0.7
"""Confidence from which a mention counts: a false alarm here is an error."""
_APART = re.compile(
    r"\b(?:un-?(?:billed|timed)|no charge|(?:not|isn't|wasn't|never) (?:billed|charged|counted|timed|part of)"
    r"(?! sep| apart)"
    r"|(?:not|nor) in(?:cluded in)? (?:the )?(?:timed|billed|ta|tx|treatment|97530|code)\b"
    r"|outside (?:of )?(?:the )?(?:timed|billed|treatment|97530))",
    re.IGNORECASE,
)
"""Words by which the treatment's time is none of 97530's."""
_BY_OTHERS = re.compile(r"\bby (?:the )?(?:rn|lpn|cna|nurse|nursing)\b|\b(?:at night|overnight)\b", re.IGNORECASE)
_SELF = re.compile(r"\b(?:her|his|their) own\b|\bself[- ]bandag", re.IGNORECASE)
_OTHER_SENSES = (
    (re.compile(r"stm", re.IGNORECASE), re.compile(r"\s*(?:deficit|loss|impair|memory|recall|problem)", re.IGNORECASE)),
    (
        re.compile(r"ultrasound", re.IGNORECASE),
        re.compile(
            r"\s*(?:screen|imag|picture|shows?|biofeedback)|.{0,30}\b(?:drops?|lifts?|descends?)\b", re.IGNORECASE
        ),
    ),
)
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
    return not any(
        word.fullmatch(name) and sense.match(text, mention.start + len(name), end) for word, sense in _OTHER_SENSES
    )
