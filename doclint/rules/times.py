"""What a note and its claim say of minutes, brought together: every reading and where it stands.

All values are whole minutes. Only what was done today counts. A code's minutes may be written more than once (a grid
and the narrative) or in blocks that add up, so each code has a set of values that the words allow; a contradiction is
reported only where no choice among them makes the statements agree. Sources: MBPM (both totals, billing must agree with
minutes), FCSO-UNITS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from doclint.policy import DISCIPLINE_MODIFIERS
from doclint.rules.base import CODE, Context
from doclint.rules.claims import provider_minutes

if TYPE_CHECKING:
    from doclint.facts import Mention, Minutes
    from doclint.result import CodeUse

_MOST = 4_000
_DONE = ("ACTIVITY", "EXERCISE", "PASSIVE")

_ROUND = re.compile(r"\b(?:half|quarters?|an hour)\b", re.IGNORECASE)
"""Words of a duration that is told in round figures, so that the clock may differ."""

_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):?(\d\d)(?!\d)")
_GROUP = re.compile(r"\bgroup\b[^.;\n]*\Z", re.IGNORECASE)

_NEAR = 300
"""Characters before a clock interval that can say whose it is."""
_MANY = 40
"""Clock intervals of one note beyond which they are no blocks of services."""
_ABOUT = 5
"""Whole minutes by which a round figure may differ from the clock."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of time: the minutes that its words allow, where they stand, and the words.

    ``told`` is the number to show, where it is not the smallest of the values.
    """

    values: frozenset[int]
    place: str
    mention: Mention | None = None
    told: int | None = None

    def __str__(self) -> str:
        return f"{min(self.values) if self.told is None else self.told} min ({self.place})"


@dataclass(frozen=True, slots=True)
class Times:
    """The statements of time of one visit.

    ``codes`` are minutes by code, ``tasks`` the minutes of parts of one code.
    """

    codes: dict[str, Stated] = field(default_factory=dict)
    blocks: dict[str, Stated] = field(default_factory=dict)
    tasks: dict[str, Stated] = field(default_factory=dict)
    claimed: dict[str, Stated] = field(default_factory=dict)
    timed_total: Stated | None = None
    total: Stated | None = None
    clock: Stated | None = None
    unknown: Stated | None = None

    def of(self, code: str) -> Stated | None:
        """The best statement of one code's minutes: its own, the clock's, the claim's, else its parts."""
        return self.codes.get(code) or self.blocks.get(code) or self.claimed.get(code) or self.tasks.get(code)

    def wholes(self) -> tuple[Stated, ...]:
        """Statements about the whole visit."""
        return tuple(s for s in (self.timed_total, self.total, self.clock) if s is not None)


def times_of(context: Context) -> Times:
    """The statements of time of a visit, gathered at the first call."""
    known: Times | None = context.kept.get(times_of)
    if known is None:
        known = context.kept[times_of] = times_among(context, minutes_of(context))
    return known


def times_among(context: Context, minutes: Iterable[Minutes]) -> Times:
    """The statements of time that some of a visit's durations make, with those of the claim."""
    found: dict[str, dict[str | None, list[Minutes]]] = {}
    for item in minutes:
        if item.minutes > 0:
            code = item.code or (CODE if item.kind == "task" else None)
            found.setdefault(item.kind, {}).setdefault(code, []).append(item)

    def by_code(kind: str, place: str) -> dict[str, Stated]:
        return {code: _stated(items, f"{code} {place}") for code, items in found.get(kind, {}).items() if code}

    def whole(kind: str, place: str) -> Stated | None:
        groups = found.get(kind)
        return _stated([item for group in groups.values() for item in group], place) if groups else None

    parts = {code: items for code, items in found.get("task", {}).items() if code}
    tasks = {
        code: Stated(frozenset((sum([i.minutes for i in items]),)), f"{code} parts in the note", items[0].mention)
        for code, items in parts.items()
    }
    claimed: dict[str, int] = {}
    for use in context.codes:
        if use.origin == "claim" and use.minutes is not None:
            claimed[use.code] = claimed.get(use.code, 0) + use.minutes
    blocks, codes = by_code("part_interval", "by the clock"), by_code("code", "in the note")
    if codes and (pairs := [pair for pair in (provider_minutes(context, each) for each in ("PT", "OT")) if pair]):
        codes = {code: _of_both(pairs, code, stated) for code, stated in codes.items()}
    codes = {code: tasks[code] for code in _complete(context, parts)} | codes
    if len(blocks) > 1:
        joint = sums(blocks.values())
        codes = {
            code: stated
            for code, stated in codes.items()
            if code not in blocks or stated.values & blocks[code].values or not stated.values & joint
        }
    return Times(
        codes=codes,
        blocks=blocks,
        tasks=tasks,
        claimed={code: Stated(frozenset((value,)), f"{code} on the claim") for code, value in claimed.items()},
        timed_total=whole("timed_total", "total of timed minutes"),
        total=whole("total", "total treatment time"),
        clock=whole("interval", "clock times"),
        unknown=whole("unknown", "minutes in the note"),
    )


def _complete(context: Context, parts: Mapping[str, Sequence[Minutes]]) -> Iterator[str]:
    """The codes of which the parts are all: the one time under another service, a time for each thing done under
    97530.
    """
    for code, items in parts.items():
        if code != CODE:
            if len(items) == 1:
                yield code
        elif len(items) > 1 and len(items) == sum(len(context.of_code(label)) for label in _DONE):
            yield code


