"""Where evidence does not count, or only some: another day, rows of a grid, headers, what other mentions hold."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from doclint.facts import Mention
from doclint.nlp.chart import Chart
from doclint.places import Places

NOT_TODAY = frozenset(
    {"plan", "goals", "home", "history", "precautions", "diagnosis", "billing", "signature", "caregiver", "not_done"}
)
_OVER = frozenset({"GOAL", "MINUTES"})
_INSIDE = {label: f"in {label}" for label in ("SKILLED", "CUE", "ACTIVITY", "EXERCISE", "PASSIVE", "ASSISTANCE")}
"""Mentions of what was done, in which only some evidence stands."""
READABLE = frozenset({None, *_INSIDE.values()})
_START = attrgetter("start")


class Closed:
    """What closes the tokens of a note for evidence; few tokens are asked for."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.headed = chart.headed()
        mentions = sorted(chart.mentions, key=_START)
        self.inside = [m for m in mentions if m.status == "performed" and m.label in _INSIDE]
        self.within = _places(self.inside)
        self.over = _places([m for m in mentions if m.status != "performed" or m.label in _OVER])

    def of(self, token: int) -> str | None:
        """What closes a token: ``over`` to all evidence, ``in SKILLED`` and the like to some; None where nothing
        does."""
        chart = self.chart
        if chart.section_of[token] in NOT_TODAY or token in self.headed or chart.line(token).grid:
            return "over"
        start, end = chart.starts[token], chart.ends[token]
        if self.over.meeting(start, end) is not None:
            return "over"
        number = self.within.meeting(start, end)
        return None if number is None else _INSIDE[self.inside[number].label]


def _places(mentions: Sequence[Mention]) -> Places:
    return Places([(mention.start, mention.end) for mention in mentions])
