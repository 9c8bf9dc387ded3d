"""What the minutes of a note belong to: a service, an intervention, the timed total, the total, a mode, or the clock.

Component ``doclint_durations`` fills ``chart.minutes`` from the MINUTES mentions, whoever found them. Minutes of
which the note says that
one service had all of them (``45 min, all 97530``) count twice: as total and as that service's minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from spacy.language import Language

from doclint.facts import Mention, Minutes, MinutesKind
from doclint.nlp.chart import Chart, Read, chart_for
from doclint.nlp.times.clock import LONGEST, Duration, duration_at, interval_at
from doclint.nlp.times.kinds import Kind, kinds_of, row_service
from doclint.nlp.times.labels import vocabulary
from doclint.nlp.times.numbers import number_at
from doclint.nlp.times.timecues import Surroundings, surroundings
from doclint.nlp.times.timewords import word_set
from doclint.nlp.times.totals import phrase_at, phrases_begin

_ROWS = 20
"""Lines above a row in which its table's heading is sought."""
_WHOLES = frozenset({"total", "timed_total", "interval"})
_ELSEWHERE = frozenset({"plan", "home", "history", "goals"})
_LATE = frozenset({"late", "early", "ago", "behind", "tardy", "overdue", "delayed"})
_NOT_GIVEN = word_set("minutes.not_given")
_SECONDS = frozenset({"s", "sec", "secs", "second", "seconds"})
_ARRIVAL = frozenset({"in", "start", "begin", "time", "clock"})
_MINUTES_COLUMN = re.compile(r"\b(?:min\w*|time\w*|dur\w*|total|tot|length|m)\b", re.IGNORECASE)


class Durations:
    """Component ``doclint_durations``: needs the mentions, so it stands after ``doclint_status``."""

    def __init__(self) -> None:
        self.words = vocabulary()

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_durations", "doclint_layout", "doclint_status")
        found = [
            (mention, *chart.tokens_of(mention.start, mention.end))
            for mention in chart.mentions
            if mention.label == "MINUTES" and mention.value and mention.value.isdecimal()
        ]
        around = surroundings(chart, self.words)
        found = [part for one in found for part in _apart(around, *one)]
        services = {code for _, code in around.label_from.values()}
        clocked = [interval for _, first, last in found if (interval := _clock(around, first, last)) is not None]
        around, intervals = around.among(clocked), len(clocked)
        unmarked = _unmarked(around, [(first, last) for _, first, last in found], len(services))
        guessed: list[Minutes] = []
        for mention, first, last in found:
            if not _given(around, first, last):
                continue
            for kind, code in kinds_of(around, first, last, several=intervals > 1, services=len(services)):
                (guessed if kind == "guess" else chart.minutes).append(
                    Minutes(int(mention.value or 0), "total" if kind == "guess" else kind, _coded(mention, code), code)
                )
        chart.minutes.extend(unmarked)
        chart.minutes.extend(_told(around))
        if not any(item.kind in _WHOLES for item in chart.minutes):
            chart.minutes.extend(guessed[:1])
            guessed = guessed[1:]
        for item in guessed:
            code = chart.code_of[chart.tokens_of(item.mention.start, item.mention.end)[0]]
            chart.minutes.append(Minutes(item.minutes, "task" if code else "unknown", _coded(item.mention, code), code))
        return doc


def _clock(around: Surroundings, first: int, last: int) -> Duration | None:
    """The clock interval that minutes give."""
    interval = around.interval(first)
    if interval is None or interval.last < last - 1 or _spans(around, first, last, interval.last):
        return None
    return interval


def _apart(around: Surroundings, mention: Mention, first: int, last: int) -> Iterator[tuple[Mention, int, int]]:
    """One mention as it is, or the total and the clock interval that it holds: ``20    In/Out 11:00-11:20``."""
    inner = _inner(around, first, last) if last - first > 1 else None
    if inner is None:
        yield mention, first, last
        return
    chart = around.chart
    for one, end, minutes in inner:
        start, stop = chart.starts[one], chart.ends[end - 1]
        part = replace(mention, start=start, end=stop, text=chart.text[start:stop], value=str(minutes))
        yield part, one, end


def _inner(around: Surroundings, first: int, last: int) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """First token, end and minutes of a total and of the clock interval behind it; None where these are no two."""
    chart = around.chart
    end = min(last, chart.line(first).last)
    begins = [at for at in range(first + 1, end) if chart.lower[at][0].isdecimal()]
    number = number_at(chart, first, last) if begins else None
    if number is None:
        return None
    after, minutes = number
    if not 2 < minutes <= LONGEST or after >= last or chart.starts[after] == chart.ends[after - 1]:
        return None
    intervals = (around.interval(at) for at in begins if at >= after)
    interval = next((found for found in intervals if found is not None and found.last >= last), None)
    if interval is None or (
        interval_at(chart, first, last) is not None and _ARRIVAL.isdisjoint(chart.lower[after : interval.first])
    ):
        return None
    return (first, after, round(minutes)), (interval.first, interval.last, interval.minutes)


def _spans(around: Surroundings, first: int, last: int, end: int) -> bool:
    """Whether an interval read from a bare number holds a clock interval of its own: the number is no time of day."""
    if last - first > 1:
        return False
    chart = around.chart
    starts = (at for at in range(last + 1, end) if chart.lower[at][0].isdecimal() and chart.words[at - 1] not in ":.")
    return any(around.interval(at) is not None for at in starts)


