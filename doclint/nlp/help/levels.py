"""Assistance levels as the clinic abbreviates and scores them.

``min A x1``, ``CGA``, ``min-mod A``, ``FIM 5``, ``GG 04``, ``S``, ``I``.
"""

from __future__ import annotations

from doclint.facts import LEVELS
from doclint.nlp.chart import Chart
from doclint.nlp.help.level_phrases import Found, Phrases, cell, real
from doclint.nlp.help.level_scores import SCORES, scored
from doclint.nlp.times.timewords import word_set

_AMOUNT = {
    "min": "min",
    "minimal": "min",
    "minimum": "min",
    "mod": "mod",
    "moderate": "mod",
    "max": "max",
    "maximal": "max",
    "maximum": "max",
    "tot": "total",
    "total": "total",
    "min.": "min",
}
_LETTERS = frozenset({"s", "(s)", "i", "mi"})
_HELP = frozenset({"a", "assist", "assistance", "asst", "ast", "assis", "help", "assists"})
_OTHER_MIN = word_set("levels.other_min")
_RANGE = frozenset({"-", "–", "/", "to", "—", "or"})
_VERBS = word_set("levels.verbs")
_HEADS = frozenset({"units", "unit", "un", "code", "cpt", "task", "service", "u"})
_ENDS = word_set("levels.ends")
_NOT_BEFORE_I = word_set("levels.not_before_i")


SHORT = frozenset({*_AMOUNT, *SCORES, *_LETTERS})
"""Lower-cased words at which a level can begin that is no phrase."""


def level_at(chart: Chart, token: int, end: int, phrases: Phrases, *, loose: bool = False) -> Found | None:
    """The formal level that begins at the token, ranges and helpers (``x2``) included.

    ``loose`` takes a bare ``minimal`` too: where a level with its noun stands shortly before.
    """
    one = _single(chart, token, end, phrases, loose=loose)
    if one is None:
        return None
    last = one.last
    if last + 1 < end and chart.lower[last] in _RANGE:
        two = _single(chart, last + 1, end, phrases, loose=True)
        if (
            two is not None
            and LEVELS.index(two.levels[-1]) > LEVELS.index(one.levels[0])
            and two.levels[-1] != "modified_independent"
        ):
            return Found(token, _helpers(chart, two.last, end), one.levels + two.levels)
    return Found(token, _helpers(chart, last, end), one.levels)


def _helpers(chart: Chart, last: int, end: int) -> int:
    """Past ``x1``, ``x 2``, ``of one``, ``of 2``, ``+2``."""
    words = chart.lower[last : min(last + 3, end)]
    if len(words) > 1 and words[0] in {"x", "×", "of", "+"} and words[1] in {"1", "2", "one", "two"}:
        following = words[2] if len(words) > 2 else ""
        if not (
            following and following[0].isalpha() and words[0] != "of" and chart.starts[last + 2] == chart.ends[last + 1]
        ):
            return last + 2
    return last


def _single(chart: Chart, token: int, end: int, phrases: Phrases, *, loose: bool = False) -> Found | None:
    word = chart.lower[token]
    after = chart.lower[token + 1] if token + 1 < end else ""
    before = chart.lower[token - 1] if token else ""
    score = scored(chart, token, end)
    if score is not None:
        return score
    phrase = phrases.at(chart, token, end)
    if phrase is not None and real(chart, phrase, before, end):
        return phrase
    if word in _AMOUNT:
        return _amount(chart, token, end, loose=loose)
    if (
        word in {"s", "(s)"}
        and _short(chart, token, end)
        and (chart.words[token] == "S" or before in {"w/", "→", "->", "(", "|"})
    ):
        return Found(token, token + 1, ("supervision",))
    if (
        word == "i"
        and before not in _NOT_BEFORE_I
        and _short(chart, token, end)
        and (chart.words[token] == "I" or after in {"", ",", ";", ".", "/", "w/", "all"})
    ):
        return Found(token, token + 1, ("independent",))
    if (
        word == "mi"
        and chart.words[token].isupper()
        and (after in _ENDS or not after)
        and before not in {"s/p", "acute", "hx", "h/o", ","}
    ):
        return Found(token, token + 1, ("modified_independent",))
    return None


