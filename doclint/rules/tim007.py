"""Rule TIM007."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import CODE, Context, Draft, Rule
from doclint.rules.times import billed_timed, times_of


class Tim007(Rule):
    """Several timed codes are billed under one total, and nothing says how many minutes 97530 took.

    Anti-pattern:
        97530 x2, 97110 x1. Total timed 40 min.

    Best practice:
        97530 25 min, 97110 15 min. Total timed 40 min.

    Source: MBPM p206
    """

    code = "TIM007"
    name = "no-code-minutes"
    severity = "warning"
    authority = "payer"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.3.E: minutes of each service are voluntary for "
        "Medicare; a payer that counts each code alone needs them."
    )
    suggestion = "State how many of the minutes were 97530."

    def check(self, context: Context) -> Iterator[Draft]:
        codes = dict.fromkeys(use.code for use in billed_timed(context))
        times = times_of(context)
        wholes = times.wholes()
        if CODE not in codes or len(codes) < 2 or not wholes or times.of(CODE) is not None or times.unknown is not None:
            return
        mention = wholes[0].mention
        start, end = (mention.start, mention.end) if mention else (0, 0)
        yield Draft(
            f"{' and '.join(codes)} share {wholes[0]}; nothing says how many of these minutes were 97530.",
            start,
            end,
            cue=mention.text if mention else None,
        )
