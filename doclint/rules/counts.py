"""Billed units against the minutes as documented, under the payer's counting rule.

``count`` tells only where they differ, ``reckon`` also where they agree. Where the statements of time contradict each
other, more or fewer units than allowed is said only if every reading gives it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from doclint.policy import units_of
from doclint.rules.base import Context
from doclint.rules.conflicts import conflict_of
from doclint.rules.times import Stated, Times, billed_timed, sums, timed_codes, times_of, untimed

if TYPE_CHECKING:
    from doclint.facts import Mention


@dataclass(frozen=True, slots=True)
class Reading:
    """The timed minutes by one reading of the note.

    ``exact`` is False where untimed services may be inside: then it is a ceiling.
    """

    values: frozenset[int]
    place: str
    exact: bool
    mention: Mention | None
    minutes: dict[str, int] | None = None


Standing = Literal["over", "under", "agrees", "open"]
"""More units are billed than the minutes make, or fewer, or as many; ``open`` where that cannot be said."""


@dataclass(frozen=True, slots=True)
class Count:
    """Billed units and those that the minutes make: the count in one line, and where the minutes stand.

    ``minutes`` are the timed minutes by code, where each is known; ``billed`` is None where it is not known.
    """

    standing: Standing
    arithmetic: str
    place: str
    mention: Mention | None
    units: int
    billed: int | None = None
    minutes: dict[str, int] | None = None
    unverified: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether more units are billed than the minutes make."""
        return self.standing == "over"

    @property
    def doubt(self) -> str:
        """What is not verified about the count, as a sentence to add."""
        if not self.unverified:
            return ""
        return f" How the time of {', '.join(self.unverified)} counts is not verified; a profile may set it."

    @property
    def confidence(self) -> float:
        """How sure the count is."""
        return 0.6 if self.unverified else 0.9


def count(context: Context) -> Count | None:
    """Compare billed timed units with the minutes; None where they fit or nothing can be said."""
    if count not in context.kept:
        context.kept[count] = _compared(context)
    found: Count | None = context.kept[count]
    return found


def _compared(context: Context) -> Count | None:
    if not any(line.units is not None for line in billed_timed(context)):
        return None
    found = reckon(context)
    return found if found is not None and found.standing in ("over", "under") else None


def reckon(context: Context) -> Count | None:
    """The timed minutes, the units that they make and those billed; None where the minutes cannot be told."""
    lines = billed_timed(context)
    times = times_of(context)
    conflict = conflict_of(context) is not None
    billed: dict[str, int] = {}
    for line in lines:
        billed[line.code] = billed.get(line.code, 0) + (line.units or 0)
    known = any(line.units is not None for line in lines)
    whole = known and all(line.units is not None for line in lines)
    judge = _each if context.policy.method == "midpoint" else _pooled
    found = judge(context, times, billed if known else None, conflict, whole)
    if found is None:
        return None
    codes = {*timed_codes(context, times), *times.codes, *times.blocks, *times.claimed}
    return replace(found, unverified=context.policy.unverified_counting(sorted(codes)))


def _pooled(context: Context, times: Times, billed: dict[str, int] | None, conflict: bool, whole: bool) -> Count | None:
    readings = _readings(context, times, conflict)
    if not readings:
        return None
    units = None if billed is None else sum(billed.values())
    standing: Standing = "open"
    if units is not None:
        if all(units > units_of(max(r.values)) for r in readings):
            standing = "over"
        elif whole and all(r.exact and units < units_of(min(r.values)) for r in readings):
            standing = "under"
        elif whole and not conflict and all(r.exact and units in map(units_of, r.values) for r in readings):
            standing = "agrees"
    best = readings[0]
    fitting = [value for value in best.values if standing == "agrees" and units_of(value) == units]
    value = max(best.values) if standing == "over" else min(fitting or best.values)
    if best.minutes is not None:
        value = sum(minutes for code, minutes in best.minutes.items() if context.policy.timed(code))
        line = context.policy.arithmetic(best.minutes, units)
    else:
        allowed = units_of(value)
        most = "" if best.exact or standing == "over" else "at most "
        end = "" if units is None else f"; billed {units}"
        line = f"{most}{value} timed min → {most}{allowed} {'unit' if allowed == 1 else 'units'}{end}"
    place = " and ".join(dict.fromkeys(r.place for r in readings))
    return Count(standing, line, place, best.mention, units_of(value), units, best.minutes)


