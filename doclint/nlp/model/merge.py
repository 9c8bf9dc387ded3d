"""The model's spans replace the rules' candidates and keep what the rules know: value, status, cue."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from doclint.nlp.chart import Candidate, Chart
from doclint.nlp.help.assistance import level_of
from doclint.nlp.resolve import resolve
from doclint.nlp.times.clock import duration_at, interval_at

TREATMENT = frozenset({"ACTIVITY", "EXERCISE", "PASSIVE"})
_REFUSED = frozenset({"refused", "declined", "deferred", "withheld", "refuses", "declines"})
_MAY_END = _REFUSED | {"hold"}
_CUT = TREATMENT | {"GOAL"}
TRUSTED = frozenset({"MINUTES", "GOAL"})
"""Labels of which a rule's candidate stays where the model has nothing: the rules seldom err on them."""


def merge(chart: Chart, found: list[Candidate]) -> list[Candidate]:
    """The candidates that go on: the model's spans (``found``, which are cut and filled in), and the rules' where they
    are trusted alone, which give way to the model's.
    """
    owner: dict[int, Candidate] = {}
    for item in chart.candidates:
        owner.update(dict.fromkeys(range(item.first, item.last), item))
    timed = sorted(item.first for item in chart.candidates if item.label == "MINUTES")
    out: list[Candidate] = []
    for item in found:
        if item.label in _CUT:
            _cut(chart, item, timed)
        for known in filter(None, map(owner.get, range(item.first, item.last))):
            if known.label == item.label:
                item.value, item.status, item.cue = known.value, known.status, known.cue
                break
        if _valued(chart, item):
            item.priority = 1
            out.append(item)
    for item in chart.candidates:
        if item.label in TRUSTED:
            item.priority = 0
            out.append(item)
    return resolve(out)


def _cut(chart: Chart, item: Candidate, timed: Sequence[int]) -> None:
    """Take off the span what is no part of it: a refusal behind a task, a line of minutes under a goal.

    ``timed``: the first tokens of the candidates for minutes, in order.
    """
    last = item.last
    if item.label in TREATMENT:
        if _MAY_END.isdisjoint(chart.lower[item.first : last]):
            return
        for at in range(item.first + 1, last):
            if chart.lower[at] in _REFUSED or (chart.lower[at] == "hold" and chart.lower[at - 1] == "on"):
                last = at - (chart.lower[at] == "hold")
                break
    elif item.label == "GOAL":
        line = chart.line_of[item.first]
        inside = timed[bisect_right(timed, item.first) : bisect_left(timed, item.last)]
        last = next((chart.line(at).first for at in inside if chart.line_of[at] > line), last)
    while last - 1 > item.first and not chart.words[last - 1][0].isalnum() and last < item.last:
        last -= 1
    if item.first < last < item.last:
        item.last = last


def _valued(chart: Chart, item: Candidate) -> bool:
    """Whether the candidate has the value that its label needs; one that the words give is filled in."""
    if item.value is not None or item.label not in ("ASSISTANCE", "MINUTES"):
        return True
    if item.label == "ASSISTANCE":
        item.value = level_of(chart.span(item.first, item.last))
        return item.value is not None
    duration = interval_at(chart, item.first, item.last) or duration_at(chart, item.first, item.last)
    words = chart.span(item.first, item.last)
    if duration is not None:
        item.value = str(duration.minutes)
    elif words.isdecimal() and 0 < int(words) <= 240:
        item.value = words
    return item.value is not None
