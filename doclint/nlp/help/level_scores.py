"""Levels by scale: ``FIM 5``, ``FIM: four``, ``GG 04 touching``, ``GG0170C: 05``."""

from __future__ import annotations

from doclint.nlp.chart import Chart
from doclint.nlp.help.level_phrases import Found, cell
from doclint.nlp.times.timewords import word_set

_FIM = {
    "7": "independent",
    "6": "modified_independent",
    "5": "supervision",
    "4": "min",
    "3": "mod",
    "2": "max",
    "1": "total",
}
_GG = {"06": "independent", "05": "setup", "04": "supervision", "03": "mod", "02": "max", "01": "total"}
SCORES = frozenset({"fim", "fims", "gg", *_GG})
"""Words at which a score can begin."""
_SPOKEN = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"}
_TOUCH = word_set("levels.touch")


def scored(chart: Chart, token: int, end: int) -> Found | None:
    """``FIM 5``, ``FIM: 4``, ``GG 04 touching``, ``GG0170C: 05``, and the scores that follow in the same line."""
    word = chart.lower[token]
    if word in {"fim", "fims"}:
        at = token + 1
        while at < min(token + 4, end) and chart.lower[at] in {":", "=", "score", "of", "level", "-"}:
            at += 1
        score = _SPOKEN.get(chart.lower[at], chart.words[at]) if at < end else ""
        if score in _FIM and not _joined(chart, at, end):
            levels = (_FIM[score],)
            if at + 2 < end and chart.words[at + 1] in {"-", "–", "/"} and chart.words[at + 2] in _FIM:
                return Found(token, at + 3, (*levels, _FIM[chart.words[at + 2]]))
            return _touching(chart, token, at + 1, end, levels[0])
        return None
    if word == "gg":
        at = token + 1
        while at < min(token + 4, end) and chart.lower[at] in {"score", "of", "code", "-", "level"}:
            at += 1
        if at < end and _gg(chart.words[at]) and not _joined(chart, at, end):
            return _touching(chart, token, at + 1, end, _GG[chart.words[at].zfill(2)])
        return None
    if word in _GG and not _joined(chart, token, end):
        line = chart.line(token)
        if (
            any(piece.startswith("gg") for piece in chart.lower[max(line.first, token - 60) : token])
            or (cell(chart, token, token + 1) and "gg" in chart.lower[max(0, line.first - 150) : line.first])
            or (chart.section_of[token] == "level")
        ):
            return _touching(chart, token, token + 1, end, _GG[word])
        following = chart.lower[token + 1] if token + 1 < end else ""
        if following in {"touching", "cues", "supv", "cga"} or "gg" in chart.lower[max(0, token - 80) : token]:
            return _touching(chart, token, token + 1, end, _GG[word])
    return None


def _gg(word: str) -> bool:
    return word in _GG or (len(word) == 1 and word in "123456")


def _joined(chart: Chart, token: int, end: int) -> bool:
    """Whether the number is part of a date, a clock time or a ratio."""
    if (
        token + 1 < end
        and chart.words[token + 1] in {"/", ":", "%", "."}
        and chart.starts[token + 1] == chart.ends[token]
        and token + 2 < len(chart)
        and chart.words[token + 2][0].isdecimal()
        and chart.starts[token + 2] == chart.ends[token + 1]
    ):
        return True
    return (
        token > 0
        and chart.words[token - 1] in {"/", ":", "-", ".", "'", "$", "#"}
        and chart.starts[token] == chart.ends[token - 1]
        and token > 1
        and chart.words[token - 2][-1].isdecimal()
    )


def _touching(chart: Chart, first: int, last: int, end: int, level: str) -> Found:
    """A score of 4 is contact guard where the words beside it say that somebody touched."""
    if level != "supervision" and not (level == "min" and chart.lower[first].startswith("fim")):
        return Found(first, last, (level,))
    words = chart.lower[last : min(last + 5, end)]
    stop = next(
        (i for i, word in enumerate(words) if word in {";", ".", "|", "/", "→", "->", "then", "and", ">"}), len(words)
    )
    negated = {"no", "not", "without"} & set(words[:stop])
    for i, word in enumerate(words[:stop]):
        if word in _TOUCH and not negated and (level == "supervision" or words[:1] == [","]):
            closes = last + i + 1
            return Found(
                first, closes + (closes < end and words[:1] == ["("] and chart.words[closes] == ")"), ("contact_guard",)
            )
        if word in {"supv", "supervision", "sup"} and i == 0:
            return Found(first, last + 1, (level,))
        if word[0].isdecimal():
            break
    return Found(first, last, (level,))
