"""What stands around a number of minutes: a code or service name, ``total``, ``timed``, a mode, a column header.

Reads outward from the number over words that only speak of time and billing, and stops at the first word that does not.
Words are data: ``time_words.csv`` and the service names of ``services.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart
from doclint.nlp.times.clock import Duration, longest_interval, may_begin
from doclint.nlp.times.numbers import number_at

_STOP = frozenset({".", ";", "!", "?"})
_KEYED = frozenset({":", "=", "(", "[", "|", "*"})
"""Marks between a service and the total that is its own."""
_SMALL = frozenset({"one", "two", "three", "four", "x", "×", "1", "2", "3", "4", "59"})
_MARKS = frozenset({"'", "’", "′"})
"""Marks for minutes."""
_UNITS = frozenset({"unit", "units", "un", "u"})
_WHOLE = frozenset({"all", "whole", "entirely", "only"})
_WHOLE_AFTER = frozenset({"whole", "entirely"})
_ENDS_RIGHT = _STOP | {"|", "/", "//", ":"}
_JOINED = frozenset({"of", "on", "for", "were", "was", "under", "in"})
_SHORTENED = frozenset({"min", "tx", "act", "ex"})
"""Words, those of totals apart, behind which a full stop ends no sentence."""
_REACH = 14
_G_CODE = re.compile(r"0\d{3}")
"""What stands behind ``G`` in a code such as G0283."""


class Cue(NamedTuple):
    """``kind`` is code, total, timed_total, untimed, mode, weak (visit, seen) or key (``MIN:`` alone)."""

    kind: str
    code: str | None = None
    key: bool = False
    """Whether a word for minutes stands as a key before a bare number (``MIN: 38``)."""
    distance: int = 0
    whole: bool = False
    """Whether ``all`` stands between the minutes and the service: the code had the whole time."""


class Vocabulary:
    """Time words by category, and the names of services."""

    def __init__(self) -> None:
        classes: dict[str, set[str]] = {}
        for row in rows("time_words"):
            classes.setdefault(row["category"], set()).update([row["term"], *variants(row["variants"])])
        self.unit = frozenset(classes["unit"])
        self.unit_hour = frozenset(classes["unit_hour"])
        self.total = frozenset(classes["total"])
        self.timed = frozenset(classes["timed"])
        self.untimed = frozenset(classes["untimed"])
        self.mode = frozenset(classes["mode"])
        self.visit = frozenset(classes["visit"])
        self.filler = frozenset(classes["filler"])
        self.not_after = frozenset(classes["not_after"])
        self.not_before = frozenset(classes["not_before"])
        self.weak = frozenset(classes["total_weak"]) | self.visit
        self.weak_after = frozenset(classes["total_weak"]) | (self.visit - {"time", "tx"})
        """Words of the visit that stand behind its minutes."""
        self.strong = self.untimed | self.timed | self.total
        self.speak_left = self.strong | self.unit | self.unit_hour | self.mode | self.weak | _STOP | _MARKS | _UNITS
        """Words before a number that say something of it, or end the search."""
        self.pass_left = self.filler | classes["billing"] | _SMALL
        self.pass_right = self.filler | {"one", "to", "billed", "therapeutic", "whole"}
        key = self.unit | self.unit_hour | self.mode
        self.names: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
        for row in rows("services"):
            for name in variants(row["names"]):
                pieces = tuple(re.findall(r"[^\W_]+|[^\s\w]", name))
                self._add(pieces, row["code"], bool(row["line_start_only"]))
                if pieces[0] in {"ther", "thera"} and len(pieces) == 2:
                    self._add((pieces[0], "-", pieces[1]), row["code"], False)
        for options in self.names.values():
            options.sort(key=lambda option: -len(option[0]))
        self.totals = Question(self.total)
        self.anchors = Question(self.strong | key)
        """Whether a word can make a bare number behind it minutes."""
        self.labels = Question(self.names, _may_be_code)
        """Whether a code or a service's name may begin with a word."""

    def _add(self, pieces: tuple[str, ...], code: str, opening: bool) -> None:
        self.names.setdefault(pieces[0], []).append((pieces, code, opening))

    def silent(self, word: str) -> bool:
        """Whether a word right before a number ends the search for what the number is of, without an answer."""
        return word[0].isalnum() and word not in self.speak_left and word not in self.pass_left


@cache
def vocabulary() -> Vocabulary:
    """The words of time, read once."""
    return Vocabulary()


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
        labels = _labels(chart, words)
        chart.looked = Looked(labels, {last - 1: (first, code) for first, (last, code) in labels.items()})
    return Surroundings(chart, words, chart.looked)


def _labels(chart: Chart, words: Vocabulary) -> dict[int, tuple[int, str]]:
    found: dict[int, tuple[int, str]] = {}
    after = 0
    for token in chart.where(words.labels):
        label = _label_at(chart, words, token) if token >= after else None
        if label is not None:
            found[token] = label
            after = label[0]
    return found


def _may_be_code(word: str) -> bool:
    """Whether a code can begin with a word."""
    return (len(word) == 5 and word[0] == "9") or word in {"g", "nine", "ninety"}


def _label_at(chart: Chart, words: Vocabulary, token: int) -> tuple[int, str] | None:
    word = chart.words[token]
    if len(word) == 5 and word.isdecimal() and word[0] == "9" and word[1] in "0123456789":
        return token + 1, word
    if word in {"G", "g"} and token + 1 < len(chart) and _G_CODE.fullmatch(chart.words[token + 1]):
        return token + 2, "G" + chart.words[token + 1]
    spoken = _spoken_code(chart, token)
    if spoken is not None:
        return spoken
    for pieces, code, opening in words.names.get(chart.lower[token], ()):
        last = token + len(pieces)
        if tuple(chart.lower[token:last]) == pieces and (not opening or _opens(chart, words, token)):
            return last, code
    return None


def _opens(chart: Chart, words: Vocabulary, token: int) -> bool:
    """Whether a short name such as ``TA`` or ``gait`` stands where a service is named: first, after a code, or after
    minutes.
    """
    if token <= chart.line(token).body or token == chart.sentence(token)[0]:
        return True
    before = chart.lower[token - 1]
    if len(before) == 5 and before.isdecimal():
        return True
    if chart.lower[token] in {"ta", "te", "mt", "nmr"}:
        return chart.words[token].isupper() or before in words.unit or before == "'"
    return False


def _spoken_code(chart: Chart, token: int) -> tuple[int, str] | None:
    """A code as it is dictated: ``nine seven five three zero``, ``ninety seven five thirty``."""
    if chart.lower[token] not in {"nine", "ninety"}:
        return None
    digits, at = "", token
    while at < min(token + 7, len(chart)) and len(digits) < 5:
        if chart.lower[at] == "-":
            at += 1
            continue
        number = number_at(chart, at, len(chart))
        if number is None or chart.lower[at][0].isdecimal():
            return None
        digits, at = digits + str(int(number[1])), number[0]
    return (at, digits) if len(digits) == 5 and digits.startswith("97") else None


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
        elif word in words.unit or word in _MARKS:
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
        elif word in _STOP:
            if not (token > begin and (lower[token - 1] in words.total or lower[token - 1] in _SHORTENED)):
                break
        elif (
            word in _UNITS and distance <= 1 and not (token > begin and number_at(chart, token - 1, token) is not None)
        ):
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
