"""Amounts of effort in a stretch of text: ``80%``, ``sixty or seventy per cent``, ``one part in eight``, ``two
fifths``.
"""

from __future__ import annotations

from dataclasses import dataclass

from doclint.nlp.chart import Chart
from doclint.nlp.help.level_data import PARTS, sense_set
from doclint.nlp.times.numbers import number_at

_MORE = frozenset({"over", "more", "better", "past", "above"})
_LESS = frozenset({"under", "less", "nearly", "almost", "quite", "below", "shy"})


@dataclass(frozen=True, slots=True)
class Amount:
    """Tokens ``first`` to ``last`` (exclusive), the percentage, and whether it is written as a percentage."""

    first: int
    last: int
    percent: float
    scale: bool


def amounts(chart: Chart, first: int, last: int) -> list[Amount]:
    """The amounts between two tokens, in order, without overlap."""
    out: list[Amount] = []
    token = first
    while token < last:
        found = _fraction(chart, token, last) or _number(chart, token, first, last) or _vague(chart, token, last)
        if found is None:
            token += 1
            continue
        near = set(chart.lower[max(first, found.first - 3) : found.first])
        shift = 5.0 if near & _MORE else -5.0 if near & _LESS and found.percent > 30 else 0.0
        out.append(Amount(found.first, found.last, min(100.0, found.percent + shift), found.scale))
        token = found.last
    return out


def _fraction(chart: Chart, token: int, last: int) -> Amount | None:
    """``half``, ``a third``, ``three quarters``, ``2/3``; not ``the last third``, ``a quarter turn``, ``half way
    up``.
    """
    word = chart.lower[token]
    if token + 2 < last and chart.words[token + 1] == "/" and word.isdecimal() and chart.words[token + 2].isdecimal():
        low, high = int(word), int(chart.words[token + 2])
        return Amount(token, token + 3, 100 * low / high, False) if 0 < low < high <= 10 else None
    if word not in PARTS:
        return None
    before = chart.lower[token - 1] if token else ""
    if before in {"last", "first", "final", "middle", "top", "bottom", "other"} or before == "-":
        return None
    if token + 1 < last and chart.lower[token + 1] in sense_set("not_amount") and chart.lower[token + 1] != "past":
        return None
    following = chart.lower[token + 1 : min(token + 4, last)]
    if word == "half" and (
        following[:1] == ["an"] or {"pace", "speed", "arm", "step", "stair", "metre", "meter", "yard"} & set(following)
    ):
        return None
    count = number_at(chart, token - 1, token) if token else None
    many = int(count[1]) if count is not None and count[0] == token and word != "half" and count[1] < 10 else 1
    begin = token - 1 if many > 1 or (count is not None and word != "half") else token
    return Amount(begin, token + 1, min(100.0, PARTS[word] * many), False)


def _number(chart: Chart, token: int, first: int, last: int) -> Amount | None:
    number = number_at(chart, token, last)
    if number is None or number[1] > 100:
        return None
    at, value = number
    if at + 1 < last and chart.lower[at] in {"or", "to", "-", "–"}:
        second = number_at(chart, at + 1, last)
        if second is not None and value < second[1] <= 100:
            at, value = second[0], (value + second[1]) / 2
    words = chart.lower[at : min(at + 3, last)]
    if words[:1] and (words[0] in {"%", "percent", "pct"} or words[:2] == ["per", "cent"]):
        return Amount(token, at + (2 if words[0] == "per" else 1), value, True)
    if words[:1] and words[0] in {"part", "parts"} and len(words) == 3 and words[1] in {"in", "of", "out"}:
        begin = at + 2 + (words[2] == "of")
        whole = number_at(chart, begin, last) if begin < last else None
        if whole is not None and value <= whole[1] <= 20:
            return Amount(token, whole[0], 100 * value / whole[1], False)
    bare = (
        value >= 20
        and value % 5 == 0
        and not chart.words[token][0].isdecimal()
        and (not words or words[0] in {"to", ","})
    )
    return Amount(token, at, value, True) if bare else None


def _vague(chart: Chart, token: int, last: int) -> Amount | None:
    """``a little of the weight``, ``most of it``, ``nearly all of it``, ``every bit of the push``, ``the lion's
    share``.
    """
    words = chart.lower[token : min(token + 4, last)]
    if words[:2] == ["every", "bit"]:
        return Amount(token, token + 2, 100.0, False)
    if words[:1] == ["all"] and words[1:2] == ["but"]:
        return Amount(token, token + 2, 85.0, False)
    if words[0] in {"most", "bulk"} and token + 1 < last and words[1] in {"of", "mine"}:
        return Amount(token, token + 1, 75.0, False)
    if words[0] == "lion's":
        return Amount(token, token + 2, 70.0, False)
    if words[0] == "all" and words[1:2] == ["of"]:
        nearly = token and chart.lower[token - 1] in {"nearly", "almost", "practically"}
        return Amount(token, token + 1, 90.0 if nearly else 100.0, False)
    if (
        words[0] in sense_set("vague")
        and words[1:2] == ["of"]
        and len(words) > 2
        and words[2]
        in {
            "the",
            "it",
            "his",
            "her",
            "its",
            "weight",
            "their",
            "help",
            "a",
            "this",
            "that",
        }
        and words[2:4] != ["the", "bag"]
    ):
        return Amount(token, token + 1, 10.0, False)
    return None
