"""Numbers, durations and clock intervals as the clinic writes and dictates them.

``25 min``, ``15'``, ``0.5 hr``, ``half an hour``, ``twenty-five minutes``; ``1305-1330``, ``9:10-9:48a``,
``16h05-16h30``,
``Time in 08:30 Time out 09:10``, ``ten past two until quarter to three``. Readers start at a token and say where they
end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from doclint.nlp.chart import Chart
from doclint.nlp.timewords import word_set

_ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_TENS["fourty"] = 40
NUMBER_WORDS = frozenset({*_ONES, *_TENS, "half", "a", "an", "quarter", "noon", "midday"})
"""Words at which a duration or a time of day may begin."""
_MINUTE_UNITS = frozenset({"min", "mins", "minute", "minutes", "mintues", "minuts"})
_HOUR_UNITS = frozenset({"hr", "hrs", "hour", "hours"})
_SHORT_UNITS = {"'": 1, "′": 1, "’": 1, "m": 1, "h": 60}
_UNTIL = word_set("clock.until")
_OUT = word_set("clock.out")
_OUT_FILLER = word_set("clock.out_filler")
_LEVEL_AFTER = frozenset({"a", "assist", "assistance", "asst", "ast"})
LONGEST = 240
"""A visit of more minutes than these is no visit."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Tokens ``first`` to ``last`` (exclusive) that give ``minutes``; ``sure`` where the unit can be nothing else."""

    first: int
    last: int
    minutes: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Clock:
    last: int
    minute: int
    """Minute of the day, on the twelve or the 24 hour clock; of the hour where ``form`` is ``past``."""
    form: str
    """``sure`` (colon, o'clock, a.m.), ``dot``, ``military``, ``hour`` or ``past`` (half past, without the hour)."""


def number_at(chart: Chart, token: int, end: int) -> tuple[int, float] | None:
    """A number in digits or words up to ninety-nine: the token after it and its value."""
    word = chart.lower[token]
    if word[0].isdecimal():
        return (token + 1, float(word)) if len(word) < 7 else None
    if word in _TENS:
        after = token + 1
        if after < end and chart.lower[after] == "-":
            after += 1
        if after < end and 0 < _ONES.get(chart.lower[after], 99) < 10:
            return after + 1, float(_TENS[word] + _ONES[chart.lower[after]])
        return token + 1, float(_TENS[word])
    return (token + 1, float(_ONES[word])) if word in _ONES else None


def duration_at(chart: Chart, token: int, end: int) -> Duration | None:
    """A number with its unit of time that begins at the token."""
    lower = chart.lower
    phrase = _hour_phrase(chart, token, end)
    if phrase is not None:
        return phrase
    number = number_at(chart, token, end)
    if number is None or number[0] >= end:
        return None
    after, value = number
    if lower[after] == "-" and after + 1 < end and lower[after + 1] in _MINUTE_UNITS | _HOUR_UNITS:
        after += 1
    unit = lower[after]
    if unit in _MINUTE_UNITS:
        if unit == "min" and after + 1 < end and lower[after + 1] in _LEVEL_AFTER:
            return None
        return _duration(token, after + 1, value, sure=True)
    if unit in _HOUR_UNITS or (unit == "h" and chart.starts[after] == chart.ends[after - 1]):
        last, minutes = after + 1, value * 60
        rest = (
            number_at(chart, last, end)
            if last < end and lower[last] != "and"
            else (number_at(chart, last + 1, end) if last + 1 < end else None)
        )
        if rest and rest[0] < end and lower[rest[0]] in _MINUTE_UNITS | {"m"} and rest[1] < 60:
            return _duration(token, rest[0] + 1, minutes + rest[1], sure=True)
        return _duration(token, last, minutes, sure=unit != "h")
    if (
        unit in _SHORT_UNITS
        and lower[token][0].isdecimal()
        and (unit != "m" or chart.starts[after] - chart.ends[after - 1] < 2)
    ):
        if (
            unit in "'’"
            and after + 1 < end
            and chart.words[after + 1] == unit
            and chart.starts[after + 1] == chart.ends[after]
        ):
            return None  # 2'' are inches or seconds
        return _duration(token, after + 1, value, sure=False)
    return None


def _duration(first: int, last: int, minutes: float, *, sure: bool) -> Duration | None:
    whole = round(minutes)
    return Duration(first, last, whole, sure) if 0 < whole <= LONGEST else None


def _hour_phrase(chart: Chart, token: int, end: int) -> Duration | None:
    """``half an hour``, ``a half hour``, ``an hour and a quarter``, ``three quarters of an hour``, ``quarter of an hour``."""
    words = chart.lower[token : min(token + 6, end)]
    if words[0] not in {"half", "a", "an", "quarter", "three"}:
        return None
    for phrase, minutes in _HOUR_PHRASES:
        if tuple(words[: len(phrase)]) == phrase:
            return Duration(token, token + len(phrase), minutes, sure=True)
    return None


