"""The model's spans replace the rules' candidates and keep what the rules know: value, status, cue."""

from __future__ import annotations

from dataclasses import replace

from doclint.nlp.chart import Candidate, Chart
from doclint.nlp.help.assistance import level_of
from doclint.nlp.resolve import resolve
from doclint.nlp.times.clock import duration_at, interval_at

TRUSTED = frozenset({"MINUTES", "GOAL"})
"""Labels of which a rule's candidate stays where the model has nothing: the rules seldom err on them."""


def merge(chart: Chart, found: list[Candidate]) -> list[Candidate]:
    """The candidates that go on: the model's spans with values, and the rules' where they are trusted alone."""
    owner: dict[int, Candidate] = {}
    for item in chart.candidates:
        for token in range(item.first, item.last):
            owner[token] = item
    out: list[Candidate] = []
    for item in found:
        known = next(
            (owner[t] for t in range(item.first, item.last) if t in owner and owner[t].label == item.label), None
        )
        if known is not None:
            item = replace(item, value=known.value, status=known.status, cue=known.cue)
        valued = _valued(chart, item)
        if valued is not None:
            out.append(replace(valued, priority=1))
    out += [replace(item, priority=0) for item in chart.candidates if item.label in TRUSTED]
    return resolve(out)


def _valued(chart: Chart, item: Candidate) -> Candidate | None:
    """The candidate with its value; None for a level or a duration that has none."""
    if item.value is not None or item.label not in ("ASSISTANCE", "MINUTES"):
        return item
    if item.label == "ASSISTANCE":
        value = level_of(chart.span(item.first, item.last))
        return replace(item, value=value) if value is not None else None
    duration = interval_at(chart, item.first, item.last) or duration_at(chart, item.first, item.last)
    if duration is not None:
        return replace(item, value=str(duration.minutes))
    words = chart.span(item.first, item.last)
    return replace(item, value=words) if words.isdecimal() and 0 < int(words) <= 240 else None
