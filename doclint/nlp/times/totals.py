"""Where the words around minutes say that they are the whole of the visit.

``all told``, ``start to finish``, ``97530 36 min = total``, ``thirty minutes of therapeutic activities and that was
the entire visit``. Phrases are data: category ``total_phrase`` of ``time_words.csv``.
"""

from __future__ import annotations

import re
from functools import cache

from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart
from doclint.nlp.times.clock import duration_at
from doclint.nlp.times.numbers import number_at
from doclint.nlp.times.timecues import Surroundings
from doclint.nlp.times.timewords import word_set

_AHEAD = 14
_BEFORE = 9
_STOP = frozenset({";", "!", "?", "\n"})
_LINK = frozenset(
    {
        "time",
        "tx",
        "treatment",
        "therapy",
        "visit",
        "session",
        "min",
        "mins",
        "minutes",
        "of",
        "is",
        "was",
        "were",
        "timed",
        "untimed",
        ":",
        "=",
        "-",
        "–",
        "today",
        "in",
        "the",
        "for",
        "|",
        "(",
        "length",
        "duration",
    }
)
_NO_TOTAL = word_set("minutes.no_total_after")
_JOIN = frozenset({"+", "and", "&", "/", "plus", "with", "w/"})


Phrase = tuple[str, ...]


@cache
def _phrases() -> dict[str, dict[str, tuple[Phrase, ...]]]:
    """The phrases by their first and their second word, long ones first; those of one word under an empty second."""
    found: dict[str, dict[str, list[Phrase]]] = {}
    for row in rows("time_words"):
        if row["category"] == "total_phrase":
            for text in [row["term"], *variants(row["variants"])]:
                pieces = (*re.findall(r"[^\W_]+|[^\s\w]", text), "")
                found.setdefault(pieces[0], {}).setdefault(pieces[1], []).append(pieces[:-1])
    return {
        first: {second: tuple(sorted(phrases, key=len, reverse=True)) for second, phrases in by_second.items()}
        for first, by_second in found.items()
    }


_BEGINNING = Question(_phrases())


def phrases_begin(chart: Chart) -> list[int]:
    """The tokens where a phrase for the whole visit may begin."""
    phrases, lower, last = _phrases(), chart.lower, len(chart) - 1
    return [
        token
        for token in chart.where(_BEGINNING)
        if "" in (by_second := phrases[lower[token]]) or (token < last and lower[token + 1] in by_second)
    ]


def phrase_at(chart: Chart, token: int, end: int) -> int | None:
    """The token after a phrase for the whole visit that begins at the token, None where none does."""
    lower = chart.lower
    by_second = _phrases().get(lower[token])
    if by_second is None or token >= end:
        return None
    for pieces in by_second.get(lower[token + 1], ()) if token + 1 < end else ():
        last = token + len(pieces)
        if last <= end and tuple(lower[token:last]) == pieces:
            return last
    return token + 1 if "" in by_second else None


def total_behind(around: Surroundings, first: int) -> bool:
    """Whether the words from ``first`` on say that the minutes before them were all of the visit.

    Stops at the next minutes, clock time or sentence; a total with a number of its own is another statement.
    """
    chart, words = around.chart, around.words
    end = min(chart.sentence(first - 1)[1], chart.line(first - 1).last, first + _AHEAD) if first else 0
    token = first
    while token < end:
        word = chart.lower[token]
        if word in _STOP or token in around.interval_from or duration_at(chart, token, end) is not None:
            return False
        after = phrase_at(chart, token, end)
        if after is None and word in words.total and not (token + 1 < end and chart.lower[token + 1] in _NO_TOTAL):
            after = token + 1
        if after is not None:
            return not _own_number(around, after)
        token += 1
    return False


def total_before(around: Surroundings, first: int) -> bool:
    """Whether the clause before a number speaks of the whole visit: ``whole visit w/ ice 41``."""
    chart, words = around.chart, around.words
    begin = max(chart.sentence(first)[0], chart.line(first).first, first - _BEFORE)
    for token in range(first - 1, begin - 1, -1):
        word = chart.lower[token]
        if word in {";", "."} or token in around.label_to or number_at(chart, token, first) is not None:
            return False
        if word in words.total:
            return chart.lower[token + 1] not in _NO_TOTAL
        last = phrase_at(chart, token, first)
        if last is not None:
            return True
    return False


def joint_label(around: Surroundings, label_last: int) -> bool:
    """Whether the label that ends before ``label_last`` shares its minutes with one before it: ``TE + TA 42 min``."""
    first, code = around.label_to[label_last - 1]
    line = around.chart.line(first).first
    before = first - 1
    if before - 1 < line or around.chart.lower[before] not in _JOIN or before - 1 not in around.label_to:
        return False
    return around.label_to[before - 1][1] != code


def label_left(around: Surroundings, first: int) -> int | None:
    """The token after the nearest label before a number, within a line."""
    begin = max(around.chart.line(first).first, first - 14)
    return next((token + 1 for token in range(first - 1, begin - 1, -1) if token in around.label_to), None)


def _own_number(around: Surroundings, token: int) -> bool:
    chart = around.chart
    end = chart.line(token - 1).last
    for at in range(token, min(token + 7, end)):
        if number_at(chart, at, end) is not None:
            return True
        if chart.lower[at] == "," and at + 1 < end and duration_at(chart, at + 1, end) is not None:
            return True
        if chart.lower[at] not in _LINK:
            return False
    return False