_HOUR_PHRASES = tuple(
    sorted(
        (
            (tuple(text.split()), minutes)
            for text, minutes in (
                ("half an hour", 30),
                ("half hour", 30),
                ("half - hour", 30),
                ("quarter of an hour", 15),
                ("quarter hour", 15),
                ("three quarters of an hour", 45),
                ("three - quarters of an hour", 45),
                ("an hour and a half", 90),
                ("an hour and a quarter", 75),
                ("an hour", 60),
            )
        ),
        key=lambda item: -len(item[0]),
    )
)


def interval_at(chart: Chart, token: int, end: int) -> Duration | None:
    """The longest clock interval that begins at the token."""
    best: Duration | None = None
    for start in _clocks(chart, token, end):
        if start.form == "past":
            continue
        for at, worded in _joins(chart, token, start.last, end):
            for stop in _clocks(chart, at, end):
                minutes = _span(start, stop)
                if minutes is None or not _plausible(chart, token, start, stop, at, minutes, worded=worded):
                    continue
                if best is None or stop.last > best.last:
                    best = Duration(token, stop.last, minutes, sure=True)
    return best


def _joins(chart: Chart, first: int, token: int, end: int) -> Iterator[tuple[int, bool]]:
    """Where the second clock may begin, and whether words such as ``out`` announce it."""
    if token < end and (
        chart.lower[token] in _UNTIL or (chart.lower[token] == "and" and first and chart.lower[first - 1] == "between")
    ):
        yield token + 1, False
        token_after = token + 1
        if token_after < end and chart.lower[token_after] in {"-", "about", "roughly"}:
            yield token_after + 1, False
    announced = False
    for at in range(token, min(token + 9, end)):
        word = chart.lower[at]
        if word in _OUT:
            announced = True
        elif word not in _OUT_FILLER:
            if announced and at > token:
                yield at, True
            return


def _span(start: _Clock, stop: _Clock) -> int | None:
    if stop.form == "past":
        minutes = (stop.minute - start.minute) % 60
        return minutes or None
    minutes = (stop.minute - start.minute) % 720
    return minutes if 3 <= minutes <= LONGEST else None


def _plausible(chart: Chart, first: int, start: _Clock, stop: _Clock, at: int, minutes: int, *, worded: bool) -> bool:
    forms = {start.form, stop.form}
    join = chart.lower[at - 1]
    after = chart.lower[stop.last] if stop.last < len(chart) else ""
    if after in _QUANTITY or (
        first
        and chart.words[first - 1] in {"/", "$", "#", "+", ">", "<"}
        and chart.starts[first] == chart.ends[first - 1]
    ):
        return False
    if forms & {"sure", "past"}:
        if join in {"->", "→", "-->", "/"} and not (_meridiem(chart, start.last - 1) or _announced(chart, first)):
            return join == "/" and forms == {"sure"}
        return worded or join != "/" or forms != {"sure", "hour"}
    if worded:
        return "hour" not in forms
    if "hour" in forms or join == "/" or join in {"->", "→"}:
        return _announced(chart, first) and "hour" not in forms
    if forms == {"dot"}:
        return minutes >= 5 and start.minute >= 60
    if "dot" in forms:
        return False
    short = min(len(chart.words[first]), len(chart.words[at])) < 4
    early = start.minute < (7 if short else 5) * 60 or start.minute >= 21 * 60
    return _announced(chart, first) or (not early and minutes >= 8)


_QUANTITY = word_set("clock.quantity")
_ANNOUNCE = word_set("clock.announce")


def _announced(chart: Chart, first: int) -> bool:
    begin = max(chart.line(first).first, first - 4)
    return any(word in _ANNOUNCE for word in chart.lower[begin:first])


def _meridiem(chart: Chart, token: int) -> bool:
    return chart.lower[token] in {"a", "p", "am", "pm", "."}


def _clocks(chart: Chart, token: int, end: int) -> Iterator[_Clock]:
    """Every way to read a time of day at the token."""
    if token >= end:
        return
    word = chart.lower[token]
    if word[0].isdecimal():
        yield from _digital(chart, token, end)
        if "." in word or len(word) > 2:
            return
    yield from _spoken(chart, token, end)


def _digital(chart: Chart, token: int, end: int) -> Iterator[_Clock]:
    words, word = chart.lower, chart.lower[token]
    hour, minute, last, form = -1, 0, token + 1, "hour"
    if "." in word:
        match = re.fullmatch(r"(\d{1,2})\.(\d\d)", word)
        if match is None:
            return
        hour, minute, form = int(match[1]), int(match[2]), "dot"
    elif len(word) in (3, 4):
        hour, minute, form = int(word[:-2]), int(word[-2:]), "military"
    elif len(word) <= 2:
        hour = int(word)
        if last + 1 < end and words[last] in {":", "h"} and re.fullmatch(r"\d\d", words[last + 1]):
            if chart.starts[last] != chart.ends[token] or chart.starts[last + 1] != chart.ends[last]:
                return
            minute, last, form = int(words[last + 1]), last + 2, "sure"
    if (
        not 0 <= hour < 24
        or minute > 59
        or (hour == 0 and form != "sure" and word != "0000"[: len(word)] and form != "military")
    ):
        return
    half = _meridiem_end(chart, last, end)
    if half is not None:
        last, form = half, "sure"
    elif last < end and words[last] in {"hours", "hrs"} and form == "military":
        last += 1
    elif (bell := _oclock(chart, last, end)) is not None:
        last, form = bell, "sure"
    yield _Clock(last, hour * 60 + minute, form)


