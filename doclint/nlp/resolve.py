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


def mentions_of(chart: Chart, items: Iterable[Candidate], *, visit: AbstractSet[str] = frozenset()) -> list[Mention]:
    """The candidates as records with offsets, section and service; sections of ``visit`` speak of no service."""
    text, starts, ends, section_of, code_of = chart.text, chart.starts, chart.ends, chart.section_of, chart.code_of
    return [
        Mention(
            item.label,
            start := starts[first := item.first],
            end := ends[item.last - 1],
            text[start:end],
            cast(Status, item.status),
            item.value,
            section := section_of[first],
            None if section in visit else code_of[first],
            item.cue,
            item.functions,
            item.confidence,
        )
        for item in items
    ]


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
