"""Where two statements of time contradict each other, whatever choice among their words is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from doclint.rules.base import CODE, Context
from doclint.rules.times import Stated, Times, sums, timed_codes, times_of, untimed


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot both be right."""

    one: Stated
    two: Stated

    def __str__(self) -> str:
        return f"{self.one} against {self.two}"


def conflict_of(context: Context) -> Conflict | None:
    """The first contradiction in all that is said of a visit's time, looked for at the first call."""
    if conflict_of not in context.kept:
        context.kept[conflict_of] = find_conflict(context, times_of(context))
    found: Conflict | None = context.kept[conflict_of]
    return found


def find_conflict(context: Context, times: Times) -> Conflict | None:
    """The first contradiction between statements of a visit's time; None where they can be read to agree."""
    return next(_conflicts(context, times), None)


def _conflicts(context: Context, times: Times) -> Iterator[Conflict]:
    yield from _within_codes(times)
    yield from _against_wholes(context, times)
    yield from _between_wholes(context, times)


def _within_codes(times: Times) -> Iterator[Conflict]:
    for code, claimed in times.claimed.items():
        noted = times.codes.get(code) or times.blocks.get(code)
        if noted and not noted.values & claimed.values:
            yield Conflict(noted, claimed)
    for code, stated in times.codes.items():
        block = times.blocks.get(code)
        if block and not block.values & stated.values:
            yield Conflict(block, stated)
    own, parts = times.codes.get(CODE), times.tasks.get(CODE)
    if own and parts and min(parts.values) > max(own.values):
        yield Conflict(parts, own)


def _against_wholes(context: Context, times: Times) -> Iterator[Conflict]:
    """The minutes of the codes against what is said of the visit.

    They must be equal where all of them are told and nothing untimed was done; otherwise they must not exceed it.
    """
    codes = timed_codes(context, times)
    known = [stated for code in codes if (stated := times.of(code)) is not None]
    if not known:
        return
    told = len(known) == len(codes) and all(code in times.codes or code in times.blocks for code in codes)
    timed = sums(known)
    settled = times.timed_total is not None and bool(timed & times.timed_total.values)
    alone = told and not untimed(context, times) and not settled
    place = known[0].place if len(known) == 1 else "minutes of the codes, summed"
    for whole in times.wholes():
        if whole is times.clock and _of_one_code(times, timed):
            continue
        exact = told if whole is times.timed_total else alone
        if not timed & whole.values if exact else min(timed) > max(whole.values):
            yield Conflict(whole, Stated(timed, place, known[0].mention))


def _between_wholes(context: Context, times: Times) -> Iterator[Conflict]:
    """Totals and clock times against each other.

    Part of a visit may be untimed, so only an excess over the total counts.
    """
    one_code = _of_one_code(times, frozenset())
    for larger in (times.total, None if one_code else times.clock):
        if times.timed_total and larger and min(times.timed_total.values) > max(larger.values):
            yield Conflict(larger, times.timed_total)
    if times.total and times.clock and not one_code and not times.total.values & times.clock.values:
        yield Conflict(times.clock, times.total)


def _of_one_code(times: Times, timed: frozenset[int]) -> bool:
    """Whether the clock times are one service's of several: they equal its minutes, and a total covers all."""
    if times.clock is None or len(times.codes) < 2:
        return False
    whole = timed | sums(times.codes.values())
    covered = any(whole & stated.values for stated in (times.timed_total, times.total) if stated is not None)
    return covered and any(times.clock.values & stated.values for stated in times.codes.values())
