"""Numbers without a unit that a key, a column, ``total`` or a code makes minutes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, compress

from doclint.kept import Kept, Question
from doclint.nlp.chart import Chart, Line
from doclint.nlp.times.clock import LONGEST, Duration
from doclint.nlp.times.counted import goal_told
from doclint.nlp.times.grid import ROWS, minutes_cell
from doclint.nlp.times.numbers import ONES, TENS, number_at
from doclint.nlp.times.timecues import Surroundings
from doclint.nlp.times.timewords import word_set

_BARE_AFTER = word_set("minutes.bare_after")
_QUANTITY = word_set("minutes.quantity")
_LEAST = 5
"""A bare number below this is not read as minutes."""
_ROWS = Question(ROWS)
_WORDED = frozenset(ONES.keys() | TENS.keys())


def bare_numbers(chart: Chart, starts: Sequence[int], anchors: list[int]) -> Iterator[int]:
    """The numbers that may be minutes without a unit: those in words, and digits in lines of an anchor or in the rows
    of a grid.
    """
    line_of = chart.line_of.__getitem__
    lines = set(map(line_of, chain(anchors, chart.where(_ROWS))))
    return chain(
        compress(starts, map(lines.__contains__, map(line_of, starts))),
        compress(starts, map(_WORDED.__contains__, map(chart.lower.__getitem__, starts))),
    )


def _may_be_minutes(word: str) -> bool:
    """Whether a number that begins with a word may be the minutes of a service."""
    if word[0].isdecimal():
        return len(word) < 7 and _LEAST <= float(word) <= LONGEST and float(word).is_integer()
    return word in TENS or ONES.get(word, 0) >= _LEAST


AMOUNTS = Kept(_may_be_minutes)
"""Whether a word may be a number of minutes, without its unit."""


def may_be_bare(around: Surroundings, token: int, line: Line, anchors: list[int]) -> bool:
    """Whether a number in digits may be minutes without a unit: most stand in a line that has nothing before them to
    make them so (``anchors``: words that might), or behind a plain word that no cell's border parts from them.
    """
    chart, before = around.chart, token - 1
    if not chart.lower[token][0].isdecimal():
        return True
    at = bisect_left(anchors, token)
    anchored = at > 0 and anchors[at - 1] >= line.first
    if not anchored and (line.body >= line.last or chart.lower[line.body] not in ROWS):
        return False
    if before < line.first or before in around.label_to or before in around.interval_to:
        return True
    start = chart.starts[token]
    gap = start - chart.ends[before]
    return gap > 1 or (gap == 1 and chart.text[start - 1] == "\t") or not around.words.silent(chart.lower[before])


def bare(around: Surroundings, token: int, end: int) -> Duration | None:
    """A number without its unit that a key, a column, ``total`` or a code makes minutes."""
    chart = around.chart
    number = number_at(chart, token, end)
    if number is None or _attached(chart, token, number[0]):
        return None
    last, minutes = number[0], int(number[1])
    found = Duration(token, last, minutes, sure=False)
    cell = minutes_cell(
        chart, token, last, labelled=chart.line(token).first in around.label_from or _row_label(around, token)
    )
    if cell is not None:
        return found if cell else None
    left = around.left(token)
    if left is None:
        right = None if chart.lower[token][0].isdecimal() else around.right(last)
        return found if right is not None and right.kind == "code" and right.distance <= 4 else None
    after = chart.lower[last] if last < end else ""
    closed = (
        not after
        or not after[0].isalpha()
        or after in _BARE_AFTER
        or chart.starts[last] - chart.ends[last - 1] >= 2
        or last in around.label_from
    )
    if left.kind in {"total", "timed_total", "untimed"}:
        return found if left.distance <= 5 and (closed or left.key or left.distance == 0) else None
    if left.kind == "code":
        marked = left.key or chart.words[token - 1] == "@"
        return found if marked or (closed and left.distance <= 5) else None
    if left.kind == "mode":
        return found if closed and left.distance <= 3 else None
    if left.key and left.distance <= 3:
        return found if closed and not goal_told(chart, token) else None
    return None


def _row_label(around: Surroundings, token: int) -> bool:
    line = around.chart.line(token)
    return any(at in around.label_from for at in range(line.first, min(line.first + 4, token)))


def _attached(chart: Chart, first: int, last: int) -> bool:
    """Whether the number is part of something else: ``3/05``, ``$40``, ``10#``, ``x10``, ``30%``."""
    before = chart.words[first - 1] if first and chart.ends[first - 1] == chart.starts[first] else ""
    after = chart.words[last] if last < len(chart) and chart.starts[last] == chart.ends[last - 1] else ""
    if before in {"x", "×", "X", "$", "#", "<", ">", "~", "+", "^"} or (
        before in {"/", "-", "."}
        and first > 1
        and (chart.words[first - 2][-1].isdecimal() or chart.words[first - 2] in "+-")
    ):
        return True
    return (
        after in {"#", "%", '"', "”", "°", "x", "×", "º", "ft", "lb", "lbs", "kg", "cm", "mm", "sec", "s"}
        or (
            after in {"/", "-", "–", ":"}
            and last + 1 < len(chart)
            and chart.words[last + 1][0].isdecimal()
            and chart.starts[last + 1] == chart.ends[last]
        )
        or (last < len(chart) and chart.lower[last] in _QUANTITY)
    )
