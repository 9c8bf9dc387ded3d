"""What stands around a number of minutes: a code or service name, ``total``, ``timed``, a mode, a column header.

Reads outward from the number over words that only speak of time and billing, and stops at the first word that does not.
Words are data: ``time_words.csv`` and the service names of ``services.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart
from doclint.nlp.times.clock import Duration, number_at

_STOP = frozenset({".", ";", "!", "?"})
_KEYED = frozenset({":", "=", "(", "[", "|", "*"})
"""Marks between a service and the total that is its own."""
_SMALL = frozenset({"one", "two", "three", "four", "x", "×", "1", "2", "3", "4", "59"})
_REACH = 14


@dataclass(frozen=True, slots=True)
class Cue:
    """``kind`` is code, total, timed_total, untimed, mode, weak (visit, seen) or key (``MIN:`` alone)."""

    kind: str
    code: str | None = None
    key: bool = False
    """Whether a word for minutes stands as a key before a bare number (``MIN: 38``)."""
    distance: int = 0
    whole: bool = False
    """Whether ``all`` stands between the minutes and the service: the code had the whole time."""


class Vocabulary:
    """Time words by category and the names of services, read once."""

    def __init__(self) -> None:
        self.categories: dict[str, set[str]] = {}
        for row in rows("time_words"):
            for word in [row["term"], *variants(row["variants"])]:
                self.categories.setdefault(word, set()).add(row["category"])
        self.names: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
        for row in rows("services"):
            for name in variants(row["names"]):
                pieces = tuple(re.findall(r"[^\W_]+|[^\s\w]", name))
                self._add(pieces, row["code"], bool(row["line_start_only"]))
                if pieces[0] in {"ther", "thera"} and len(pieces) == 2:
                    self._add((pieces[0], "-", pieces[1]), row["code"], False)
        for options in self.names.values():
            options.sort(key=lambda option: -len(option[0]))

    def _add(self, pieces: tuple[str, ...], code: str, opening: bool) -> None:
        self.names.setdefault(pieces[0], []).append((pieces, code, opening))

    def has(self, word: str, category: str) -> bool:
        return category in self.categories.get(word, ())


@dataclass(slots=True)
class Surroundings:
    """The labels and clock intervals of one note, found once."""

    chart: Chart
    words: Vocabulary
    label_from: dict[int, tuple[int, str]] = field(default_factory=dict)
    """First token of a label to its end and code."""
    label_to: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Last token of a label to its first token and code."""
    interval_to: dict[int, Duration] = field(default_factory=dict)
    """Last token of an interval."""
    interval_from: dict[int, Duration] = field(default_factory=dict)

    def add_interval(self, interval: Duration) -> None:
        self.interval_from[interval.first] = interval
        self.interval_to[interval.last - 1] = interval


def surroundings(chart: Chart, words: Vocabulary) -> Surroundings:
    """Finds codes and service names; intervals are added by the caller."""
    around = Surroundings(chart, words)
    after = 0
    for token in chart.where({word for word in chart.placed() if word in words.names or _may_be_code(word)}):
        label = _label_at(chart, words, token) if token >= after else None
        if label is not None:
            around.label_from[token] = label
            around.label_to[label[0] - 1] = (token, label[1])
            after = label[0]
    return around


def _may_be_code(word: str) -> bool:
    """Whether a code can begin with a word."""
    return (len(word) == 5 and word[0] == "9") or word in {"g", "nine", "ninety"}


def _label_at(chart: Chart, words: Vocabulary, token: int) -> tuple[int, str] | None:
    word = chart.words[token]
    if len(word) == 5 and word.isdecimal() and word[0] == "9" and word[1] in "0123456789":
        return token + 1, word
    if word in {"G", "g"} and token + 1 < len(chart) and re.fullmatch(r"0\d{3}", chart.words[token + 1]):
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
        return chart.words[token].isupper() or words.has(before, "unit") or before == "'"
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


def look_left(around: Surroundings, first: int) -> Cue | None:
    """The nearest cue before a number, over words of time and billing only."""
    chart, words = around.chart, around.words
    begin = chart.line(first).first
    token, key, whole = first - 1, False, False
    weak: Cue | None = None
    while token >= begin and first - token <= _REACH:
        word = chart.lower[token]
        distance = first - 1 - token
        if token in around.interval_to:
            token = around.interval_to[token].first - 1
            continue
        if token in around.label_to:
            return Cue("code", around.label_to[token][1], key, distance, whole)
        strong = _strong(around, token, first)
        if strong is not None:
            before = token - 1
            while before >= begin and chart.words[before] in _KEYED:
                before -= 1
            if strong == "total" and before in around.label_to and chart.lower[token] in {"total", "tot"}:
                return Cue("code", around.label_to[before][1], True, distance, whole)
            return Cue(strong, None, key, distance, whole)
        if words.has(word, "unit") or (word in {"'", "’", "′"}):
            if (
                not words.has(word, "unit")
                or (token > begin and number_at(chart, token - 1, first) is not None and not _column(around, token))
                or (token > begin and chart.lower[token - 1] == "at")
            ):
                break
            key = True
        elif (
            words.has(word, "unit_hour")
            and chart.words[token + 1] in {"=", ":"}
            and number_at(chart, token - 1, first) is None
        ):
            key = True
        elif words.has(word, "mode") and (key or distance <= 1):
            return Cue("mode", None, key, distance)
        elif words.has(word, "total_weak") or words.has(word, "visit"):
            weak = weak or Cue("weak", None, key, distance)
        elif word in _STOP:
            if not (
                token > begin
                and (words.has(chart.lower[token - 1], "total") or chart.lower[token - 1] in {"min", "tx", "act", "ex"})
            ):
                break
        elif (
            word in {"unit", "units", "un", "u"}
            and distance <= 1
            and not (token > begin and number_at(chart, token - 1, token) is not None)
        ):
            return None
        elif word[0].isalnum() and not (words.has(word, "filler") or words.has(word, "billing") or word in _SMALL):
            break
        whole = whole or word in {"all", "whole", "entirely", "only"}
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
    if words.has(word, "untimed"):
        return "untimed"
    if words.has(word, "timed"):
        return "untimed" if token and chart.lower[token - 1] in {"un", "non", "-"} else "timed_total"
    if words.has(word, "total"):
        near = chart.lower[max(0, token - 1) : token] + chart.lower[token + 1 : min(token + 4, number)]
        return "timed_total" if any(words.has(item, "timed") for item in near) else "total"
    return None


def look_right(around: Surroundings, last: int) -> Cue | None:
    """The nearest cue after a number with its unit."""
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
            return Cue("timed_total" if words.has(following, "timed") else strong, None, False, distance, whole)
        if word in _STOP or word in {"|", "/", "//", ":"} or word[0].isdecimal():
            return None
        if words.has(word, "total_weak") or (words.has(word, "visit") and word not in {"time", "tx"}):
            return Cue("weak", None, False, distance, whole)
        if words.has(word, "mode"):
            return Cue("mode", None, False, distance) if distance <= 1 else None
        if word[0].isalnum() and not (
            words.has(word, "filler") or word in {"one", "to", "billed", "therapeutic", "whole"}
        ):
            return None
        joined = joined or word in {"of", "on", "for", "were", "was", "under", "in"}
        whole = whole or word in {"whole", "entirely"} or (word == "all" and chart.lower[token - 1] != "in")
        token += 1
    return None
