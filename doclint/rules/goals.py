"""Whether the activity of today is tied to a functional goal: by purpose words, by function, or by a reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from doclint.rules.base import CODE, Context
from doclint.rules.evidence import functional_goals, tasks

if TYPE_CHECKING:
    from doclint.facts import Mention

_COMMON = frozenset({"d445", "d850", "d920"})
"""Use of hand and arm, work, and play are part of so many tasks that they set nothing apart."""

_FAMILIES = tuple(
    frozenset(family.split())
    for family in (
        "d410 d415 d420",
        "d450 d455 d460 d465",
        "d430 d620 d630 d640 d650 d660",
        "d510 d520 d530",
        "d550 d560 d630",
        "d440 d170",
        "d620 d860 d910",
        "d455 d460 d470",
    )
)
"""Categories of the International Classification of Functioning that are so near that one may well serve the other."""


def tied(context: Context) -> bool:
    """Whether what was done under 97530 is tied to a functional goal, or too little is known of goals or tasks to deny
    it.

    The same movement ties also where it is written as exercise.
    """
    goals = functional_goals(context)
    starts = {goal.mention.start for goal in goals}
    if any(link.goal.start in starts and link.activity.code in (CODE, None) for link in context.facts.links):
        return True
    aims, done = _functions(goal.mention for goal in goals), _functions(tasks(context))
    return not aims or not done or any(_related(aim, deed) for aim in aims for deed in done)


def _functions(mentions: Iterable[Mention]) -> set[str]:
    return {function for mention in mentions for function in mention.functions} - _COMMON


def _related(one: str, other: str) -> bool:
    return one == other or any(one in family and other in family for family in _FAMILIES)
