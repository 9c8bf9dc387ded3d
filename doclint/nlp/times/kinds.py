"""What minutes belong to: a service, an intervention, the timed total, the total, a mode, or the clock."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from typing import Literal

from doclint.facts import MinutesKind
from doclint.nlp.chart import Chart
from doclint.nlp.times.timecues import Cue, Surroundings
from doclint.nlp.times.totals import joint_label, label_left, phrase_at, total_before, total_behind

_OPENING = 60
"""Tokens within which a duration of no known service still speaks of the visit."""
_PART = frozenset({"first", "last", "remaining", "other", "another", "next", "final", "opening", "closing"})
_PLACES = frozenset({"gym", "clinic", "unit", "rehab", "rehabilitation", "floor", "ward", "department", "dept", "lab"})
_SAME = frozenset({"that", "that's", "which", "is", "'s", "s", "makes", "made", "so"})
"""Words that say of a duration that it is the clock interval beside it."""
_STRONG: dict[str, MinutesKind] = {"total": "total", "timed_total": "timed_total", "mode": "mode", "untimed": "unknown"}

Kind = tuple[MinutesKind | Literal["guess"], str | None]
"""A kind, and the service; a ``guess`` is the visit where nothing else is."""


def kinds_of(around: Surroundings, first: int, last: int, *, several: bool, services: int) -> Iterator[Kind]:
    """What the minutes in tokens ``first`` to ``last`` (exclusive) belong to; ``services`` is how many the note names,
    ``several`` says that it gives more than one clock interval.
    """
    chart = around.chart
    left = around.left(first)
    if left is not None and left.kind == "code" and _unticked(around, first):
        left = Cue("total") if _total_between(around, first) else None
    if first in around.interval_from:
        code = left.code if left is not None and left.kind == "code" and left.distance <= 6 else None
        if (
            code is not None
            and not _place(around, first)
            and (several or services > 1)
            and not _totalrow_service(around, first)
        ):
            yield "part_interval", code
        else:
            yield "interval", None
        return
    if left is not None and left.kind == "code":
        yield from _of_code(around, left, first, last, services)
        return
    right = around.right(last)
    if right is not None and right.kind == "weak" and chart.lower[last] == "and":
        right = None  # ten minutes and worked the calf
    if left is not None and left.kind in _STRONG:
        yield _STRONG[left.kind], None
        if left.kind == "total" and right is not None and right.kind == "timed_total" and right.whole:
            yield "timed_total", None
        yield from _whole(right)
        return
    if right is not None and right.kind in {"total", "timed_total"}:
        yield _STRONG[right.kind], None
        yield from _whole(_code_behind(around, last))
        return
    if right is not None and right.kind == "code":
        yield from _code_right(around, left, right, first, last, services)
        return
    code = chart.code_of[first]
    if left is not None and left.kind == "key" and code is not None and _in_label(chart, first):
        yield "code", code
        return
    if left is not None or right is not None or _beside(around, first, last):
        yield "total", None
        return
    row = row_service(around, first) if last - first == 1 else None
    if row is not None:
        yield "code", row
    elif total_before(around, first) or total_behind(around, last):
        yield "total", None
    elif _in_label(chart, first):
        yield "task", code
    elif (
        first < _OPENING
        and chart.section_of[first] in {None, "objective", "billing"}
        and (first == chart.line(first).body or first == chart.sentence(first)[0])
        and chart.lower[last - 1] != "m"
    ):
        yield "guess", None
    elif code is not None:
        yield "task", code
    else:
        yield "unknown", None


def _of_code(
    around: Surroundings, left: Cue, first: int, last: int, services: int
) -> Iterator[tuple[MinutesKind, str | None]]:
    """Minutes behind a service: its own, and the visit's where the words say so or two services share them."""
    chart = around.chart
    label = label_left(around, first)
    if label is not None and joint_label(around, label):
        yield "timed_total", None
        return
    own = chart.lower[last] if last < chart.line(first).last else ""
    if (
        services > 1
        and label is not None
        and chart.words[label] in {",", ";"}
        and own in around.words.total
        and not left.key
    ):
        yield "total", None
        return
    yield "code", left.code
    if services > 1:
        whole = _visit_behind(around, last)
    else:
        whole = (left.key and _total_between(around, first)) or total_behind(around, last)
    if left.whole or whole:
        yield "total", None


