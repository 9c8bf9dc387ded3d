"""From GOAL mentions to Goal records: purpose or goal, functional or impairment only, what measures it, its tag.

Works on any GOAL span, whether the rules or a trained model found it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from doclint.facts import Goal, Mention
from doclint.nlp.chart import Chart
from doclint.nlp.goal.text import body_of, measure_of, tag_of
from doclint.nlp.grammar_words import word_set

_SURE, _VERY_SURE = 0.5, 0.93
_PURPOSE = re.compile(
    r"(?:in order |so (?:that |he|she|they|pt)|to |for |iot\b|in prep|as (?:needed|required))", re.IGNORECASE
)
_TASKS = frozenset({"activities", "verbs", "functions"})
"""Vocabularies of which a term makes a goal functional although it names an impairment too."""
_BODY = word_set("goals:body")
_FIRST = attrgetter("first")


def goal_of(chart: Chart, mention: Mention) -> Goal:
    """The mention as a record."""
    tag = tag_of(mention.text)
    purpose = tag is None and bool(_PURPOSE.match(mention.text)) and mention.section != "goals"
    measure = measure_of(mention.text)
    sense = chart.goal_sense.get(mention.start)
    if sense is None:
        functional = functional_in_words(chart, *goal_tokens(chart, mention))
    else:
        functional = sense[0] >= _SURE
        if measure is None and sense[1] >= _SURE:
            measure = body_of(mention.text)
        elif sense[1] < 1 - _VERY_SURE:
            measure = None
    return Goal(mention, purpose=purpose, functional=functional, measure=measure, tag=tag)


def goal_tokens(chart: Chart, mention: Mention) -> tuple[int, int]:
    """The goal's tokens behind its tag: the first, and the one after the last."""
    first, last = chart.tokens_of(mention.start, mention.end)
    tag = len(mention.text) - len(body_of(mention.text))
    return (max(first, chart.token_at(mention.start + tag)) if tag else first), last


def functional_in_words(chart: Chart, first: int, last: int) -> bool:
    """Whether the goal in these tokens is something that the patient will do, and not only strength, range, pain, tone
    or endurance.
    """
    evidence = chart.terms_of("evidence")
    near = evidence[bisect_left(evidence, first, key=_FIRST) : bisect_left(evidence, last, key=_FIRST)]
    impairments = [term for term in near if term.category == "impairment" and term.last <= last]
    if not impairments:
        return True
    covered = {token for term in impairments for token in range(term.first, term.last)}
    terms = [term for token in range(first, last) for term in chart.terms_at.get(token, ()) if term.last <= last]
    return any(
        (
            term.vocabulary in _TASKS
            and term.first not in covered
            and not _BODY.intersection(chart.lower[term.first : term.last])
        )
        or (term.vocabulary == "goal_cues" and term.category == "life")
        for term in terms
    )
