"""The model's spans replace the rules' candidates and keep what the rules know: value, status, cue."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from doclint.kept import Kept, Question
from doclint.nlp.chart import Candidate, Chart
from doclint.nlp.help.assistance import level_of
from doclint.nlp.times.clock import duration_at, interval_at

TREATMENT = frozenset({"ACTIVITY", "EXERCISE", "PASSIVE"})
_REFUSED = frozenset({"refused", "declined", "deferred", "withheld", "refuses", "declines"})
_MAY_END = Question(_REFUSED | {"hold"})
_VALUED = frozenset({"ASSISTANCE", "MINUTES"})
TRUSTED = frozenset({"MINUTES", "GOAL"})
"""Labels of which a rule's candidate stays where the model has nothing: the rules seldom err on them."""
_FIRST = attrgetter("first")
_LEVELS: Kept[str | None] = Kept(level_of)


def merge(chart: Chart, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that go on: the model's spans (``found``, which are cut and filled in), and the rules' where they
    are trusted alone, which give way to the model's. Both come in order, and none overlaps its own kind.
    """
    rules = chart.candidates
    refused = chart.where(_MAY_END)
    timed = [item.first for item in rules if item.label == "MINUTES"]
    out: list[Candidate] = []
    at = 0
    for item in found:
        if item.label in TREATMENT:
            _cut(chart, item, refused)
        elif item.label == "GOAL":
            _cut(chart, item, timed)
        while at < len(rules) and rules[at].last <= item.first:
            at += 1
        for number in range(at, len(rules)):
            known = rules[number]
            if known.first >= item.last:
                break
            if known.label == item.label:
                item.value, item.status, item.cue = known.value, known.status, known.cue
                break
        if item.value is not None or item.label not in _VALUED or _fill(chart, item):
            out.append(item)
    firsts = list(map(_FIRST, out))
    trusted = [item for item in rules if item.label in TRUSTED]
    out += [item for item in trusted if not (at := bisect_left(firsts, item.last)) or out[at - 1].last <= item.first]
    out.sort(key=_FIRST)
    return out


def _cut(chart: Chart, item: Candidate, places: Sequence[int]) -> None:
    """Take off the span what is no part of it: a refusal behind a task, a line of minutes under a goal.

    ``places``: the tokens, in order, at which one or the other may begin.
    """
    inside = places[bisect_right(places, item.first) : bisect_left(places, item.last)]
    if not inside:
        return
    last = item.last
    if item.label == "GOAL":
        line = chart.line_of[item.first]
        last = next((chart.line(at).first for at in inside if chart.line_of[at] > line), last)
    else:
        for at in inside:
            if chart.lower[at] in _REFUSED or chart.lower[at - 1] == "on":
                last = at - (chart.lower[at] == "hold")
                break
    while last - 1 > item.first and not chart.words[last - 1][0].isalnum() and last < item.last:
        last -= 1
    if item.first < last < item.last:
        item.last = last


def _fill(chart: Chart, item: Candidate) -> bool:
    """Whether the words of a level or of minutes give the value that its label needs; it is filled in."""
    words = chart.span(item.first, item.last)
    if item.label == "ASSISTANCE":
        item.value = _LEVELS[words]
        return item.value is not None
    duration = interval_at(chart, item.first, item.last) or duration_at(chart, item.first, item.last)
    if duration is not None:
        item.value = str(duration.minutes)
    elif words.isdecimal() and 0 < int(words) <= 240:
        item.value = words
    return item.value is not None
