"""Levels by the phrases of ``assistance.csv``, and whether a phrase with other meanings is a level where it stands."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import NamedTuple

from doclint.facts import LEVELS
from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart
from doclint.nlp.times.timewords import word_set

_FOLLOW = word_set("levels.follow")
_GAP = 40
"""Characters within which the border of a cell is looked for."""


class Found(NamedTuple):
    """Tokens ``first`` to ``last`` (exclusive) and the levels that they state."""

    first: int
    last: int
    levels: tuple[str, ...]

    @property
    def value(self) -> str:
        return ",".join(sorted(set(self.levels), key=LEVELS.index))


class Phrases:
    """Phrases of ``assistance.csv`` by their first and their second word, long ones first; those of one word under an
    empty second.
    """

    def __init__(self, others: AbstractSet[str] = frozenset()) -> None:
        """``others`` are words at which a level can begin that is no phrase."""
        self.by_words: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        for row in rows("assistance"):
            for phrase in [row["term"], *variants(row["variants"])]:
                pieces = tuple(
                    re.findall(
                        r"[^\W\d_]/[^\W\d_]|[Ww]/|[^\W\d_]+(?:'(?:s|t|re|ve|ll|d|m)(?![^\W\d_]))?|\d+|[^\s\w]",
                        phrase.lower(),
                    )
                )
                by_second = self.by_words.setdefault(pieces[0], {})
                by_second.setdefault("".join(pieces[1:2]), []).append((pieces, row["category"]))
        for by_second in self.by_words.values():
            for options in by_second.values():
                options.sort(key=lambda option: -len(option[0]))

        self._seconds = {
            word: frozenset(second.replace("'", apostrophe) for second in by_second for apostrophe in "'’")
            for word, by_second in self.by_words.items()
            if "" not in by_second and word not in others
        }
        """The second words of phrases by a first word that is no level by itself."""
        self._lone = Question((self.by_words.keys() | others) - self._seconds.keys())
        self._paired = Question(self._seconds)

    def beginnings(self, chart: Chart) -> list[int]:
        """The tokens at which a level may begin by their words and the words behind them, in order."""
        lower, seconds, paired = chart.lower, self._seconds, chart.where(self._paired)
        behind = zip(paired, chart.behind(paired), strict=True)
        may = [token for token, following in behind if following in seconds[lower[token]]]
        return sorted(chain(may, chart.where(self._lone)))

    def at(self, chart: Chart, token: int, end: int) -> Found | None:
        lower = chart.lower
        by_second = self.by_words.get(lower[token])
        if by_second is None or "’" in lower[token]:
            return None
        options = by_second.get(lower[token + 1].replace("’", "'")) if token + 1 < end else None
        if options is not None:
            words = tuple(word.replace("’", "'") for word in lower[token : min(end, token + len(options[0][0]))])
            for pieces, level in options:
                if words[: len(pieces)] == pieces:
                    return Found(token, token + len(pieces), (level,))
        single = by_second.get("") if token < end else None
        return Found(token, token + 1, (single[0][1],)) if single is not None else None


def real(chart: Chart, phrase: Found, before: str, end: int) -> bool:
    """Whether a phrase that also has other meanings is a level here."""
    word = chart.lower[phrase.first]
    after = chart.lower[phrase.last] if phrase.last < end else ""
    single = phrase.last - phrase.first == 1
    if after == ":" and phrase.first <= chart.line(phrase.first).body:
        return False
    if word in {"mina", "moda", "maxa"} and chart.words[phrase.first].istitle():
        return False
    if word == "suv" and (
        chart.words[phrase.first].isupper() or before in {"(", "mock", "of", "a", "her", "his"} or before.endswith("s")
    ):
        return False
    if (
        word in {"on", "by", "all"}
        and phrase.levels == ("independent",)
        and not _unhelped(chart, phrase, before, after)
    ):
        return False
    if (
        single
        and word in {"suv", "supv"}
        and (before == "the" or (phrase.last + 1 < end and len(after) == 1 and chart.words[phrase.last + 1] == "."))
    ):
        return False
    if single and word == "sup" and before == "/" and chart.starts[phrase.first] == chart.ends[phrase.first - 1]:
        return False
    if single and word in {"sup", "cg", "ds", "sb", "dep", "ind"} and before in {"in", "lat", "pt", "visual"}:
        return False
    if word in {"independent", "independently", "ind"} and after in {
        "living",
        "home",
        "apartment",
        "with" if before == "become" else "",
    } - {""}:
        return False
    if word in {"setup", "set"} and single:
        return after not in word_set("levels.not_setup") or before in {"w/", "with", "after"}
    if (
        word == "set"
        and phrase.levels == ("setup",)
        and phrase.last - phrase.first == 3
        and "-" in chart.lower[phrase.first : phrase.last]
    ):
        return after not in {"of", "was", "time", "the"}
    if word in {"supervised"}:
        return after not in {"by", "exercise", "program"} or before in {",", "then"}
    return not (word == "dep" and after == ".")


def _unhelped(chart: Chart, phrase: Found, before: str, after: str) -> bool:
    """Whether ``on her own`` tells how the task went: not ``had him by himself``, ``lives by herself``, ``on her own
    time``.
    """
    if before in {"him", "her", "lives", "live", "came", "comes", "lived", "living", "outside"} and chart.lower[
        phrase.last - 1
    ] in {"himself", "herself", "own"}:
        return False
    if chart.section_of[phrase.first] in {"subjective", "history"}:
        return False
    last = chart.lower[phrase.last - 1]
    return not (after.isalpha() and last in {"own", "her", "him", "his"} and after not in _FOLLOW)


def cell(chart: Chart, first: int, last: int) -> bool:
    """Whether the tokens fill a cell between bars, tabs or gaps."""
    line = chart.line(first)
    before = chart.text[max(line.start, chart.starts[first] - _GAP) : chart.starts[first]]
    after = chart.text[chart.ends[last - 1] : min(line.end, chart.ends[last - 1] + _GAP)]
    opens = before.rstrip(" ").endswith(("|", "\t")) or before.endswith("  ")
    return opens and (not after.strip() or after.lstrip(" ").startswith(("|", "\t")) or after.startswith("  "))
