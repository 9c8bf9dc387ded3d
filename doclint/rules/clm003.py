"""Rule CLM003."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.policy import DISCIPLINE_MODIFIERS
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import lines
from doclint.rules.times import place_of


class Clm003(Rule):
    """The payer wants GP, GO or GN on the line, and it has none.

    Anti-pattern:
        97530:2 for Medicare.

    Best practice:
        97530:2:GP under a physical therapy plan of care.

    Source: CR10176
    """

    code = "CLM003"
    name = "no-discipline-modifier"
    severity = "error"
    authority = "cms"
    reference = (
        "CMS Change Request 10176: always-therapy codes carry GP, GO or GN, enforced for dates of service "
        "since 2018-01-01. That 97161-97168 are tied to GP or GO is verified; the other entries, 97530 among them, "
        "are doclint's own list: near-certain, but CMS's list of the year was not read."
    )
    suggestion = "Add the modifier of the plan of care under which the service was given."

    def check(self, context: Context) -> Iterator[Draft]:
        bare = [
            use.code
            for use in lines(context)
            if use.origin == "claim"
            and context.policy.wants_discipline(use.code)
            and not DISCIPLINE_MODIFIERS.keys() & set(use.modifiers)
        ]
        if bare:
            codes = ", ".join(dict.fromkeys(bare))
            start, end = place_of(context, bare[0])
            sure = all(context.policy.locked_to(code) for code in bare)
            doubt = "" if sure else " That it is one stands in doclint's own list; check CMS's list of the year."
            yield Draft(
                f"No GP, GO or GN on {codes}: the payer wants it on every line of an always-therapy code.{doubt}",
                start,
                end,
                cue=codes,
                confidence=0.9 if sure else 0.8,
            )
