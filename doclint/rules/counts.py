"""Billed units against the minutes as documented, under the payer's counting rule.

Where the statements of time contradict each other, more or fewer units than allowed is said only if every reading
gives it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from doclint.facts import Mention
from doclint.policy import units_of
from doclint.rules.base import Context
from doclint.rules.conflicts import find_conflict
from doclint.rules.times import Stated, Times, billed_timed, sums, timed_codes, times_of, untimed


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


@dataclass(frozen=True, slots=True)
class Count:
    """Billed units that the minutes do not give: the count in one line, and where the minutes stand."""

    over: bool
    arithmetic: str
    place: str
    mention: Mention | None
    unverified: tuple[str, ...] = ()

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
    lines = billed_timed(context)
    if not any(line.units is not None for line in lines):
        return None
    times = times_of(context)
    conflict = find_conflict(context, times) is not None
    billed: dict[str, int] = {}
    for line in lines:
        billed[line.code] = billed.get(line.code, 0) + (line.units or 0)
    whole = all(line.units is not None for line in lines)
    judge = _each if context.policy.method == "midpoint" else _pooled
    found = judge(context, times, billed, conflict, whole)
    if found is None:
        return None
    codes = {*timed_codes(context, times), *times.codes, *times.blocks, *times.claimed}
    return replace(found, unverified=context.policy.unverified_counting(sorted(codes)))


def _pooled(context: Context, times: Times, billed: dict[str, int], conflict: bool, whole: bool) -> Count | None:
    readings = _readings(context, times, conflict)
    if not readings:
        return None
    units = sum(billed.values())
    over = all(units > units_of(max(r.values)) for r in readings)
    under = whole and all(r.exact and units < units_of(min(r.values)) for r in readings)
    if not over and not under:
        return None
    best = readings[0]
    if best.minutes is not None:
        line = context.policy.arithmetic(best.minutes, units)
    else:
        value = max(best.values) if over else min(best.values)
        allowed = units_of(value)
        line = f"{value} timed min → {allowed} {'unit' if allowed == 1 else 'units'}; billed {units}"
    return Count(over, line, " and ".join(dict.fromkeys(r.place for r in readings)), best.mention)


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


def _each(context: Context, times: Times, billed: dict[str, int], conflict: bool, whole: bool) -> Count | None:
    over: dict[str, Stated] = {}
    under: dict[str, Stated] = {}
    alone = len(timed_codes(context, times)) == 1 and not untimed(context, times)
    for code, units in billed.items():
        stated = _statements(times, code, conflict)
        if alone and (conflict or not stated):
            stated = [*stated, *times.wholes()][: None if conflict else 1]
        if not stated:
            continue
        if all(units > units_of(max(s.values)) for s in stated):
            over[code] = stated[0]
        elif whole and all(units < units_of(min(s.values)) for s in stated):
            under[code] = stated[0]
    return _counted(context, over, billed, over=True) or _counted(context, under, billed, over=False)


def _counted(context: Context, found: dict[str, Stated], billed: dict[str, int], *, over: bool) -> Count | None:
    if not found:
        return None
    pick = max if over else min
    minutes = {code: pick(stated.values) for code, stated in found.items()}
    line = context.policy.arithmetic(minutes, sum(billed[code] for code in found))
    return Count(over, line, _places(found.values()), next(iter(found.values())).mention)


def _places(stated: Iterable[Stated]) -> str:
    return "; ".join(dict.fromkeys(s.place for s in stated))
