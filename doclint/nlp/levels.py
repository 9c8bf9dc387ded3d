"""Assistance levels as the clinic abbreviates and scores them.

``min A x1``, ``CGA``, ``min-mod A``, ``FIM 5``, ``GG 04``, ``S``, ``I``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from doclint.facts import LEVELS
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart
from doclint.nlp.timewords import word_set

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
_HELP = frozenset({"a", "assist", "assistance", "asst", "ast", "assis", "help", "assists"})
_OTHER_MIN = word_set("levels.other_min")
_TOUCH = word_set("levels.touch")
_RANGE = frozenset({"-", "–", "/", "to", "—", "or"})
_VERBS = word_set("levels.verbs")
_GAP = 40
"""Characters within which the border of a cell is looked for."""
_HEADS = frozenset({"units", "unit", "un", "code", "cpt", "task", "service", "u"})
_ENDS = word_set("levels.ends")
_NOT_BEFORE_I = word_set("levels.not_before_i")


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens ``first`` to ``last`` (exclusive) and the levels that they state."""

    first: int
    last: int
    levels: tuple[str, ...]

    @property
    def value(self) -> str:
        return ",".join(sorted(set(self.levels), key=LEVELS.index))


class Phrases:
    """Phrases of ``assistance.csv`` by their first word."""

    def __init__(self) -> None:
        self.by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for row in rows("assistance"):
            for phrase in [row["term"], *variants(row["variants"])]:
                pieces = tuple(
                    re.findall(
                        r"[^\W\d_]/[^\W\d_]|[Ww]/|[^\W\d_]+(?:'(?:s|t|re|ve|ll|d|m)(?![^\W\d_]))?|\d+|[^\s\w]",
                        phrase.lower(),
                    )
                )
                self.by_word.setdefault(pieces[0], []).append((pieces, row["category"]))
        for options in self.by_word.values():
            options.sort(key=lambda option: -len(option[0]))

    def at(self, chart: Chart, token: int, end: int) -> Found | None:
        for pieces, level in self.by_word.get(chart.lower[token], ()):
            last = token + len(pieces)
            if last <= end and all(chart.lower[token + i].replace("’", "'") == piece for i, piece in enumerate(pieces)):
                return Found(token, last, (level,))
        return None


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
    scored = _scored(chart, token, end)
    if scored is not None:
        return scored
    phrase = phrases.at(chart, token, end)
    if phrase is not None and _real(chart, phrase, before, end):
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
        or (_cell(chart, token, at) and not headed)
        or _keyed(chart, token)
        or (after in {"|", "→", "}"} and not headed)
        or (loose and after in _ENDS | {""})
    ):
        return Found(token, at, (level,))
    return Found(token, at, (level,)) if chart.section_of[token] == "level" and after in _ENDS | {""} else None


def _scored(chart: Chart, token: int, end: int) -> Found | None:
    """``FIM 5``, ``FIM: 4``, ``GG 04 touching``, ``GG0170C: 05``, and the scores that follow in the same line."""
    word = chart.lower[token]
    if word in {"fim", "fims"}:
        at = token + 1
        while at < min(token + 4, end) and chart.lower[at] in {":", "=", "score", "of", "level", "-"}:
            at += 1
        if at < end and chart.words[at] in _FIM and not _joined(chart, at, end):
            levels = (_FIM[chart.words[at]],)
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
            or (_cell(chart, token, token + 1) and "gg" in chart.lower[max(0, line.first - 150) : line.first])
            or (chart.section_of[token] == "level")
        ):
            return _touching(chart, token, token + 1, end, _GG[word])
        following = chart.lower[token + 1] if token + 1 < end else ""
        if following in {"touching", "cues", "supv", "cga"} or "gg" in chart.lower[max(0, token - 80) : token]:
            return _touching(chart, token, token + 1, end, _GG[word])
    return None


def _keyed(chart: Chart, token: int) -> bool:
    """Whether the token is the value of a key: ``lvl=``, ``assist:``, or follows another level after an arrow."""
    return token > 1 and (
        chart.lower[token - 1] in {"=", ":"}
        and chart.lower[token - 2] in {"lvl", "level", "assist", "assistance", "help"}
    )


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


def _short(chart: Chart, token: int, end: int) -> bool:
    """Whether a single letter stands as a level: something ends behind it, and it opens no header."""
    line = chart.line(token)
    after = chart.lower[token + 1] if token + 1 < line.last else ""
    if after in {":", "=", "'", "’", "."} and (token <= line.body or after in {":", "'", "’"}):
        return False
    if _cell(chart, token, token + 1) and token > line.body:
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


def _cell(chart: Chart, first: int, last: int) -> bool:
    """Whether the tokens fill a cell between bars, tabs or gaps."""
    line = chart.line(first)
    before = chart.text[max(line.start, chart.starts[first] - _GAP) : chart.starts[first]]
    after = chart.text[chart.ends[last - 1] : min(line.end, chart.ends[last - 1] + _GAP)]
    opens = before.rstrip(" ").endswith(("|", "\t")) or before.endswith("  ")
    return opens and (not after.strip() or after.lstrip(" ").startswith(("|", "\t")) or after.startswith("  "))


def _real(chart: Chart, phrase: Found, before: str, end: int) -> bool:
    """Whether a phrase that also has other meanings is a level here."""
    word = chart.lower[phrase.first]
    after = chart.lower[phrase.last] if phrase.last < end else ""
    single = phrase.last - phrase.first == 1
    if after == ":" and phrase.first <= chart.line(phrase.first).body:
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
        return after not in {
            "the",
            "a",
            "an",
            "his",
            "her",
            "with",
            "and",
            "to",
            "time",
            "of",
            "was",
            "at",
        } or before in {"w/", "with", "after"}
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
    """Whether ``on her own`` tells how the task went: not ``had him by himself``, ``lives by herself``, ``on her own time``."""
    if before in {"him", "her", "lives", "live", "came", "comes", "lived", "living", "outside"} and chart.lower[
        phrase.last - 1
    ] in {"himself", "herself", "own"}:
        return False
    if chart.section_of[phrase.first] in {"subjective", "history"}:
        return False
    last = chart.lower[phrase.last - 1]
    return not (after.isalpha() and last in {"own", "her", "him", "his"} and after not in _FOLLOW)


_FOLLOW = word_set("levels.follow")
