"""Words of time by category, and the codes and names of services in a note.

Words are data: ``time_words.csv`` and the service names of ``services.csv``.
"""

from __future__ import annotations

import re
from functools import cache

from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart
from doclint.nlp.times.numbers import number_at

STOP = frozenset({".", ";", "!", "?"})
_SMALL = frozenset({"one", "two", "three", "four", "x", "×", "1", "2", "3", "4", "59"})
MARKS = frozenset({"'", "’", "′"})
"""Marks for minutes."""
UNITS = frozenset({"unit", "units", "un", "u"})
_SAME = frozenset({"that", "that's", "which", "is", "'s", "s", "makes", "made", "so"})
"""Words that say of a duration that it is the clock interval beside it."""
_G_CODE = re.compile(r"0\d{3}")
"""What stands behind ``G`` in a code such as G0283."""


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
        self.same = self.filler | _SAME
        """Words that may stand between a duration and its clock interval."""
        self.not_after = frozenset(classes["not_after"])
        self.not_before = frozenset(classes["not_before"])
        self.weak = frozenset(classes["total_weak"]) | self.visit
        self.weak_after = frozenset(classes["total_weak"]) | (self.visit - {"time", "tx"})
        """Words of the visit that stand behind its minutes."""
        self.strong = self.untimed | self.timed | self.total
        self.speak_left = self.strong | self.unit | self.unit_hour | self.mode | self.weak | STOP | MARKS | UNITS
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


def labels(chart: Chart, words: Vocabulary) -> dict[int, tuple[int, str]]:
    """The codes and names of services: first token to the end and the code."""
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