def _readings(context: Context, times: Times, conflict: bool) -> list[Reading]:
    codes = timed_codes(context, times)
    clear = not untimed(context, times)
    wholes = [
        Reading(stated.values, stated.place, clear or stated is times.timed_total, stated.mention)
        for stated in times.wholes()
    ]
    by_code = {code: _statements(times, code, conflict) for code in codes}
    summed: list[Reading] = []
    if all(by_code.values()):
        chosen = [
            Stated(frozenset[int]().union(*(s.values for s in stated)), stated[0].place) for stated in by_code.values()
        ]
        values = sums(chosen)
        for reading in wholes if not conflict else ():
            values = values & reading.values or values
        minutes = {code: min(stated[0].values) for code, stated in by_code.items()}
        fits = len(values) == 1 and sum(minutes.values()) in values
        only_parts = any(stated[0] is times.tasks.get(code) for code, stated in by_code.items())
        place = "; ".join(dict.fromkeys(stated[0].place for stated in by_code.values()))
        mention = next((stated[0].mention for stated in by_code.values()), None)
        summed = [Reading(values, place, not only_parts, mention, minutes if fits else None)]
        if only_parts and wholes:
            summed = []
    if not summed and not wholes and times.unknown and len(codes) == 1:
        return [Reading(times.unknown.values, times.unknown.place, False, times.unknown.mention)]
    return [*summed, *wholes] if conflict else [*summed, *wholes][:1]


def _statements(times: Times, code: str, every: bool) -> list[Stated]:
    found = [s for s in (times.codes.get(code), times.blocks.get(code), times.claimed.get(code)) if s is not None]
    if not found and code in times.tasks:
        found = [times.tasks[code]]
    return found if every else found[:1]


def _each(context: Context, times: Times, billed: dict[str, int] | None, conflict: bool, whole: bool) -> Count | None:
    found: dict[Standing, dict[str, Stated]] = {"over": {}, "under": {}, "agrees": {}, "open": {}}
    timed = timed_codes(context, times)
    alone = len(timed) == 1 and not untimed(context, times)
    for code in timed if billed is None else billed:
        stated = _statements(times, code, conflict)
        if alone and (conflict or not stated):
            stated = [*stated, *times.wholes()][: None if conflict else 1]
        if not stated:
            continue
        units = None if billed is None else billed[code]
        standing: Standing = "open"
        if units is not None:
            if all(units > units_of(max(s.values)) for s in stated):
                standing = "over"
            elif whole and all(units < units_of(min(s.values)) for s in stated):
                standing = "under"
            elif whole and not conflict:
                standing = "agrees"
        found[standing][code] = stated[0]
    return next((counted for each in found if (counted := _counted(context, found[each], billed, each))), None)


def _counted(
    context: Context, found: dict[str, Stated], billed: dict[str, int] | None, standing: Standing
) -> Count | None:
    if not found:
        return None
    pick = max if standing == "over" else min
    minutes = {code: pick(stated.values) for code, stated in found.items()}
    units = None if billed is None else sum(billed[code] for code in found)
    line = context.policy.arithmetic(minutes, units)
    made = context.policy.allocate(minutes).total
    return Count(standing, line, _places(found.values()), next(iter(found.values())).mention, made, units, minutes)


def _places(stated: Iterable[Stated]) -> str:
    return "; ".join(dict.fromkeys(s.place for s in stated))
