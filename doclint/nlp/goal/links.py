"""Component ``doclint_links``: goal records, and what ties an activity of today to a goal.

A purpose in the activity's own sentence ties it; so does the number of a goal that is named beside it; so does the
same function, as an
ICF category that both serve or as the movement or thing that both name. Reads any mentions, whoever found them.
"""

from __future__ import annotations

from spacy.language import Language

from doclint.facts import Goal, Link, LinkKind, Mention
from doclint.nlp.chart import Chart, Read, chart_for
from doclint.nlp.goal.records import goal_of
from doclint.nlp.goal.tags import find_tags
from doclint.nlp.goal.text import body_of, tag_of
from doclint.nlp.grammar_words import word_set

_STEM = 5
_MOST = 500
"""Activities and goals of one note that are compared, so that a text of any length is read in linear time."""
_COMMON = word_set("links:common")

_MEANS = frozenset({"d445", "d440"})
"""Use of hand and arm is part of nearly every task, so it ties nothing by itself."""


class Links:
    """Component ``doclint_links``."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(
            doc, "doclint_links", "doclint_layout", "doclint_terms", "doclint_status", "doclint_functions"
        )
        chart.goals = [goal_of(chart, mention) for mention in chart.mentions if mention.label == "GOAL"]
        activities = [
            mention
            for mention in chart.mentions
            if mention.label in ("ACTIVITY", "EXERCISE") and mention.status == "performed"
        ]
        references = _references(chart)
        goals = [(goal, _stems(chart, goal.mention)) for goal in chart.goals[:_MOST]]
        for activity in activities[:_MOST]:
            words = _stems(chart, activity)
            for goal, goal_words in goals:
                kind, cue = _tie(chart, activity, words, goal, goal_words, references)
                if kind is not None:
                    chart.links.append(Link(activity, goal.mention, kind, cue))
        return doc


def _tie(
    chart: Chart, activity: Mention, words: set[str], goal: Goal, goal_words: set[str], references: dict[str, list[int]]
) -> tuple[LinkKind | None, str | None]:
    mention = goal.mention
    sentence = chart.sentence_of[chart.token_at(activity.start)] if len(chart) else 0
    token = chart.token_at(mention.start)
    if (
        goal.purpose
        and activity.label == "ACTIVITY"
        and (chart.sentence_of[token] == sentence or mention.section != "goals")
    ):
        return "purpose", mention.text
    if goal.tag is not None and references.get(_key(goal.tag)):
        return "reference", goal.tag
    common = (set(activity.functions) & set(mention.functions)) - _MEANS
    if common:
        return "function", min(common)
    same = words & goal_words
    return ("function", min(same)) if same else (None, None)


def _key(tag: str) -> str:
    return "".join(c for c in tag.lower() if c.isalnum())


def _references(chart: Chart) -> dict[str, list[int]]:
    """Goals that are named by number outside their own statement: ``addressing LTG 2``."""
    stated = {
        token
        for mention in chart.mentions
        if mention.label == "GOAL"
        for token in range(*chart.tokens_of(mention.start, mention.end))
    }
    out: dict[str, list[int]] = {}
    for tag in find_tags(chart).values():
        if chart.section_of[tag.first] not in ("plan", "history") and tag.first not in stated:
            name = tag_of(chart.span(tag.first, tag.last))
            if name and any(c.isdigit() for c in name):
                out.setdefault(_key(name), []).append(tag.first)
    return out


def _stems(chart: Chart, mention: Mention) -> set[str]:
    """Beginnings of the telling words of a mention."""
    first, last = chart.tokens_of(mention.start, mention.end)
    offset = len(mention.text) - len(body_of(mention.text)) if mention.label == "GOAL" else 0
    first = max(first, chart.token_at(mention.start + offset))
    return {_stem(word) for word in chart.lower[first:last] if len(word) > 2 and word.isalpha() and word not in _COMMON}


def _stem(word: str) -> str:
    """``sets``, ``setting`` and ``set`` alike: endings off, at most five letters."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.rstrip("e")[:_STEM]


@Language.factory("doclint_links", requires=["doc._.doclint_chart"])
def create_links(nlp: Language, name: str) -> Links:
    """Factory of ``doclint_links``; needs ``doclint_functions`` before it."""
    return Links()
