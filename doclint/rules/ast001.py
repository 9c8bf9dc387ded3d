"""Rule AST001."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.lexicon.wordings import alternatives
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, likely, missing, quote_mentions, tasks, told

_FIELD = re.compile(
    rf"(?:(?:^|[.;|•])[ \t]*|\t[ ]*){alternatives('level_field')}"
    rf"(?:(?:[ \t]*(?:[:=|–—]+|[ ]-[ ])|[ ]*\t)[ \t]*(?:(?:☑|☒|\[x\])[ ]*)?|[ \t]*(?={alternatives('level_place')}\b))"
    rf"(?!{alternatives('level_unfilled')})[a-z][a-z']",
    re.IGNORECASE | re.MULTILINE,
)
"""A field for the level that is filled in, with whatever words: ``Level | walker, no staff``."""
_CELL = re.compile(r"(?:^|[•|\t;,\]])[ -]*I[ ]*(?:[;,|]|$)", re.MULTILINE)
"""The letter for independence that stands alone between two separators."""


class Ast001(Rule):
    """No assistance level and no cueing is stated for the 97530 activity.

    Anti-pattern:
        97530: tub transfers x4, reaching for towel from the bench. BP 128/74 after.

    Best practice:
        97530: tub transfers x4, CGA with one verbal cue for the grab bar; reaching for towel, SBA.

    Source: L33631
    """

    code = "AST001"
    name = "no-assistance-level"
    severity = "error"
    authority = "lcd"
    reference = "Local coverage policy on 97530: the amount and type of assistance is documented."
    suggestion = "State the level of assistance or the cueing that each task took today; independence counts as well."
    after = ("ACT006", "AST002")

    def check(self, context: Context) -> Iterator[Draft]:
        if {"ACT006", "AST002"} & context.reported.keys() or told(context, "ASSISTANCE", "CUE"):
            return
        if likely(context, "ASSISTANCE", 0.15) or _FIELD.search(context.facts.text) or _CELL.search(context.facts.text):
            return
        start, end = anchor(context)
        done = tasks(context)
        about = quote_mentions(done) if done else "what was done under 97530"
        sure = missing(context, "ASSISTANCE")
        yield Draft(f"No level of assistance and no cueing is stated for {about}.", start, end, confidence=sure)
