"""Overlapping candidates become mentions: the higher priority wins, then the longer span."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import cast

from spacy.language import Language

from doclint.facts import Mention, Status
from doclint.nlp.chart import Candidate, Chart, Read, chart_for

_FIRST = attrgetter("first")


def resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that stay, in order of the text."""
    taken: list[Candidate] = []
    rivals: list[Candidate] = []
    end = 0
    for item in sorted(candidates, key=_FIRST):
        if item.first >= end:
            taken += rivals if len(rivals) < 2 else _best(rivals)
            rivals = []
        if item.first < item.last:
            rivals.append(item)
            end = max(end, item.last)
    taken += rivals if len(rivals) < 2 else _best(rivals)
    return taken


def _best(rivals: list[Candidate]) -> list[Candidate]:
    """Of candidates that overlap each other those that stay, in order of the text."""
    taken: list[Candidate] = []
    used: set[int] = set()
    for item in sorted(rivals, key=lambda c: (-c.priority, c.first - c.last, c.first, c.label)):
        tokens = range(item.first, item.last)
        if used.isdisjoint(tokens):
            taken.append(item)
            used.update(tokens)
    taken.sort(key=_FIRST)
    return taken


def mention_of(chart: Chart, item: Candidate, *, visit: AbstractSet[str] = frozenset()) -> Mention:
    """The candidate as a record with offsets, section and service; sections of ``visit`` speak of no service."""
    first = item.first
    section = chart.section_of[first]
    start, end = chart.starts[first], chart.ends[item.last - 1]
    return Mention(
        item.label,
        start,
        end,
        chart.text[start:end],
        cast(Status, item.status),
        item.value,
        section,
        None if section in visit else chart.code_of[first],
        item.cue,
        item.functions,
        item.confidence,
    )


class Resolve:
    """Component ``doclint_resolve``: keeps the best candidates."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_resolve", "doclint_layout")
        chart.candidates = resolve(chart.candidates)
        return doc


@Language.factory("doclint_resolve", requires=["doc._.doclint_chart"])
def create_resolve(nlp: Language, name: str) -> Resolve:
    """Factory of ``doclint_resolve``."""
    return Resolve()