def _amount(chart: Chart, token: int, end: int, *, loose: bool) -> Found | None:
    """``min A``, ``moderate assistance``, ``max of two``, ``min-mod A``; bare in a ticked box or a cell."""
    level = _AMOUNT[chart.lower[token]]
    at = token + 1
    if at < end and chart.words[at] == "." and at + 1 < end and chart.lower[at + 1] in _HELP:
        at += 1
    after = chart.lower[at] if at < end else ""
    if after in _HELP and not (
        after == "a"
        and chart.words[at] == "a"
        and at + 1 < end
        and chart.lower[at + 1] in {"day", "week", "bit", "lot"}
    ):
        if token and (
            chart.words[token - 1][0].isdecimal()
            and chart.lower[token] == "min"
            and after == "a"
            and not (token > 1 and chart.lower[token - 2] in {"x", "×"})
        ):
            return None
        return Found(token, at + 1, (level,))
    if after == "of" and at + 1 < end and chart.lower[at + 1] in {"one", "two", "1", "2"}:
        return Found(token, at, (level,))
    if after in _RANGE and at + 1 < end and chart.lower[at + 1] in _AMOUNT and level != "total":
        following = _amount(chart, at + 1, end, loose=loose)
        return Found(token, token + 1, (level,)) if following is not None else None
    if (
        level == "total"
        or (token and chart.words[token - 1][0].isdecimal())
        or after in _OTHER_MIN
        or (token > 1 and {"pain", "c/o"} & set(chart.lower[max(0, token - 3) : token]))
        or after in {":", "=", "%"}
    ):
        return None
    line = chart.line(token)
    headed = _HEADS & set(chart.lower[max(line.first, token - 12) : min(line.last, token + 12)])
    if (
        token in chart.checked
        or (cell(chart, token, at) and not headed)
        or _keyed(chart, token)
        or (after in {"|", "→", "}"} and not headed)
        or (loose and after in _ENDS | {""})
    ):
        return Found(token, at, (level,))
    numbered = after.isdecimal() and at + 1 < end and chart.words[at + 1] in {")", "."}
    return (
        Found(token, at, (level,))
        if chart.section_of[token] == "level" and (numbered or after in _ENDS | {""})
        else None
    )


def _keyed(chart: Chart, token: int) -> bool:
    """Whether the token is the value of a key: ``lvl=``, ``assist:``, or follows another level after an arrow."""
    return token > 1 and (
        chart.lower[token - 1] in {"=", ":"}
        and chart.lower[token - 2] in {"lvl", "level", "assist", "assistance", "help"}
    )


def _short(chart: Chart, token: int, end: int) -> bool:
    """Whether a single letter stands as a level: something ends behind it, and it opens no header."""
    line = chart.line(token)
    after = chart.lower[token + 1] if token + 1 < line.last else ""
    if after in {":", "=", "'", "’", "."} and (token <= line.body or after in {":", "'", "’"}):
        return False
    if cell(chart, token, token + 1) and token > line.body:
        return True
    if token <= line.body:
        return chart.words[token].isupper() and after in {"for", "all", "to", "after", "w/"}
    before = chart.lower[token - 1]
    name = after == "." and token + 2 < line.last and chart.words[token + 2][:1].isupper()
    if (name and before[0].isalpha()) or (before[0].isdecimal() and chart.lower[token - 2] not in {"x", "×"}):
        return False
    if before == "(" and token > 1 and chart.starts[token - 1] == chart.ends[token - 2]:
        return False
    if before in {"plof", ":", "=", "→", "->", "mod"} and after not in {"was", "am", "had", "gave", "did"}:
        return after in _ENDS | {""} or before in {"plof", "→", "->"}
    if (
        chart.words[token].isupper()
        and before in {",", ";", ":", "→", "->"}
        and after.isalpha()
        and after not in _VERBS
        and not after.endswith("ed")
        and (chart.words[token] == "S" or token + 2 >= line.last or chart.words[token + 2] in {",", ".", ";", "/", "|"})
    ):
        return True
    return after in _ENDS - {"in", "on", "at", "with", "for", "by", "and", "then", "when", "from"} | {""} or (
        after in {"with", "for", "in"} and before in {",", ";", "/", "|"} and chart.words[token] == "S"
    )
