"""Columns of a billing grid in plain text.

Pipes, tabs or columns of spaces under a header such as ``CPT  MIN  UN  TASK``.
"""

from __future__ import annotations

from doclint.nlp.chart import Chart, Line
from doclint.nlp.times.timewords import word_set

_MINUTES = frozenset({"min", "mins", "minutes", "minute", "time", "dur", "duration"})
_HEAD = word_set("grid.head")
_ABOVE = 12
_LONG = 120
"""A line of more tokens is prose, whatever stands in it."""


ROWS = frozenset({"total", "totals", "tot", "|", "timed", "+"})
"""What begins a row of a grid that names no service."""


def minutes_cell(chart: Chart, first: int, last: int, *, labelled: bool) -> bool | None:
    """Whether a number that fills a cell of a row stands in the minutes' column; None where this is no such cell."""
    line = chart.line(first)
    if line.last - line.first > _LONG or not _fills(chart, line, first, last):
        return None
    if not labelled and (line.body >= line.last or chart.lower[line.body] not in ROWS):
        return None
    header = _header(chart, line)
    if header is None:
        return True if labelled and _first_number(chart, line, first) else None
    return _under(chart, header, line, first)


def _fills(chart: Chart, line: Line, first: int, last: int) -> bool:
    start, end = chart.starts[first], chart.ends[last - 1]
    before = chart.text[max(line.start, start - 2) : start]
    after = chart.text[end : min(line.end, end + 2)]
    opens = before == "" or before.endswith(("|", "\t", "| ")) or (before.isspace() and len(before) == 2)
    return opens and (
        after == ""
        or after[0] in "|\t"
        or after == " |"
        or (after.isspace() and (len(after) == 2 or end + 1 >= line.end))
    )


def _header(chart: Chart, line: Line) -> Line | None:
    """The nearest line above that names the columns, minutes among them."""
    for number in range(line.number - 1, max(line.number - _ABOVE, -1), -1):
        above = chart.lines[number]
        if above.last - above.first > _LONG:
            continue
        words = chart.lower[above.first : above.last]
        if (
            not _MINUTES.isdisjoint(words)
            and not _HEAD.isdisjoint(words)
            and sum(word[0].isdecimal() for word in words) < 2
        ):
            return above
    return None


def _first_number(chart: Chart, line: Line, first: int) -> bool:
    return not any(
        chart.words[token].isdecimal() and len(chart.words[token]) < 4 for token in range(line.body + 1, first)
    )


def _under(chart: Chart, header: Line, line: Line, first: int) -> bool:
    columns = [token for token in range(header.first, header.last) if chart.lower[token] in _MINUTES]
    for mark in ("|", "\t"):
        if mark in chart.text[line.start : line.end] and mark in chart.text[header.start : header.end]:
            own = chart.text.count(mark, line.start, chart.starts[first])
            return any(chart.text.count(mark, header.start, chart.starts[column]) == own for column in columns)
    place = chart.starts[first] - line.start
    heads = [
        token
        for token in range(header.first, header.last)
        if token == header.first or chart.starts[token] - chart.ends[token - 1] >= 2
    ]
    nearest = min(heads, key=lambda token: abs(chart.starts[token] - header.start - place))
    stop = next((token for token in heads if token > nearest), header.last)
    return any(chart.lower[token] in _MINUTES for token in range(nearest, stop))
