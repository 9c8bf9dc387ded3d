"""Numbers, durations and clock intervals as the clinic writes and dictates them.

``25 min``, ``15'``, ``0.5 hr``, ``half an hour``, ``twenty-five minutes``; ``1305-1330``, ``9:10-9:48a``,
``16h05-16h30``,
``Time in 08:30 Time out 09:10``, ``ten past two until quarter to three``. Readers start at a token and say where they
end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from doclint.nlp.chart import Chart
from doclint.nlp.times.clock_times import BEHIND_HOUR, BESIDE_HOUR, MINUTE_UNITS, OFFSETS, Clock, clocks
from doclint.nlp.times.numbers import ONES, TENS, number_at
from doclint.nlp.times.timewords import word_set

NUMBER_WORDS = frozenset({*ONES, *TENS, "half", "a", "an", "quarter", "noon", "midday"})
"""Words at which a duration or a time of day may begin."""

_HOUR_UNITS = frozenset({"hr", "hrs", "hour", "hours"})
_WHOLE_UNITS = MINUTE_UNITS | _HOUR_UNITS
_MINUTES_OR_M = MINUTE_UNITS | {"m"}
_SHORT_UNITS = {"'": 1, "′": 1, "’": 1, "m": 1, "h": 60}
_UNTIL = word_set("clock.until")
_OUT = word_set("clock.out")
_OUT_FILLER = word_set("clock.out_filler")
_ONWARD = OFFSETS | BEHIND_HOUR | MINUTE_UNITS
"""What goes on a time of day behind its first number."""
_COUNTED = frozenset({*BESIDE_HOUR, *ONES, *TENS})
_SECOND = _COUNTED | {"a", "just", "-", "about", "roughly", "oh", "o"}
"""Words, digits apart, that may follow ``until`` and its like."""
BEHIND_CLOCK = _ONWARD | _UNTIL | _OUT | _OUT_FILLER | _COUNTED
"""What stands behind the first word of a clock interval that begins with a number; digits may, too, behind ``a``."""
_FAR = 9
"""Tokens within which ``out`` and its like announce the second time."""
_LEVEL_AFTER = frozenset({"a", "assist", "assistance", "asst", "ast"})
LONGEST = 240
"""A visit of more minutes than these is no visit."""


class Duration(NamedTuple):
    """Tokens ``first`` to ``last`` (exclusive) that give ``minutes``; ``sure`` where the unit can be nothing else."""

    first: int
    last: int
    minutes: int
    sure: bool


def duration_at(chart: Chart, token: int, end: int) -> Duration | None:
    """A number with its unit of time that begins at the token."""
    if token + 1 >= end or chart.lower[token + 1] not in BEHIND_COUNT:
        return None
    return _lasting(chart, token, end)


def _lasting(chart: Chart, token: int, end: int) -> Duration | None:
    lower = chart.lower
    phrase = _hour_phrase(chart, token, end)
    if phrase is not None:
        return phrase
    number = number_at(chart, token, end)
    if number is None or number[0] >= end:
        return None
    after, value = number
    if lower[after] == "-" and after + 1 < end and lower[after + 1] in _WHOLE_UNITS:
        after += 1
    unit = lower[after]
    if unit in MINUTE_UNITS:
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
        if rest and rest[0] < end and lower[rest[0]] in _MINUTES_OR_M and rest[1] < 60:
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
    """``half an hour``, ``a half hour``, ``an hour and a quarter``, ``three quarters of an hour``, ``quarter of an
    hour``.
    """
    if chart.lower[token] not in _HOUR_BEGINS:
        return None
    words = chart.lower[token : min(token + 6, end)]
    for phrase, minutes in _HOUR_PHRASES:
        if tuple(words[: len(phrase)]) == phrase:
            return Duration(token, token + len(phrase), minutes, sure=True)
    return None


_HOUR_BEGINS = frozenset({"half", "a", "an", "quarter", "three"})
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
BEHIND_COUNT = frozenset({*_WHOLE_UNITS, *_SHORT_UNITS, *ONES, "-", *(phrase[1] for phrase, _ in _HOUR_PHRASES)})
"""What stands behind the first word of a duration, whatever it is."""


def interval_at(chart: Chart, token: int, end: int) -> Duration | None:
    """The longest clock interval that begins at the token."""
    return longest_interval(chart, token, end) if may_begin(chart.lower, token, end) else None


def longest_interval(chart: Chart, token: int, end: int) -> Duration | None:
    """What ``interval_at`` says where ``may_begin`` has been asked."""
    best: Duration | None = None
    for start in clocks(chart, token, end):
        if start.form == "past":
            continue
        for at, worded in _joins(chart, token, start.last, end):
            for stop in clocks(chart, at, end):
                minutes = _span(start, stop)
                if minutes is None or not _plausible(chart, token, start, stop, at, minutes, worded=worded):
                    continue
                if best is None or stop.last > best.last:
                    best = Duration(token, stop.last, minutes, sure=True)
    return best


def may_begin(lower: list[str], token: int, end: int) -> bool:
    """Whether the words right behind allow a clock interval: most numbers are none, and this is told at a glance."""
    after = token + 1
    if after >= end:
        return False
    word, following = lower[token], lower[after]
    second = lower[after + 1] if after + 1 < end else ""
    digits = word[0].isdecimal()
    if not digits and word not in _COUNTED:
        return word in {"a", "just"} and (following in _COUNTED or following[0].isdecimal())
    if following in MINUTE_UNITS:
        return second in OFFSETS
    if following in _ONWARD and (following != ":" or (len(second) == 2 and second.isdecimal())):
        return True
    if following in _UNTIL:
        if second and second[0].isdecimal():
            third = lower[after + 2] if after + 2 < end else ""
            return not digits or len(word) > 2 or third in _ONWARD  # of two bare hours none is an interval
        if second in _SECOND:
            return True
    elif following in _OUT or (not digits and (following in ONES or following in TENS)):
        return True
    between = following == "and" and token > 0 and lower[token - 1] == "between"
    return between or (following in _OUT_FILLER and not _OUT.isdisjoint(lower[after + 1 : min(after + _FAR, end)]))


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
    for at in range(token, min(token + _FAR, end)):
        word = chart.lower[at]
        if word in _OUT:
            announced = True
        elif word not in _OUT_FILLER:
            if announced and at > token:
                yield at, True
            return


def _span(start: Clock, stop: Clock) -> int | None:
    if stop.form == "past":
        minutes = (stop.minute - start.minute) % 60
        return minutes or None
    minutes = (stop.minute - start.minute) % 720
    return minutes if 3 <= minutes <= LONGEST else None


def _plausible(chart: Chart, first: int, start: Clock, stop: Clock, at: int, minutes: int, *, worded: bool) -> bool:
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