def _code_right(
    around: Surroundings, left: Cue | None, right: Cue, first: int, last: int, services: int
) -> Iterator[tuple[MinutesKind, str | None]]:
    chart = around.chart
    before = chart.lower[max(chart.line(first).first, first - 2) : first]
    label = next((at for at in range(last, min(last + 11, len(chart))) if at in around.label_from), last)
    if not _PART.isdisjoint(before):
        yield "task", right.code
        return
    yield "code", right.code
    told = total_behind(around, around.label_from[label][0]) if label in around.label_from else False
    told = told or any(
        phrase_at(chart, token, label) == label or _closes(chart, token, label) for token in range(last, label)
    )
    if right.whole or (services < 2 and (told or left is not None or total_before(around, first))):
        yield "total", None


def _closes(chart: Chart, token: int, label: int) -> bool:
    """Whether a phrase for the whole visit, closed by a comma, stands before a label: ``26 min in all, 97530``."""
    after = phrase_at(chart, token, label)
    return after is not None and after < label and chart.words[after] in {",", "-", "("}


def _place(around: Surroundings, first: int) -> bool:
    """Whether the nearest label before a number only begins the name of a place: ``NEURO GYM: 14:06-14:30``."""
    label = label_left(around, first)
    return label is not None and around.chart.lower[label] in _PLACES


def _unticked(around: Surroundings, first: int) -> bool:
    """Whether the nearest label before a number stands behind an empty box."""
    label = label_left(around, first)
    return label is not None and label - 1 in around.chart.unchecked and first not in around.chart.unchecked


def _total_between(around: Surroundings, first: int) -> bool:
    return bool(around.chart.between(around.words.totals, first - 4, first))


def _visit_behind(around: Surroundings, last: int) -> bool:
    """With several services, only words for the whole visit beside the minutes make them its total."""
    chart = around.chart
    end = chart.line(last - 1).last
    if last + 1 < end and chart.words[last] in {"=", "→"} and chart.lower[last + 1] in around.words.total:
        return total_behind(around, last)
    near = range(last, min(last + 4, end))
    return any(phrase_at(chart, token, end) is not None for token in near) and total_behind(around, last)


def _whole(right: Cue | None) -> Iterator[tuple[MinutesKind, str | None]]:
    if right is not None and right.kind == "code" and right.whole:
        yield "code", right.code


def _code_behind(around: Surroundings, last: int) -> Cue | None:
    """The service behind ``total`` (``33 min total, all 97530``)."""
    end = around.chart.line(last - 1).last
    whole = False
    for token in range(last, min(last + 10, end)):
        if token in around.label_from:
            return Cue("code", around.label_from[token][1], whole=whole)
        if around.chart.words[token][0].isdecimal() or around.chart.words[token] in {".", ";"}:
            return None
        whole = (
            whole
            or around.chart.lower[token] in {"whole", "entirely"}
            or (around.chart.lower[token] == "all" and around.chart.lower[token - 1] != "in")
        )
    return None


def _totalrow_service(around: Surroundings, first: int) -> bool:
    """Whether the interval's line also gives a total, so that the clock is the visit's."""
    line = around.chart.line(first)
    return bool(around.chart.between(around.words.totals, max(line.first, first - 30), min(line.last, first + 30)))


def _beside(around: Surroundings, first: int, last: int) -> bool:
    """Whether a clock interval stands beside the duration, with marks alone between them."""
    chart = around.chart
    line = chart.line(first)
    for step, edges, token in ((-1, around.interval_to, first - 1), (1, around.interval_from, last)):
        for _ in range(4):
            if not line.first <= token < line.last:
                break
            if token in edges:
                return True
            word = chart.lower[token]
            if chart.words[token][0].isalnum() and word not in _SAME and word not in around.words.filler:
                break
            token += step
    return False


def row_service(around: Surroundings, first: int) -> str | None:
    """The service that begins the row of a grid in which a bare number of minutes stands."""
    line = around.chart.line(first)
    return next(
        (
            around.label_from[token][1]
            for token in range(line.first, min(line.first + 4, first))
            if token in around.label_from
        ),
        None,
    )


def _in_label(chart: Chart, token: int) -> bool:
    """Whether the token stands in text under a service's own label."""
    start, code = chart.starts[token], chart.code_of[token]
    if code is None:
        return False
    until = bisect.bisect_right(chart.segments, start, key=lambda segment: segment.start)
    return any(
        segment.start <= start < segment.end and segment.code == code
        for segment in chart.segments[max(0, until - 8) : until]
    )
