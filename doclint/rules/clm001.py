"""Rule CLM001."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.policy import BYPASS
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import bypassed, confidence_of, lines, modifiers_known, modifiers_of, table_of
from doclint.rules.times import place_of


class Clm001(Rule):
    """Two billed codes form an edit pair in force that a modifier may bypass, and the line carries none.

    Anti-pattern:
        97150:1:GP with 97530:2:GP for Medicare: the pair is live, and neither line has a modifier.

    Best practice:
        97150:1:GP with 97530:2:GP+59, and the note gives separate blocks of time: group 10:00-10:30, one-on-one
        10:30-11:00. 97530:2:GP with 97140:1:GP for Medicare, practitioner or hospital, needs no 59 for dates of service
        since 2020-01-01: that edit (column 1 97140, column 2 97530) ended on 2019-12-31 and was not reinstated, and a
        59 is needless (CLM008). It is still an edit for Medicare dates of service until 2019-12-31 (the modifier
        stands on 97530; on practitioner claims on either line since 2019-07-01), and with a commercial payer that kept
        it (on 97530; profile commercial-edits). For Medicaid it is not known: import your state's table.
        `doclint policy show 97530 97140 --date 2019-06-01` tells what held when.

    Source: NCCI24
    """

    code = "CLM001"
    name = "edit-needs-modifier"
    severity = "error"
    authority = "cms"
    reference = (
        "NCCI procedure-to-procedure edits by programme, setting and date of service; Medicare practitioner "
        "claims take the modifier on either line since 2019-07-01."
    )
    suggestion = (
        "Check whether the two services filled separate, non-overlapping blocks of time that the note shows; "
        "if they did not, only one of them is payable. Do not add a modifier that the note cannot carry."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        known = lines(context)
        for edit in context.policy.edits(use.code for use in known):
            pair = [use for use in known if use.code in (edit.column1, edit.column2)]
            if edit.indicator != 1 or bypassed(context, edit) or not all(modifiers_known(context, use) for use in pair):
                continue
            accepted = " or ".join(context.policy.accepted_on(edit))
            elsewhere = (
                ""
                if context.policy.either_line or not _bypass_on(context, edit.column1)
                else (f" The modifier on {edit.column1} does not count with this payer.")
            )
            start, end = place_of(context, edit.column2)
            yield Draft(
                f"{edit.column1} (column 1) with {edit.column2} (column 2) is an edit pair on this date "
                f"({table_of(context, edit)}): {edit.column2} is denied unless the note shows separate blocks of "
                f"time and the line of {accepted} says so.{elsewhere}",
                start,
                end,
                cue=f"{edit.column1} + {edit.column2}",
                confidence=confidence_of(edit),
            )
            return


def _bypass_on(context: Context, code: str) -> bool:
    return bool(BYPASS & modifiers_of(context, code))
