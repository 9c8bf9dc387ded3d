"""Component ``doclint_functions``: which everyday function an activity, exercise or goal serves.

Functions are categories of the International Classification of Functioning, Disability and Health (ICF), such as d420
transferring oneself or d540 dressing. A mention may have several: whoever steps into a tub transfers (d420) and
prepares to wash (d510). They make an activity and a goal comparable. Words stand in ``functions.csv``; this module
adds what only a combination of words says, such as a way from one place to another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from spacy.language import Language

from doclint.nlp.chart import Chart, Read, chart_for

WITH_FUNCTION = frozenset({"ACTIVITY", "EXERCISE", "GOAL"})
_WAYS = frozenset({"to", ">", "->", "→", "<>", "↔", "<->", "/", "onto", "into"})
_SEATS = frozenset(
    "bed chair w/c wheelchair wc toilet commode bsc recliner sofa couch mat tub shower bench car van suv truck "
    "seat cab sedan taxi minivan pickup jeep tractor cockpit passenger scooter stretcher stool plinth "
    "toilets armchair".split()
)
_POSTURES = frozenset("sit sitting stand standing supine sidelying lying eob prone kneel kneeling floor".split())
_PLACES = _SEATS | _POSTURES
_INTO = frozenset({"in", "into", "in/out"})
_FIRST = attrgetter("first")
_IN_OUT = 9
"""Tokens in which ``in and out of`` stands before a seat: ``in and out of the front passenger seat``."""
_GAP = 6
"""Tokens that may stand between two places of a way, ``bed to the drop-arm commode``."""


class Functions:
    """Component ``doclint_functions``."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_functions", "doclint_layout", "doclint_terms", "doclint_status")
        for number, mention in enumerate(chart.mentions):
            if mention.label in WITH_FUNCTION and not mention.functions:
                functions = functions_of(chart, *chart.tokens_of(mention.start, mention.end))
                if functions:
                    chart.mentions[number] = mention.put(mention.code, functions)
        return doc


def functions_of(chart: Chart, first: int, last: int) -> tuple[str, ...]:
    """ICF categories of the words from token ``first`` to before ``last``, sorted."""
    found: set[str] = set()
    terms = chart.terms_of("functions")
    for number in range(bisect_left(terms, first, key=_FIRST), len(terms)):
        term = terms[number]
        if term.first >= last:
            break
        if term.last <= last:
            found.add(term.category)
    words = chart.lower[first:last]
    if not _PLACES.isdisjoint(words):
        found.update(_moves(words))
    return tuple(sorted(found))


def _moves(words: list[str]) -> Iterator[str]:
    """What a way between two places says: ``bed to chair``, ``sit to stand``, ``in and out of the car``."""
    before: int | None = None
    for at, word in enumerate(words):
        if word not in _PLACES:
            continue
        if word in _SEATS and "out" in (near := words[max(0, at - _IN_OUT) : at]) and not _INTO.isdisjoint(near):
            yield "d420"
        if before is not None and at - before <= _GAP and not _WAYS.isdisjoint(words[before + 1 : at]):
            yield "d420" if words[before] in _SEATS and word in _SEATS else "d410"
        before = at


@Language.factory("doclint_functions", requires=["doc._.doclint_chart"])
def create_functions(nlp: Language, name: str) -> Functions:
    """Factory of ``doclint_functions``."""
    return Functions()
