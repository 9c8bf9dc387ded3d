"""Rule AST002."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import cues, quote, support


class Ast002(Rule):
    """Help is mentioned without amount or type, and no level stands for the activity.

    Anti-pattern:
        97530: dressing at edge of bed with assist, needed some help with shoes.

    Best practice:
        97530: dressing at edge of bed, min A to thread the left sleeve, mod A for shoes.

    Source: L33631
    """

    code = "AST002"
    name = "vague-assistance"
    severity = "warning"
    authority = "lcd"
    reference = "Local coverage policy on 97530: the amount and type of assistance is documented."
    suggestion = "Replace the general words by the level of assistance, and say what the help was for."
    after = ("ACT006",)

    def check(self, context: Context) -> Iterator[Draft]:
        vague = cues(context, "vague_help")
        if not vague or "ACT006" in context.reported or support(context, "ASSISTANCE"):
            return
        first = vague[0]
        yield Draft(
            f"The note says {quote([first.text])} and not how much help or of what kind.",
            first.start,
            first.end,
            cue=first.text,
        )
