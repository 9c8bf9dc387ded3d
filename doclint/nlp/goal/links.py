"""Component ``doclint_links``: goal records, and what ties an activity of today to a goal.

A purpose in the activity's own sentence ties it; so does the number of a goal that is named beside it; so does the
same function, as an
ICF category that both serve or as the movement or thing that both name. Reads any mentions, whoever found them.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language

from doclint.facts import Goal, Link, Mention
from doclint.kept import Kept
from doclint.nlp.chart import Chart, Read, chart_for
from doclint.nlp.goal.records import goal_of, goal_tokens
from doclint.nlp.goal.tags import find_tags
from doclint.nlp.goal.text import tag_of
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
        references = _references(chart) if any(goal.tag for goal in chart.goals) else set()
        aims = [_Aim(chart, goal, references) for goal in chart.goals[:_MOST]]
        for activity in activities[:_MOST] if aims else ():
            chart.links.extend(_ties(chart, activity, aims))
        return doc


class _Aim:
    """What is compared of a goal, worked out once: its sentence, its functions, its telling words, and whether the note
    names it by its number elsewhere.
    """

    __slots__ = ("functions", "goal", "named", "sentence", "words")

    def __init__(self, chart: Chart, goal: Goal, references: set[str]) -> None:
        first, last = goal_tokens(chart, goal.mention)
        self.goal = goal
        self.named = goal.tag is not None and _key(goal.tag) in references
        self.sentence = chart.sentence_of[chart.token_at(goal.mention.start)] if goal.purpose else -1
        self.functions = frozenset(goal.mention.functions) - _MEANS
        self.words = _stems(chart, first, last)


def _ties(chart: Chart, activity: Mention, aims: list[_Aim]) -> Iterator[Link]:
    """The links of one activity: the first tie that holds of purpose, number, function and word."""
    first, last = chart.tokens_of(activity.start, activity.end)
    functions, words = activity.functions, _stems(chart, first, last)
    task = activity.label == "ACTIVITY"
    for aim in aims:
        goal = aim.goal
        if goal.purpose and task and (aim.sentence == chart.sentence_of[first] or goal.mention.section != "goals"):
            yield Link(activity, goal.mention, "purpose", goal.mention.text)
        elif aim.named:
            yield Link(activity, goal.mention, "reference", goal.tag)
        elif not aim.functions.isdisjoint(functions):
            yield Link(activity, goal.mention, "function", min(aim.functions.intersection(functions)))
        elif not words.isdisjoint(aim.words):
            yield Link(activity, goal.mention, "function", min(words & aim.words))


def _key(tag: str) -> str:
    return "".join(filter(str.isalnum, tag.lower()))


def _references(chart: Chart) -> set[str]:
    """Goals that are named by number outside their own statement: ``addressing LTG 2``."""
    stated: set[int] = set()
    for goal in chart.goals:
        stated.update(range(*chart.tokens_of(goal.mention.start, goal.mention.end)))
    out: set[str] = set()
    for tag in find_tags(chart).values():
        if chart.section_of[tag.first] not in ("plan", "history") and tag.first not in stated:
            name = tag_of(chart.span(tag.first, tag.last))
            if name and any(c.isdigit() for c in name):
                out.add(_key(name))
    return out


def _stems(chart: Chart, first: int, last: int) -> set[str]:
    """Beginnings of the telling words between two tokens."""
    stems = set(map(_STEMS.__getitem__, chart.lower[first:last]))
    stems.discard("")
    return stems


def _stem(word: str) -> str:
    """``sets``, ``setting`` and ``set`` alike: endings off, at most five letters; empty where it tells nothing."""
    if len(word) < 3 or not word.isalpha() or word in _COMMON:
        return ""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.rstrip("e")[:_STEM]


_STEMS = Kept(_stem)


@Language.factory("doclint_links", requires=["doc._.doclint_chart"])
def create_links(nlp: Language, name: str) -> Links:
    """Factory of ``doclint_links``; needs ``doclint_functions`` before it."""
    return Links()
