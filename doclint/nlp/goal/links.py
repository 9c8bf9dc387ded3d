"""Component ``doclint_links``: goal records, and what ties an activity of today to a goal.

A purpose in the activity's own sentence ties it; so does the number of a goal that is named beside it; so does the
same function, as an
ICF category that both serve or as the movement or thing that both name. Reads any mentions, whoever found them.
"""

from __future__ import annotations

from spacy.language import Language

from doclint.facts import Goal, Link, LinkKind, Mention
from doclint.kept import Kept
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
        references = _references(chart) if any(goal.tag for goal in chart.goals) else set()
        goals = [
            _Aim(goal, goal.tag is not None and _key(goal.tag) in references, chart) for goal in chart.goals[:_MOST]
        ]
        for activity in activities[:_MOST] if goals else ():
            deed = _Part(activity, chart)
            for aim in goals:
                kind, cue = _tie(deed, aim)
                if kind is not None:
                    chart.links.append(Link(activity, aim.goal.mention, kind, cue))
        return doc


class _Part:
    """What is compared of an activity or a goal, worked out once: its sentence, its functions, its telling words."""

    __slots__ = ("functions", "mention", "sentence", "words")

    def __init__(self, mention: Mention, chart: Chart) -> None:
        self.mention = mention
        self.sentence = chart.sentence_of[chart.token_at(mention.start)]
        self.functions = set(mention.functions) - _MEANS
        self.words = _stems(chart, mention)


class _Aim(_Part):
    """A goal, and whether the note names it by its number elsewhere."""

    __slots__ = ("goal", "named")

    def __init__(self, goal: Goal, named: bool, chart: Chart) -> None:
        super().__init__(goal.mention, chart)
        self.goal = goal
        self.named = named


def _tie(deed: _Part, aim: _Aim) -> tuple[LinkKind | None, str | None]:
    if (
        aim.goal.purpose
        and deed.mention.label == "ACTIVITY"
        and (aim.sentence == deed.sentence or aim.mention.section != "goals")
    ):
        return "purpose", aim.mention.text
    if aim.named:
        return "reference", aim.goal.tag
    if not deed.functions.isdisjoint(aim.functions):
        return "function", min(deed.functions & aim.functions)
    if not deed.words.isdisjoint(aim.words):
        return "function", min(deed.words & aim.words)
    return None, None


def _key(tag: str) -> str:
    return "".join(c for c in tag.lower() if c.isalnum())


def _references(chart: Chart) -> set[str]:
    """Goals that are named by number outside their own statement: ``addressing LTG 2``."""
    stated = {
        token
        for mention in chart.mentions
        if mention.label == "GOAL"
        for token in range(*chart.tokens_of(mention.start, mention.end))
    }
    out: set[str] = set()
    for tag in find_tags(chart).values():
        if chart.section_of[tag.first] not in ("plan", "history") and tag.first not in stated:
            name = tag_of(chart.span(tag.first, tag.last))
            if name and any(c.isdigit() for c in name):
                out.add(_key(name))
    return out


def _stems(chart: Chart, mention: Mention) -> set[str]:
    """Beginnings of the telling words of a mention."""
    first, last = chart.tokens_of(mention.start, mention.end)
    offset = len(mention.text) - len(body_of(mention.text)) if mention.label == "GOAL" else 0
    first = max(first, chart.token_at(mention.start + offset))
    return set(filter(None, map(_STEMS.__getitem__, chart.lower[first:last])))


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