def _unmarked(around: Surroundings, marked: list[tuple[int, int]], services: int) -> list[Minutes]:
    """What the time grammar read and no entity of its own holds: it still says how long the visit or a service took."""
    chart = around.chart
    out: list[Minutes] = []
    starts = {item.first: item.last for item in chart.candidates if item.label == "MINUTES"}
    seen: set[int] = set()
    for first, last in marked:
        if last - first > 2:
            starts.update({token: last for token in range(first + 1, last) if chart.lower[token][0].isdecimal()})
        seen.update(range(first, last))
    beginnings = {first for first, _ in marked}
    if beginnings.issuperset(starts):
        return out
    within = seen - beginnings
    clocked = {token for item in around.interval_from.values() for token in range(item.first, item.last)}
    for token, last in sorted(starts.items()):
        inside = token in within
        if (token in seen and not inside) or token in clocked or chart.section_of[token] in _ELSEWHERE:
            continue
        interval = around.interval(token)
        if interval is not None and interval.last <= max(last, token + 1):
            found = interval
            kinds: list[Kind] = [("interval", None)]
        else:
            length = None if inside else duration_at(chart, token, chart.line(token).last)
            if length is None or not _given(around, token, length.last):
                continue
            found = length
            kinds = [
                kind
                for kind in kinds_of(around, token, length.last, several=False, services=services)
                if kind[0] in {"code", "total", "timed_total"}
            ]
        seen.update(range(found.first, found.last))
        start, end = chart.starts[found.first], chart.ends[found.last - 1]
        for kind, code in kinds:
            mention = Mention("MINUTES", start, end, chart.text[start:end], "performed", str(found.minutes), code=code)
            out.append(Minutes(found.minutes, cast(MinutesKind, kind), mention, code))
    return out


def _told(around: Surroundings) -> Iterator[Minutes]:
    """Bare numbers that close a clause behind a phrase for the whole visit: ``the whole visit 26.``"""
    chart, told = around.chart, tuple(around.chart.minutes)
    for token in phrases_begin(chart):
        end = chart.line(token).last
        at = phrase_at(chart, token, end)
        if at is None or at < token + 2 or chart.section_of[token] in _ELSEWHERE:
            continue
        at += at < end and chart.words[at] in {":", "=", ","}
        closed = at + 1 == end or (at + 1 < end and chart.words[at + 1] in {".", ";", ","})
        if at >= end or not closed or not chart.lower[at].isdecimal() or not 3 <= int(chart.lower[at]) <= LONGEST:
            continue
        start, stop = chart.starts[at], chart.ends[at]
        if any(item.mention.start < stop and start < item.mention.end for item in told):
            continue
        text = chart.text[start:stop]
        yield Minutes(int(text), "total", Mention("MINUTES", start, stop, text, "performed", text), None)


def _given(around: Surroundings, first: int, last: int) -> bool:
    """Whether the minutes are treatment: not how late somebody was, and not the slot that was planned."""
    chart = around.chart
    end = chart.line(first).last
    behind = last + 1 if last < end and chart.lower[last] in around.words.unit else last
    if behind < end and chart.lower[behind] in _LATE and not _counted(around, first):
        return False
    if _measured(around, first, last, end):
        return False
    male = chart.words[last - 1] == "M" and chart.starts[last - 1] > chart.ends[last - 2]
    if male and around.left(first) is None and around.right(last) is None:
        return False  # a man of so many years
    before = chart.lower[max(chart.line(first).first, first - 4) : first]
    return _NOT_GIVEN.isdisjoint(before) or first in around.interval_from


def _measured(around: Surroundings, first: int, last: int, end: int) -> bool:
    """Whether the number is a result: minutes with seconds (``fifteen minutes and ten seconds``), a bare score."""
    chart = around.chart
    if last - first == 1:
        if row_service(around, first) is not None and _other_column(chart, first):
            return True
        return chart.lower[max(0, first - 2) : first] in (["sum", "of"], ["score", "of"])
    at = last + (last < end and chart.lower[last] in {"and", ","})
    number = number_at(chart, at, end) if at < end else None
    return number is not None and number[0] < end and chart.lower[number[0]] in _SECONDS


def _counted(around: Surroundings, first: int) -> bool:
    left = around.left(first)
    return left is not None and left.kind in {"total", "timed_total"}


def _coded(mention: Mention, code: str | None) -> Mention:
    return mention if code is None or mention.code == code else mention.put(code, mention.functions)


def _other_column(chart: Chart, first: int) -> bool:
    """Whether the table's heading over a bare number names something else than minutes: ``HR``, ``RPE``."""
    line = chart.line(first)
    row = chart.text[line.start : line.end]
    mark = next((mark for mark in "\t|" if mark in row), None)
    if mark is None:
        return False
    column = chart.text.count(mark, line.start, chart.starts[first])
    heading: list[str] = []
    for above in reversed(chart.lines[max(0, line.number - _ROWS) : line.number]):
        cells = chart.text[above.start : above.end].split(mark)
        if len(cells) == 1:
            break
        if len(cells) == row.count(mark) + 1 and not any(character.isdecimal() for cell in cells for character in cell):
            heading = cells
            break
    name = heading[column].strip() if column < len(heading) else ""
    return bool(name) and not _MINUTES_COLUMN.search(name)


@Language.factory("doclint_durations", requires=["doc._.doclint_chart"])
def create_durations(nlp: Language, name: str) -> Durations:
    """Factory of ``doclint_durations``; needs ``doclint_status`` before it."""
    return Durations()
