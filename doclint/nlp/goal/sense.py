"""Component ``doclint_goal_sense``: whether a goal is functional, and whether it has a measure, by linear models on
its words, weighed with what the vocabulary knows of them.
"""

from __future__ import annotations

import math

from spacy.language import Language

from doclint.facts import Mention
from doclint.nlp.chart import Chart, Read, chart_for
from doclint.nlp.goal.records import functional_in_words
from doclint.nlp.goal.text import body_of
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.linear import Linear, TextFeatures, read_linear
from doclint.nlp.treatment.functions import functions_of

FILE = "goals.npz"

_IMPAIRMENT, _FUNCTION = -2.0, 1.5
"""Log odds that a goal of impairment words alone, and one that names an everyday function, add to the model's; by trial
on held-out notes of the train split.
"""
_MEANS = frozenset({"d445"})
"""Use of hand and arm is part of nearly every task, and of most impairment goals of the hand."""


class GoalSense:
    """Fills ``chart.goal_sense``: start of the goal to the probabilities of functional and of measured."""

    def __init__(self, functional: Linear, measured: Linear, clusters: Clusters) -> None:
        self.functional = functional
        self.measured = measured
        self._features = TextFeatures(clusters)

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_goal_sense", "doclint_layout", "doclint_status")
        for mention in chart.mentions:
            if mention.label == "GOAL":
                names = self._features(goal_words(chart, mention))
                functional = _weighed(self.functional.probability(names), _words_say(chart, mention))
                chart.goal_sense[mention.start] = (functional, self.measured.probability(names))
        return doc


def _words_say(chart: Chart, mention: Mention) -> float:
    """Log odds by the vocabulary that a goal is functional."""
    if not functional_in_words(chart, mention):
        return _IMPAIRMENT
    named = set(functions_of(chart, *chart.tokens_of(mention.start, mention.end))) - _MEANS
    return _FUNCTION if named else 0.0


def _weighed(probability: float, log_odds: float) -> float:
    """The probability with log odds added to its own."""
    odds = probability * math.exp(log_odds)
    return odds / (odds + 1 - probability)


def goal_words(chart: Chart, mention: Mention) -> list[str]:
    """The goal's words behind its tag."""
    first, last = chart.tokens_of(mention.start, mention.end)
    offset = len(mention.text) - len(body_of(mention.text))
    return chart.words[max(first, chart.token_at(mention.start + offset)) : last]


@Language.factory("doclint_goal_sense", requires=["doc._.doclint_chart"], default_config={"model": "fast"})
def create_goal_sense(nlp: Language, name: str, model: str) -> GoalSense:
    """Factory of ``doclint_goal_sense``; ``model`` names a folder of models/."""
    return GoalSense(read_linear(model, FILE, "functional"), read_linear(model, FILE, "measured"), read_clusters(model))
