"""Rule CLM002."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import confidence_of, lines, table_of
from doclint.rules.times import place_of


class Clm002(Rule):
    """Two billed codes form an edit pair that no modifier bypasses.

    Anti-pattern:
        97140:1:GP+59 with 97124:1:GP for Medicare.

    Best practice:
        97140:2:GP, which includes the massage.

    Source: NCCI24
    """

    code = "CLM002"
    name = "edit-forbids-pair"
    severity = "error"
    authority = "cms"
    reference = "NCCI procedure-to-procedure edits with indicator 0, by programme, setting and date of service."
    suggestion = "Bill one of the two services; a modifier does not help."

    def check(self, context: Context) -> Iterator[Draft]:
        for edit in context.policy.edits(use.code for use in lines(context)):
            if edit.indicator == 0:
                start, end = place_of(context, edit.column2)
                yield Draft(
                    f"{edit.column1} (column 1) excludes {edit.column2} (column 2) on the same day, with any modifier "
                    f"({table_of(context, edit)}): {edit.column2} is not paid.",
                    start,
                    end,
                    cue=f"{edit.column1} + {edit.column2}",
                    confidence=confidence_of(edit),
                )
                return
