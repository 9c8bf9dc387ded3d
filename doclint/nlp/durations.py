"""What the minutes of a note belong to: a service, an intervention, the timed total, the total, a mode, or the clock.

Component ``doclint_durations`` fills ``chart.minutes`` from the MINUTES mentions, whoever found them. Minutes of
which the note says that
one service had all of them (``45 min, all 97530``) count twice: as total and as that service's minutes.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from doclint.facts import Mention, Minutes, MinutesKind
from doclint.nlp.chart import Chart, chart_of
from doclint.nlp.clock import interval_at
from doclint.nlp.timecues import Cue, Surroundings, Vocabulary, look_left, look_right, surroundings

_OPENING = 60
"""Tokens within which a duration of no known service still speaks of the visit."""
_STRONG: dict[str, MinutesKind] = {"total": "total", "timed_total": "timed_total", "mode": "mode", "untimed": "unknown"}


class Durations:
    """Component ``doclint_durations``: needs the mentions, so it stands after ``doclint_status``."""

    def __init__(self) -> None:
        self.words = Vocabulary()

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_of(doc)
        found = [
            (mention, *chart.tokens_of(mention.start, mention.end))
            for mention in chart.mentions
            if mention.label == "MINUTES" and mention.value and mention.value.isdecimal()
        ]
        if not found:
            return doc
        around = surroundings(chart, self.words)
        intervals = 0
        services = {code for _, code in around.label_from.values()}
        for _, first, last in found:
            interval = interval_at(chart, first, chart.line(first).last)
            if interval is not None and interval.last >= last - 1:
                around.add_interval(interval)
                intervals += 1
        for mention, first, last in found:
            for kind, code in _kinds(around, first, last, several=intervals > 1 or len(services) > 1):
                chart.minutes.append(Minutes(int(mention.value or 0), kind, _coded(mention, code), code))
        return doc


def _coded(mention: Mention, code: str | None) -> Mention:
    return (
        mention
        if code is None or mention.code == code
        else Mention(
            mention.label,
            mention.start,
            mention.end,
            mention.text,
            mention.status,
            mention.value,
            mention.section,
            code,
            mention.cue,
            mention.functions,
            mention.confidence,
        )
    )


def _kinds(around: Surroundings, first: int, last: int, *, several: bool) -> Iterator[tuple[MinutesKind, str | None]]:
    chart = around.chart
    left, right = look_left(around, first), look_right(around, last)
    if first in around.interval_from:
        code = left.code if left is not None and left.kind == "code" and left.distance <= 6 else None
        if code is not None and several and not _total_row(around, first):
            yield "part_interval", code
        else:
            yield "interval", None
        return
    if left is not None and left.kind == "code":
        yield "code", left.code
        if left.whole:
            yield "total", None
        return
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
        yield "code", right.code
        if right.whole:
            yield "total", None
        return
    if left is not None or right is not None or _beside(around, first, last):
        yield "total", None
        return
    code = chart.code_of[first]
    row = _row(around, first) if last - first == 1 else None
    if row is not None:
        yield "code", row
    elif _in_label(chart, first):
        yield "task", code
    elif (
        first < _OPENING
        and not any(minutes.kind in {"total", "timed_total", "interval"} for minutes in chart.minutes)
        and chart.section_of[first] in {None, "objective", "billing"}
        and (first == chart.line(first).body or first == chart.sentence(first)[0])
    ):
        yield "total", None
    elif code is not None:
        yield "task", code
    else:
        yield "unknown", None


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


def _total_row(around: Surroundings, first: int) -> bool:
    """Whether the interval's line also gives a total, so that the clock is the visit's."""
    line = around.chart.line(first)
    return any(
        around.words.has(word, "total")
        for word in around.chart.lower[max(line.first, first - 30) : min(line.last, first + 30)]
    )


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
            if chart.words[token][0].isalnum() and not around.words.has(chart.lower[token], "filler"):
                break
            token += step
    return False


def _row(around: Surroundings, first: int) -> str | None:
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


@Language.factory("doclint_durations", requires=["doc._.doclint_chart"])
def create_durations(nlp: Language, name: str) -> Durations:
    """Factory of ``doclint_durations``; needs ``doclint_status`` before it."""
    return Durations()
