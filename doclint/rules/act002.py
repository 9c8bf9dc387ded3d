"""Rule ACT002."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import passive, quote_mentions
from doclint.rules.services import passive_billed_apart

SURE = 0.7
"""Confidence from which a mention counts: a false alarm here is an error."""


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
        given = tuple(mention for mention in passive(context) if mention.confidence >= SURE)
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
