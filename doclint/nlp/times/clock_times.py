"""Times of day as the clinic writes and dictates them: ``1305``, ``9:10a``, ``16h05``, ``ten past two``, ``nine oh
five``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from doclint.nlp.chart import Chart
from doclint.nlp.times.numbers import ONES, number_at

MINUTE_UNITS = frozenset({"min", "mins", "minute", "minutes", "mintues", "minuts"})
OFFSETS = frozenset({"past", "after", "to", "before", "till"})
"""Words between minutes and the hour: ``ten past two``."""
BESIDE_HOUR = frozenset({"noon", "midday", "half", "quarter"})
"""Words that begin a time of day as a number word does."""
BEHIND_HOUR = frozenset({":", "h", "a", "p", "am", "pm", "hours", "hrs", "o", "oh"})
"""What goes on a time of day in digits."""
_SPOKEN_ON = OFFSETS | MINUTE_UNITS
"""What stands behind digits that begin a time of day as it is spoken: ``10 past two``, ``5 min to three``."""
_DOTTED = re.compile(r"(\d{1,2})\.(\d\d)")


class Clock(NamedTuple):
    last: int
    minute: int
    """Minute of the day, on the twelve or the 24 hour clock; of the hour where ``form`` is ``past``."""
    form: str
    """``sure`` (colon, o'clock, a.m.), ``dot``, ``military``, ``hour`` or ``past`` (half past, without the hour)."""


def clocks(chart: Chart, token: int, end: int) -> Iterable[Clock]:
    """Every way to read a time of day at the token."""
    if token >= end:
        return ()
    word = chart.lower[token]
    if not word[0].isdecimal():
        return _spoken(chart, token, end)
    clock = _digital(chart, token, end)
    written = () if clock is None else (clock,)
    if "." in word or len(word) > 2 or token + 1 >= end or chart.lower[token + 1] not in _SPOKEN_ON:
        return written
    return *written, *_spoken(chart, token, end)


def _digital(chart: Chart, token: int, end: int) -> Clock | None:
    words, word = chart.lower, chart.lower[token]
    hour, minute, last, form = -1, 0, token + 1, "hour"
    if "." in word:
        match = _DOTTED.fullmatch(word)
        if match is None:
            return None
        hour, minute, form = int(match[1]), int(match[2]), "dot"
    elif len(word) in (3, 4):
        hour, minute, form = int(word[:-2]), int(word[-2:]), "military"
    elif len(word) <= 2:
        hour = int(word)
        if last + 1 < end and words[last] in {":", "h"} and len(words[last + 1]) == 2 and words[last + 1].isdecimal():
            if chart.starts[last] != chart.ends[token] or chart.starts[last + 1] != chart.ends[last]:
                return None
            minute, last, form = int(words[last + 1]), last + 2, "sure"
    if (
        not 0 <= hour < 24
        or minute > 59
        or (hour == 0 and form != "sure" and word != "0000"[: len(word)] and form != "military")
    ):
        return None
    half = _meridiem_end(chart, last, end)
    if half is not None:
        last, form = half, "sure"
    elif last < end and words[last] in {"hours", "hrs"} and form == "military":
        last += 1
    elif (bell := _oclock(chart, last, end)) is not None:
        last, form = bell, "sure"
    return Clock(last, hour * 60 + minute, form)


def _meridiem_end(chart: Chart, token: int, end: int) -> int | None:
    """The token after ``a``, ``pm``, ``p.m.``, None where there is none."""
    if token >= end or chart.lower[token] not in {"a", "p", "am", "pm"}:
        return None
    if chart.lower[token] in {"am", "pm"}:
        return token + 1
    if token + 3 < end + 1 and chart.lower[token + 1 : token + 3] == [".", "m"]:
        return token + 4 if token + 3 < end and chart.words[token + 3] == "." else token + 3
    return token + 1 if chart.starts[token] == chart.ends[token - 1] and chart.words[token - 1][0].isdecimal() else None


def _spoken(chart: Chart, token: int, end: int) -> Iterator[Clock]:
    words = chart.lower
    first = token + 1 if words[token] in {"a", "just"} and token + 1 < end else token
    if words[first] in {"noon", "midday"}:
        yield Clock(first + 1, 720, "sure")
        return
    offset: tuple[int, float] | None
    if words[first] in {"half", "quarter"}:
        offset = first + 1, 30 if words[first] == "half" else 15
    else:
        offset = number_at(chart, first, end)
    if offset is None:
        return
    after, value = offset
    if after < end and words[after] in MINUTE_UNITS:
        after += 1
    elif (
        first == token
        and value <= 12
        and value >= 1
        and not words[first][0].isdecimal()
        and words[first] not in {"half", "quarter"}
    ):
        yield from _hour_words(chart, first, end)
    if after < end and words[after] in OFFSETS:
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
            yield Clock(last, int(hour[1] * 60 + sign * value) % 720, "sure")
        elif sign > 0 and (words[first] in {"half", "quarter"} or (words[after] == "past" and 0 < value < 60)):
            yield Clock(after + 1, int(value), "past")


def _hour_words(chart: Chart, token: int, end: int) -> Iterator[Clock]:
    """``nine``, ``nine o'clock``, ``nine oh five``, ``nine forty-five``."""
    words, hour = chart.lower, ONES[chart.lower[token]]
    yield Clock(token + 1, hour * 60, "hour")
    if token + 2 < end and words[token + 1] == "-" and chart.starts[token + 2] == chart.ends[token + 1]:
        token += 1
        if token + 3 < end and words[token + 1] in {"oh", "o"} and words[token + 2] == "-" and words[token + 3] in ONES:
            yield Clock(token + 4, hour * 60 + ONES[words[token + 3]], "sure")
            return
    if token + 1 >= end:
        return
    following = words[token + 1]
    bell = _oclock(chart, token + 1, end)
    half = _meridiem_end(chart, token + 1, end) if chart.lower[token + 1] != "a" else None
    if bell is not None or half is not None:
        yield Clock(bell or half or 0, hour * 60, "sure")
    elif following in {"oh", "o"} and token + 2 < end:
        if words[token + 2] in ONES:
            yield Clock(token + 3, hour * 60 + ONES[words[token + 2]], "sure")
    else:
        minutes = number_at(chart, token + 1, end)
        if (
            minutes is not None
            and 10 <= minutes[1] < 60
            and not following[0].isdecimal()
            and not (minutes[0] < end and words[minutes[0]] in MINUTE_UNITS | {"percent"})
        ):
            yield Clock(_meridiem_end(chart, minutes[0], end) or minutes[0], hour * 60 + int(minutes[1]), "sure")


def _oclock(chart: Chart, token: int, end: int) -> int | None:
    """The token after ``o'clock`` or ``oh clock``, None where there is none."""
    words = chart.lower[token : min(token + 3, end)]
    if words[:1] and words[0] in {"o", "oh"}:
        if words[1:2] == ["clock"]:
            return token + 2
        if len(words) == 3 and words[1] in {"'", "’"} and words[2] == "clock":
            return token + 3
    return None
