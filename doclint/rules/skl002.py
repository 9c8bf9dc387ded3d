"""Rule SKL002."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import anchor, cues, likely, missing, quote, support


class Skl002(Rule):
    """The note gives no patient response beyond a stock phrase.

    Anti-pattern:
        97530: stair training with laundry bag, CGA. Pt tolerated treatment well.

    Best practice:
        97530: stair training with laundry bag, CGA; foot caught the edge twice on the first flight, not on the third.

    Source: MBPM p193
    """

    code = "SKL002"
    name = "no-response"
    severity = "warning"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual, chapter 15, and audit practice: the record shows how the patient responded."
    )
    suggestion = (
        "Add how the patient responded: a change in performance, errors, fatigue, pain, vital signs or carry-over."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        stock = cues(context, "stock_response")
        if likely(context, "RESPONSE", 0.8 if stock else 0.25) or (
            not context.facts.scores and any(context.facts.of("RESPONSE"))
        ):
            return
        if stock:
            phrase = stock[0]
            yield Draft(
                f"The only response in the note is the stock phrase {quote([phrase.text])}.",
                phrase.start,
                phrase.end,
                cue=phrase.text,
                confidence=missing(context, "RESPONSE"),
            )
            return
        levels = {m.value for m in support(context, "ASSISTANCE")}
        if len(levels) > 1 or support(context, "MEASURE"):  # a level or a measure that changes is a response
            return
        start, end = anchor(context)
        yield Draft(
            "The note does not say how the patient responded.", start, end, confidence=missing(context, "RESPONSE", 0.7)
        )
