"""Rule CLM008."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.policy import BYPASS
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import lines
from doclint.rules.times import place_of


class Clm008(Rule):
    """59 or X{EPSU} stands on a line for which the payer has no edit in force on that date.

    Anti-pattern:
        97530:2:GP+59, 97140:1:GP for Medicare in 2026: that edit ended on 2019-12-31.

    Best practice:
        97530:2:GP, 97140:1:GP.

    Source: MLN1783722
    """

    code = "CLM008"
    name = "needless-modifier"
    severity = "info"
    authority = "cms"
    reference = "CMS MLN 1783722: the modifier is for edits in force; where there is none it invites review."
    suggestion = "Take the modifier off where no edit is in force."

    def check(self, context: Context) -> Iterator[Draft]:
        known = lines(context)
        for use in known:
            found = [m for m in use.modifiers if m in BYPASS]
            others = list(dict.fromkeys(other.code for other in known if other.code != use.code))
            if found and all(context.policy.free_of_edits(use.code, other) for other in others):
                start, end = place_of(context, use.code)
                ended = _ended(context, use.code, others)
                unsure = [other for other in others if not context.policy.surely_free(use.code, other)]
                doubt = f" For {', '.join(unsure)} the built-in list may not be complete." if unsure else ""
                yield Draft(
                    f"{found[0]} on {use.code} is needless: no edit is in force between it and "
                    f"{', '.join(others) or 'any other billed code'} on this date{ended}.{doubt}",
                    start,
                    end,
                    cue=found[0],
                    confidence=0.7 if unsure else 0.9,
                )
                return


def _ended(context: Context, code: str, others: Sequence[str]) -> str:
    ended = [e for other in others for e in context.policy.history(code, other) if e.indicator != 9 and e.last]
    if not ended:
        return ""
    last = max(ended, key=lambda e: str(e.last))
    return f" (the edit {last.column1}/{last.column2} ended on {last.last}; {last.source})"