def _meridiem_end(chart: Chart, token: int, end: int) -> int | None:
    """The token after ``a``, ``pm``, ``p.m.``, None where there is none."""
    if token >= end or chart.lower[token] not in {"a", "p", "am", "pm"}:
        return None
    if chart.lower[token] in {"am", "pm"}:
        return token + 1
    if token + 3 < end + 1 and chart.lower[token + 1 : token + 3] == [".", "m"]:
        return token + 4 if token + 3 < end and chart.words[token + 3] == "." else token + 3
    return token + 1 if chart.starts[token] == chart.ends[token - 1] and chart.words[token - 1][0].isdecimal() else None


def _spoken(chart: Chart, token: int, end: int) -> Iterator[_Clock]:
    words = chart.lower
    first = token + 1 if words[token] in {"a", "just"} and token + 1 < end else token
    if words[first] in {"noon", "midday"}:
        yield _Clock(first + 1, 720, "sure")
        return
    offset: tuple[int, float] | None
    if words[first] in {"half", "quarter"}:
        offset = first + 1, 30 if words[first] == "half" else 15
    else:
        offset = number_at(chart, first, end)
    if offset is None:
        return
    after, value = offset
    if after < end and words[after] in _MINUTE_UNITS:
        after += 1
    elif (
        first == token
        and value <= 12
        and value >= 1
        and not words[first][0].isdecimal()
        and words[first] not in {"half", "quarter"}
    ):
        yield from _hour_words(chart, first, end)
    if after < end and words[after] in {"past", "after", "to", "before", "till"}:
        sign = 1 if words[after] in {"past", "after"} else -1
        hour = number_at(chart, after + 1, end) if after + 1 < end else None
        if (
            hour is not None
            and 1 <= hour[1] <= 12
            and hour[0] == after + 2
            and "." not in words[after + 1]
            and value < 60
        ):
            last = _oclock(chart, hour[0], end) or hour[0]
            yield _Clock(last, int(hour[1] * 60 + sign * value) % 720, "sure")
        elif sign > 0 and (words[first] in {"half", "quarter"} or (words[after] == "past" and 0 < value < 60)):
            yield _Clock(after + 1, int(value), "past")


def _hour_words(chart: Chart, token: int, end: int) -> Iterator[_Clock]:
    """``nine``, ``nine o'clock``, ``nine oh five``, ``nine forty-five``."""
    words, hour = chart.lower, _ONES[chart.lower[token]]
    yield _Clock(token + 1, hour * 60, "hour")
    if token + 2 < end and words[token + 1] == "-" and chart.starts[token + 2] == chart.ends[token + 1]:
        token += 1
        if token + 3 < end and words[token + 1] in {"oh", "o"} and words[token + 2] == "-" and words[token + 3] in _ONES:
            yield _Clock(token + 4, hour * 60 + _ONES[words[token + 3]], "sure")
            return
    if token + 1 >= end:
        return
    following = words[token + 1]
    bell = _oclock(chart, token + 1, end)
    half = _meridiem_end(chart, token + 1, end) if chart.lower[token + 1] != "a" else None
    if bell is not None or half is not None:
        yield _Clock(bell or half or 0, hour * 60, "sure")
    elif following in {"oh", "o"} and token + 2 < end:
        if words[token + 2] in _ONES:
            yield _Clock(token + 3, hour * 60 + _ONES[words[token + 2]], "sure")
    else:
        minutes = number_at(chart, token + 1, end)
        if (
            minutes is not None
            and 10 <= minutes[1] < 60
            and not following[0].isdecimal()
            and not (minutes[0] < end and words[minutes[0]] in _MINUTE_UNITS | {"percent"})
        ):
            yield _Clock(_meridiem_end(chart, minutes[0], end) or minutes[0], hour * 60 + int(minutes[1]), "sure")


def _oclock(chart: Chart, token: int, end: int) -> int | None:
    """The token after ``o'clock`` or ``oh clock``, None where there is none."""
    words = chart.lower[token : min(token + 3, end)]
    if words[:1] and words[0] in {"o", "oh"}:
        if words[1:2] == ["clock"]:
            return token + 2
        if len(words) == 3 and words[1] in {"'", "’"} and words[2] == "clock":
            return token + 3
    return None
