"""Rule ACT004."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import quote_mentions
from doclint.rules.services import service_of


class Act004(Rule):
    """The 97530 text reads like another service: gait, balance, self-care instruction or wheelchair management alone.

    Anti-pattern:
        97530 x 25 min: ambulated 150 ft x3 with RW, CGA, cues for heel strike.

    Best practice:
        97530 x 25 min: carried a tray from counter to table with RW basket, turned in the kitchen, CGA for the turns.

    Source: PTMGMT-97530
    """

    code = "ACT004"
    name = "other-code-wording"
    severity = "warning"
    authority = "lcd"
    reference = "Local coverage policy on 97116, 97112, 97535 and 97542: the wording of these services."
    suggestion = (
        "Describe the functional task beyond that, if there was one; otherwise bill the code that the words describe."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        found = service_of(context)
        if found is None:
            return
        first = found.evidence[0]
        done = f"{found.words} ({quote_mentions(found.evidence)})"
        yield Draft(
            f"All that stands under 97530 is {done}, which {found.code} describes.",
            first.start,
            first.end,
            cue=first.text,
            related=found.evidence[1:],
        )
