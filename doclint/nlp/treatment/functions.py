"""Component ``doclint_functions``: which everyday function an activity, exercise or goal serves.

Functions are categories of the International Classification of Functioning, Disability and Health (ICF), such as d420
transferring oneself or d540 dressing. A mention may have several: whoever steps into a tub transfers (d420) and
prepares to wash (d510). They make an activity and a goal comparable. Words stand in ``functions.csv``; this module
adds what only a combination of words says, such as a way from one place to another.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language

from doclint.facts import Mention
from doclint.nlp.chart import Chart, Read, chart_for

WITH_FUNCTION = frozenset({"ACTIVITY", "EXERCISE", "GOAL"})
_WAYS = frozenset({"to", ">", "->", "→", "<>", "↔", "<->", "/", "onto", "into"})
_SEATS = frozenset(
    "bed chair w/c wheelchair wc toilet commode bsc recliner sofa couch mat tub shower bench car van suv truck "
    "seat cab sedan taxi minivan pickup jeep tractor cockpit passenger scooter stretcher stool plinth "
    "toilets armchair".split()
)
_POSTURES = frozenset("sit sitting stand standing supine sidelying lying eob prone kneel kneeling floor".split())
_IN_OUT = 9
"""Tokens in which ``in and out of`` stands before a seat: ``in and out of the front passenger seat``."""
_GAP = 6
"""Tokens that may stand between two places of a way, ``bed to the drop-arm commode``."""


class Functions:
    """Component ``doclint_functions``."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_functions", "doclint_layout", "doclint_terms", "doclint_status")
        changed: dict[Mention, Mention] = {}
        for number, mention in enumerate(chart.mentions):
            if mention.label in WITH_FUNCTION and not mention.functions:
                functions = functions_of(chart, *chart.tokens_of(mention.start, mention.end))
                if functions:
                    chart.mentions[number] = changed[mention] = replace(mention, functions=functions)
        chart.goals = [replace(goal, mention=changed.get(goal.mention, goal.mention)) for goal in chart.goals]
        return doc


def functions_of(chart: Chart, first: int, last: int) -> tuple[str, ...]:
    """ICF categories of the words from token ``first`` to before ``last``, sorted."""
    found: set[str] = set()
    seat: int | None = None
    for token in range(first, last):
        for term in chart.terms_at.get(token, ()):
            if term.vocabulary == "functions" and term.last <= last:
                found.add(term.category)
        word = chart.lower[token]
        if (
            word in _SEATS
            and "out" in chart.lower[max(first, token - _IN_OUT) : token]
            and {"in", "into", "in/out"} & set(chart.lower[max(first, token - _IN_OUT) : token])
        ):
            found.add("d420")
        if word in _SEATS or word in _POSTURES:
            if (
                seat is not None
                and token - seat <= _GAP
                and any(chart.lower[t] in _WAYS for t in range(seat + 1, token))
            ):
                both = chart.lower[seat] in _SEATS and word in _SEATS
                found.add("d420" if both else "d410")
            seat = token
    return tuple(sorted(found))


@Language.factory("doclint_functions", requires=["doc._.doclint_chart"])
def create_functions(nlp: Language, name: str) -> Functions:
    """Factory of ``doclint_functions``."""
    return Functions()
