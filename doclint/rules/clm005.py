"""Rule CLM005."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from doclint.policy import BYPASS, DISCIPLINE_MODIFIERS
from doclint.rules.apart import apart, has_time
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import lines
from doclint.rules.times import place_of

if TYPE_CHECKING:
    from doclint.result import CodeUse


class Clm005(Rule):
    """A line carries 59 or X{EPSU}, and the note shows no separate minutes, time or region for the two services.

    Anti-pattern:
        97150:1:GP, 97530:2:GP+59. Note: group and therapeutic activities, total 45 min.

    Best practice:
        97150:1:GP, 97530:2:GP+59. Note: group 10:00-10:15; 97530 one-on-one 10:15-10:45.

    Source: MLN1783722
    """

    code = "CLM005"
    name = "distinct-service-unsupported"
    severity = "warning"
    authority = "cms"
    reference = (
        "CMS MLN 1783722: 59 and X{EPSU} mean a distinct service; for timed codes, different and non- "
        "overlapping blocks of time."
    )
    suggestion = (
        "Document the separate minutes, clock times or body region of each service, if they were separate; "
        "otherwise take the modifier off."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        known = lines(context)
        for use in known:
            found = [m for m in use.modifiers if m in BYPASS]
            others = list(dict.fromkeys(other.code for other in known if other.code != use.code))
            partners = [other for other in others if context.policy.edit(use.code, other)] or others
            if found and partners and not any(_shown(context, use, other) for other in partners):
                start, end = place_of(context, use.code)
                yield Draft(
                    f"{use.code} carries {found[0]}, but the note shows no separate minutes, time or region for "
                    f"{use.code} and {' or '.join(partners)}.",
                    start,
                    end,
                    cue=found[0],
                    confidence=0.7,
                )
                return


def _shown(context: Context, use: CodeUse, other: str) -> bool:
    """Whether the note shows two services apart.

    A service that is no therapy, or of another discipline, stands in another record, and an evaluation is no timed
    service: there the time of the other service is enough.
    """
    if apart(context, use.code, other):
        return True
    own = {m for m in use.modifiers if m in DISCIPLINE_MODIFIERS}
    theirs = {m for line in lines(context) if line.code == other for m in line.modifiers if m in DISCIPLINE_MODIFIERS}
    apart_anyway = [
        code
        for code in (use.code, other)
        if not context.policy.discipline_modifiers(code) or context.policy.locked_to(code)
    ]
    if not apart_anyway and not (own and theirs and not own & theirs):
        return False
    return any(has_time(context, code) for code in (use.code, other))
