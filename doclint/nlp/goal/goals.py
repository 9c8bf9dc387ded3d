"""Goals and purposes: tagged goals, goal sections, goals in prose, purpose clauses (annotation.md, sections 2 and 4).

A tag (``LTG 2``, ``goal two``, ``G1``) is inside the span; a bare ``Goal:`` and a list number are not; a purpose
keeps its ``to``.
A purpose inside a cue or inside what the clinician did is none: those candidates outrank it.
"""

from __future__ import annotations

from spacy.language import Language

from doclint.nlp.chart import Candidate, Read, chart_for
from doclint.nlp.goal.clauses import add_prose
from doclint.nlp.goal.region import goal_region
from doclint.nlp.goal.spans import content, pieces, trim, within
from doclint.nlp.goal.tags import find_tags

_TAGGED, _SECTION = 92, 91
"""Priorities: a level of help or a time inside a goal is the goal's own."""


class Goals:
    """Component ``doclint_goals``: candidates with label GOAL."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_goals", "doclint_layout", "doclint_terms")
        if not chart.words:
            return doc
        tags = find_tags(chart)
        region = goal_region(chart)
        found: list[Candidate] = []
        for tag, until in zip(tags.values(), [*list(tags)[1:], len(chart)], strict=False):
            last = within(chart, tag, until, region[tag.first])
            first, last = trim(chart, tag.first, last)
            if last > tag.last and content(chart, tag.last, last):
                found.append(
                    Candidate(
                        "GOAL", first, last, priority=_TAGGED, confidence=0.95, cue=chart.span(tag.first, tag.last)
                    )
                )
        taken = {token for item in found for token in range(item.first, item.last)}
        for first, last in pieces(chart, region, tags) if True in region else ():
            if content(chart, first, last) and not taken.intersection(range(first, last)):
                found.append(Candidate("GOAL", first, last, priority=_SECTION, confidence=0.9))
        add_prose(chart, found, region)
        chart.candidates.extend(found)
        return doc


@Language.factory("doclint_goals", requires=["doc._.doclint_chart"])
def create_goals(nlp: Language, name: str) -> Goals:
    """Factory of ``doclint_goals``; needs ``doclint_terms`` before it."""
    return Goals()