def minutes_of(context: Context) -> tuple[Minutes, ...]:
    """The durations of today; clock intervals that do not meet are of services, not of the visit, where each has its
    own.

    An interval's service is that of its segment, or the group where its line says so.
    """
    known: tuple[Minutes, ...] | None = context.kept.get(minutes_of)
    if known is None:
        known = context.kept[minutes_of] = minutes_among(context, context.facts.minutes)
    return known


def minutes_among(context: Context, minutes: Iterable[Minutes]) -> tuple[Minutes, ...]:
    """As ``minutes_of``, of some of the note's durations."""
    items = tuple([item for item in minutes if item.mention.status == "performed"])
    clocks = [item for item in items if item.kind in ("interval", "part_interval")]
    if not 1 < len(clocks) <= _MANY:
        return items
    services = {id(item): item.code or _service_at(context, item.mention.start) for item in clocks}
    if None in services.values() or len(set(services.values())) < 2:
        return items
    if not all(_disjoint(_clock(one), _clock(two)) for one, two in combinations(clocks, 2)):
        return items
    return tuple(
        replace(item, kind="part_interval", code=services[id(item)]) if id(item) in services else item for item in items
    )


def _clock(item: Minutes) -> tuple[int, int] | None:
    """Beginning and end in minutes of the day as written, where the words give both."""
    times = [int(match[1]) * 60 + int(match[2]) for match in _CLOCK.finditer(item.mention.text)]
    return (times[0], times[0] + item.minutes) if len(times) == 2 else None


def _disjoint(one: tuple[int, int] | None, two: tuple[int, int] | None) -> bool:
    return one is not None and two is not None and (one[1] <= two[0] or two[1] <= one[0])


def _service_at(context: Context, place: int) -> str | None:
    found = next((s.code for s in context.facts.segments if s.start <= place < s.end and s.code), None)
    if found is not None:
        return found
    near = max(0, place - _NEAR)
    line = context.facts.text[context.facts.text.rfind("\n", near, place) + 1 or near : place]
    return "97150" if _GROUP.search(line) else None


def _of_both(pairs: Iterable[Mapping[str | None, tuple[int, int]]], code: str, stated: Stated) -> Stated:
    """The minutes of a code where they are told for therapist and assistant apart: both together."""
    for told in pairs:
        pair = told.get(code)
        if pair and all(pair) and stated.values & set(pair) and sum(pair) not in stated.values:
            return Stated(frozenset({sum(pair)}), stated.place, stated.mention)
    return stated


def _stated(items: Sequence[Minutes], place: str) -> Stated:
    """A statement written once or more: each value, or all of them together, or all different ones together."""
    mention, first = items[0].mention, items[0].minutes
    if len(items) == 1:
        round_figure = _ROUND.search(mention.text)
        values = range(first - _ABOUT, first + _ABOUT + 1) if round_figure else (first,)
        return Stated(frozenset(values), place, mention, first)
    every = [item.minutes for item in items]
    different = set(every)
    possible = frozenset((*different, sum(every), sum(different)))
    return Stated(possible, place, mention, first if len(different) == 1 else None)


def billed_timed(context: Context) -> tuple[CodeUse, ...]:
    """The timed lines of the claim that belong to this note's discipline."""
    known: tuple[CodeUse, ...] | None = context.kept.get(billed_timed)
    if known is None:
        known = context.kept[billed_timed] = tuple(_billed_timed(context))
    return known


def _billed_timed(context: Context) -> Iterator[CodeUse]:
    discipline = context.note.discipline
    for use in context.codes:
        if use.origin != "assumed" and context.policy.timed(use.code):
            named = {DISCIPLINE_MODIFIERS[m] for m in use.modifiers if m in DISCIPLINE_MODIFIERS}
            if not named or discipline is None or discipline in named:
                yield use


def untimed(context: Context, times: Times) -> tuple[str, ...]:
    """Billed or documented codes whose minutes do not enter the timed sum."""
    billed = [use.code for use in context.codes]
    named = [segment.code for segment in context.facts.segments if segment.code]
    codes = dict.fromkeys([*billed, *times.codes, *times.blocks, *named])
    return tuple([code for code in codes if not context.policy.timed(code)])


def timed_codes(context: Context, times: Times) -> tuple[str, ...]:
    """Timed codes that are billed or have minutes of their own."""
    billed = [use.code for use in billed_timed(context)] or [CODE]
    documented = [code for code in (*times.codes, *times.blocks, *times.claimed) if context.policy.timed(code)]
    return tuple(dict.fromkeys([*billed, *documented]))


def sums(statements: Iterable[Stated]) -> frozenset[int]:
    """Every sum that a choice of one value from each statement gives."""
    found = frozenset((0,))
    for statement in statements:
        values = statement.values
        found = frozenset([one + two for one in found for two in values])
        if len(found) > _MOST:
            break
    return found


def place_of(context: Context, code: str) -> tuple[int, int]:
    """Where the note speaks of a code: its number, else its label; (0, 0) where it does not."""
    for named in context.facts.codes:
        if named.code == code:
            return named.start, named.end
    for segment in context.facts.segments:
        if segment.code == code:
            return segment.start, min(segment.end, segment.start + len(segment.label))
    return 0, 0
