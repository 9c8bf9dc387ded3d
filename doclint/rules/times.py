"""What a note and its claim say of minutes, brought together: every reading and where it stands.

All values are whole minutes. Only what was done today counts. A code's minutes may be written more than once (a grid
and the narrative) or in blocks that add up, so each code has a set of values that the words allow; a contradiction is
reported only where no choice among them makes the statements agree. Sources: MBPM (both totals, billing must agree with
minutes), FCSO-UNITS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from doclint.facts import Mention, Minutes
from doclint.policy import DISCIPLINE_MODIFIERS
from doclint.result import CodeUse
from doclint.rules.base import CODE, Context
from doclint.rules.claims import provider_minutes

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
        known = context.kept[times_of] = _gathered(context)
    return known


def _gathered(context: Context) -> Times:
    found: dict[tuple[str, str | None], list[Minutes]] = {}
    for item in minutes_of(context):
        if item.minutes > 0:
            code = item.code or (CODE if item.kind == "task" else None)
            found.setdefault((item.kind, code), []).append(item)

    def by_code(kind: str, place: str) -> dict[str, Stated]:
        return {code: _stated(items, f"{code} {place}") for (k, code), items in found.items() if k == kind and code}

    def whole(kind: str, place: str) -> Stated | None:
        items = [item for (k, _), group in found.items() if k == kind for item in group]
        return _stated(items, place) if items else None

    tasks = {
        code: Stated(frozenset({sum(i.minutes for i in items)}), f"{code} parts in the note", items[0].mention)
        for (k, code), items in found.items()
        if k == "task" and code
    }
    claimed: dict[str, int] = {}
    for use in context.codes:
        if use.origin == "claim" and use.minutes is not None:
            claimed[use.code] = claimed.get(use.code, 0) + use.minutes
    blocks, codes = by_code("part_interval", "by the clock"), by_code("code", "in the note")
    pairs = [provider_minutes(context, discipline) for discipline in ("PT", "OT")] if codes else []
    codes = {code: _of_both(pairs, code, stated) for code, stated in codes.items()}
    codes = {**_complete(context, tasks, found), **codes}
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
        claimed={code: Stated(frozenset({value}), f"{code} on the claim") for code, value in claimed.items()},
        timed_total=whole("timed_total", "total of timed minutes"),
        total=whole("total", "total treatment time"),
        clock=whole("interval", "clock times"),
        unknown=whole("unknown", "minutes in the note"),
    )


def _complete(
    context: Context, tasks: dict[str, Stated], found: dict[tuple[str, str | None], list[Minutes]]
) -> dict[str, Stated]:
    """The parts that are all of a code: the one time under another service, a time for each thing done under 97530."""
    whole: dict[str, Stated] = {}
    done = sum(m.label in _DONE and m.status == "performed" and m.code == CODE for m in context.facts.mentions)
    for code, stated in tasks.items():
        parts = len(found["task", code])
        if (parts == 1) if code != CODE else (1 < parts == done):
            whole[code] = stated
    return whole


def minutes_of(context: Context) -> tuple[Minutes, ...]:
    """The durations of today; clock intervals that do not meet are of services, not of the visit, where each has its
    own.

    An interval's service is that of its segment, or the group where its line says so.
    """
    items = tuple(item for item in context.facts.minutes if item.mention.status == "performed")
    clocks = [item for item in items if item.kind in ("interval", "part_interval")]
    if len(clocks) > _MANY:
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
    values = [item.minutes for item in items]
    possible = {*values, sum(values), sum(set(values))}
    if len(items) == 1 and _ROUND.search(items[0].mention.text):
        possible.update(range(values[0] - _ABOUT, values[0] + _ABOUT + 1))
    return Stated(frozenset(possible), place, items[0].mention, values[0] if len(set(values)) == 1 else None)


def billed_timed(context: Context) -> tuple[CodeUse, ...]:
    """The timed lines of the claim that belong to this note's discipline."""
    discipline = context.note.discipline

    def mine(use: CodeUse) -> bool:
        named = {DISCIPLINE_MODIFIERS[m] for m in use.modifiers if m in DISCIPLINE_MODIFIERS}
        return not named or discipline is None or discipline in named

    return tuple(
        use for use in context.codes if use.origin != "assumed" and context.policy.timed(use.code) and mine(use)
    )


def untimed(context: Context, times: Times) -> tuple[str, ...]:
    """Billed or documented codes whose minutes do not enter the timed sum."""
    codes = [use.code for use in context.codes] + [*times.codes, *times.blocks]
    named = (segment.code for segment in context.facts.segments if segment.code)
    return tuple(dict.fromkeys(code for code in [*codes, *named] if not context.policy.timed(code)))


def timed_codes(context: Context, times: Times) -> tuple[str, ...]:
    """Timed codes that are billed or have minutes of their own."""
    billed = [use.code for use in billed_timed(context)] or [CODE]
    documented = [code for code in (*times.codes, *times.blocks, *times.claimed) if context.policy.timed(code)]
    return tuple(dict.fromkeys([*billed, *documented]))


def sums(statements: Iterable[Stated]) -> frozenset[int]:
    """Every sum that a choice of one value from each statement gives."""
    found = {0}
    for statement in statements:
        found = {one + two for one, two in product(found, statement.values)}
        if len(found) > _MOST:
            break
    return frozenset(found)


def place_of(context: Context, code: str) -> tuple[int, int]:
    """Where the note speaks of a code: its number, else its label; (0, 0) where it does not."""
    for named in context.facts.codes:
        if named.code == code:
            return named.start, named.end
    for segment in context.facts.segments:
        if segment.code == code:
            return segment.start, min(segment.end, segment.start + len(segment.label))
    return 0, 0
