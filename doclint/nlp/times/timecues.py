"""What stands around a number of minutes: a code or service name, ``total``, ``timed``, a mode, a column header.

Reads outward from the number over words that only speak of time and billing, and stops at the first word that does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from doclint.nlp.chart import Chart
from doclint.nlp.times.clock import Duration, longest_interval, may_begin
from doclint.nlp.times.labels import MARKS, STOP, UNITS, Vocabulary, labels
from doclint.nlp.times.numbers import number_at

_KEYED = frozenset({":", "=", "(", "[", "|", "*"})
"""Marks between a service and the total that is its own."""
_WHOLE = frozenset({"all", "whole", "entirely", "only"})
_WHOLE_AFTER = frozenset({"whole", "entirely"})
_ENDS_RIGHT = STOP | {"|", "/", "//", ":"}
_JOINED = frozenset({"of", "on", "for", "were", "was", "under", "in"})
_SHORTENED = frozenset({"min", "tx", "act", "ex"})
"""Words, those of totals apart, behind which a full stop ends no sentence."""
_REACH = 14


class Cue(NamedTuple):
    """``kind`` is code, total, timed_total, untimed, mode, weak (visit, seen) or key (``MIN:`` alone)."""

    kind: str
    code: str | None = None
    key: bool = False
    """Whether a word for minutes stands as a key before a bare number (``MIN: 38``)."""
    distance: int = 0
    whole: bool = False
    """Whether ``all`` stands between the minutes and the service: the code had the whole time."""


@dataclass(slots=True)
class Looked:
    """The labels and clock intervals of one note, and what was looked up around its numbers: kept with its chart."""

    label_from: dict[int, tuple[int, str]]
    """First token of a label to its end and code."""
    label_to: dict[int, tuple[int, str]]
    """Last token of a label to its first token and code."""
    read: dict[int, Duration | None] = field(default_factory=dict)
    """Tokens at which an interval was looked for, whether or not it counts."""
    interval_from: dict[int, Duration] = field(default_factory=dict)
    interval_to: dict[int, Duration] = field(default_factory=dict)
    """Last token of an interval."""
    lefts: dict[int, Cue | None] = field(default_factory=dict)
    rights: dict[int, Cue | None] = field(default_factory=dict)


class Surroundings:
    """The labels and clock intervals around the numbers of one note, and the cues.

    Cues are asked for when all intervals have been added: these change what is seen of the others.
    """

    __slots__ = ("_looked", "chart", "interval_from", "interval_to", "label_from", "label_to", "words")

    def __init__(self, chart: Chart, words: Vocabulary, looked: Looked) -> None:
        self.chart = chart
        self.words = words
        self.label_from, self.label_to = looked.label_from, looked.label_to
        self.interval_from, self.interval_to = looked.interval_from, looked.interval_to
        self._looked = looked

    def interval(self, token: int) -> Duration | None:
        """The longest clock interval that begins at the token, in its line."""
        chart, read = self.chart, self._looked.read
        end = chart.line(token).last
        if not may_begin(chart.lower, token, end):
            return None
        if token not in read:
            read[token] = longest_interval(chart, token, end)
        return read[token]

    def left(self, first: int) -> Cue | None:
        """The nearest cue before a number, over words of time and billing only."""
        lefts = self._looked.lefts
        if first not in lefts:
            lefts[first] = _look_left(self, first)
        return lefts[first]

    def right(self, last: int) -> Cue | None:
        """The nearest cue after a number with its unit."""
        rights = self._looked.rights
        if last not in rights:
            rights[last] = _look_right(self, last)
        return rights[last]

    def add_interval(self, interval: Duration) -> None:
        self.interval_from[interval.first] = interval
        self.interval_to[interval.last - 1] = interval

    def beside_interval(self, first: int, last: int, between: frozenset[str]) -> bool:
        """Whether a clock interval stands beside a duration, with nothing but marks and some words ``between`` them."""
        line, lower = self.chart.line(first), self.chart.lower
        for step, edges, token in ((-1, self.interval_to, first - 1), (1, self.interval_from, last)):
            for _ in range(4):
                if not line.first <= token < line.last:
                    break
                if token in edges:
                    return True
                if lower[token][0].isalnum() and lower[token] not in between:
                    break
                token += step
        return False

    def among(self, intervals: list[Duration]) -> Surroundings:
        """The same with these clock intervals and no others; where they are the same, so are the cues."""
        if {interval.first for interval in intervals} == self.interval_from.keys():
            return self
        own = Surroundings(self.chart, self.words, Looked(self.label_from, self.label_to, self._looked.read))
        for interval in intervals:
            own.add_interval(interval)
        return own


def surroundings(chart: Chart, words: Vocabulary) -> Surroundings:
    """Codes and service names, found once a note; intervals are added by the caller."""
    if chart.looked is None:
        found = labels(chart, words)
        chart.looked = Looked(found, {last - 1: (first, code) for first, (last, code) in found.items()})
    return Surroundings(chart, words, chart.looked)


def _look_left(around: Surroundings, first: int) -> Cue | None:
    chart, words, lower = around.chart, around.words, around.chart.lower
    begin = chart.line(first).first
    token, key, whole = first - 1, False, False
    weak: Cue | None = None
    while token >= begin and first - token <= _REACH:
        word = lower[token]
        distance = first - 1 - token
        if token in around.interval_to:
            token = around.interval_to[token].first - 1
            continue
        if token in around.label_to:
            return Cue("code", around.label_to[token][1], key, distance, whole)
        if word not in words.speak_left:
            if word[0].isalnum() and word not in words.pass_left:
                break
        elif (strong := _strong(around, token, first)) is not None:
            before = token - 1
            while before >= begin and chart.words[before] in _KEYED:
                before -= 1
            if strong == "total" and before in around.label_to and word in {"total", "tot"}:
                return Cue("code", around.label_to[before][1], True, distance, whole)
            return Cue(strong, None, key, distance, whole)
        elif word in words.unit or word in MARKS:
            if (
                word not in words.unit
                or (token > begin and number_at(chart, token - 1, first) is not None and not _column(around, token))
                or (token > begin and lower[token - 1] == "at")
            ):
                break
            key = True
        elif (
            word in words.unit_hour
            and chart.words[token + 1] in {"=", ":"}
            and number_at(chart, token - 1, first) is None
        ):
            key = True
        elif word in words.mode and (key or distance <= 1):
            return Cue("mode", None, key, distance)
        elif word in words.weak:
            weak = weak or Cue("weak", None, key, distance)
        elif word in STOP:
            if not (token > begin and (lower[token - 1] in words.total or lower[token - 1] in _SHORTENED)):
                break
        elif word in UNITS and distance <= 1 and not (token > begin and number_at(chart, token - 1, token) is not None):
            return None
        elif word[0].isalnum() and word not in words.pass_left:
            break
        whole = whole or word in _WHOLE
        token -= 1
    return Cue("key", None, True, 1) if key and weak is None else weak


def _column(around: Surroundings, token: int) -> bool:
    """Whether a unit word is a key of its own: after a gap, a code or an interval."""
    chart = around.chart
    return (
        chart.starts[token] - chart.ends[token - 1] >= 2
        or token - 1 in around.label_to
        or token - 1 in around.interval_to
    )


def _strong(around: Surroundings, token: int, number: int) -> str | None:
    """The kind of total that the word at the token speaks of."""
    chart, words = around.chart, around.words
    word = chart.lower[token]
    if word not in words.strong:
        return None
    if word in words.untimed:
        return "untimed"
    if word in words.timed:
        return "untimed" if token and chart.lower[token - 1] in {"un", "non", "-"} else "timed_total"
    near = chart.lower[max(0, token - 1) : token] + chart.lower[token + 1 : min(token + 4, number)]
    return "total" if words.timed.isdisjoint(near) else "timed_total"


def _look_right(around: Surroundings, last: int) -> Cue | None:
    chart, words = around.chart, around.words
    end = chart.line(last - 1).last
    token, whole, joined = last, False, False
    while token < end and token - last <= 10:
        word = chart.lower[token]
        distance = token - last
        if token in around.label_from:
            after, code = around.label_from[token]
            own = after < end and (
                chart.words[after][0].isdecimal()
                or (
                    chart.words[after] in {":", "(", "-", "|", ","}
                    and after + 1 < end
                    and chart.words[after + 1][0].isdecimal()
                )
            )
            return None if own and not (joined or whole) else Cue("code", code, False, distance, whole)
        if token in around.interval_from:
            token = around.interval_from[token].last
            continue
        strong = _strong(around, token, token)
        if strong is not None:
            if token + 1 < end and chart.words[token + 1][0].isdecimal() and token + 1 not in around.interval_from:
                return None  # this total has a number of its own
            following = chart.lower[token + 1] if token + 1 < end else ""
            return Cue("timed_total" if following in words.timed else strong, None, False, distance, whole)
        if word in _ENDS_RIGHT or word[0].isdecimal():
            return None
        if word in words.weak_after:
            return Cue("weak", None, False, distance, whole)
        if word in words.mode:
            return Cue("mode", None, False, distance) if distance <= 1 else None
        if word[0].isalnum() and word not in words.pass_right:
            return None
        joined = joined or word in _JOINED
        whole = whole or word in _WHOLE_AFTER or (word == "all" and chart.lower[token - 1] != "in")
        token += 1
    return None
