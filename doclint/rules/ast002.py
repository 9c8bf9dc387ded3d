"""Rule AST002."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from doclint.lexicon.wordings import alternatives
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import cues, likely, quote, told

if TYPE_CHECKING:
    from doclint.facts import Cue

SURE = 0.95
"""Confidence from which a level counts although the trained models doubt that any stands in the note."""
_FIELD = re.compile(rf"\s*(?:{alternatives('help_choice')}|[☐☑\[|:]|$)|[^\S\n]*\n\s*[-•*]", re.IGNORECASE)
"""What follows a word that names a field of a form: ``ASSIST ☐ indep``, ``HELP`` above a list."""


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
        vague = [cue for cue in cues(context, "vague_help") if not _field(context, cue)]
        if not vague or "ACT006" in context.reported or _levels(context, vague):
            return
        first = vague[0]
        yield Draft(
            f"The note says {quote([first.text])} and not how much help or of what kind.",
            first.start,
            first.end,
            cue=first.text,
        )


def _field(context: Context, cue: Cue) -> bool:
    """Whether the word only names a field of a form."""
    text = context.facts.text
    line = text[text.rfind("\n", 0, cue.start) + 1 : cue.start]
    return " " not in cue.text and line.strip(" -•*").lower() in ("", "level of") and bool(_FIELD.match(text, cue.end))


def _levels(context: Context, vague: Sequence[Cue]) -> bool:
    """Whether a level stands for the activity, other than in the vague words themselves."""
    doubted = bool(context.facts.scores) and not likely(context, "ASSISTANCE", 0.5)
    return any(
        (not doubted or level.confidence >= SURE)
        and not any(cue.start < level.end and level.start < cue.end for cue in vague)
        for level in told(context, "ASSISTANCE")
    )
