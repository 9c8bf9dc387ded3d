"""Rule ACT003."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import exercises, quote_mentions, tasks
from doclint.rules.services import reads_like


class Act003(Rule):
    """The 97530 text describes exercise, which 97110 describes better.

    Anti-pattern:
        97530 x 25 min: LAQ 3x10, bridges 3x10, NuStep L4, sit to stands 3x10 for quad strength.

    Best practice:
        97530 x 25 min: rising from a low couch with a full mug in one hand, seat lowered as control improved.

    Source: PTMGMT-97530
    """

    code = "ACT003"
    name = "exercise-wording"
    severity = "error"
    authority = "lcd"
    reference = (
        "Local coverage policy on 97530 and 97110: intent decides the code; sets and repetitions of exercise "
        "describe 97110."
    )
    suggestion = (
        "If a real-life task was practised, name the task and what it is for; if it was exercise, bill it as exercise."
    )
    after = ("ACT004",)

    def check(self, context: Context) -> Iterator[Draft]:
        named = tasks(context)
        done = exercises(context) or named
        alone = bool(done) and not named
        if not done or "ACT004" in context.reported or not (alone or reads_like(context, "97110")):
            return
        first = done[0]
        what = "is exercise" if alone else "reads like exercise"
        yield Draft(
            f"What stands under 97530 {what} ({quote_mentions(done)}){' with no functional task' if alone else ''}.",
            first.start,
            first.end,
            cue=first.text,
            related=done[1:],
        )
