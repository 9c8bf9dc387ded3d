"""Component ``doclint_goal_sense``: whether a goal is functional, and whether it has a measure, by linear models on
its words, weighed with what the vocabulary knows of them.
"""

from __future__ import annotations

import math
from operator import itemgetter
from typing import NamedTuple

from spacy.language import Language

from doclint.facts import Mention
from doclint.kept import Kept
from doclint.nlp.chart import Chart, Read, chart_for
from doclint.nlp.goal.records import functional_in_words, goal_tokens
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.linear import START, Linear, logistic, read_linear, word_names

FILE = "goals.npz"

_IMPAIRMENT, _FUNCTION = -2.0, 1.5
"""Log odds that a goal of impairment words alone, and one that names an everyday function, add to the model's; by trial
on held-out notes of the train split.
"""
_MEANS = frozenset({"d445"})
"""Use of hand and arm is part of nearly every task, and of most impairment goals of the hand."""


Weights = tuple[float, float]
"""What a feature says of a goal's being functional, and of its having a measure."""
_FUNCTIONAL, _MEASURED = itemgetter(0), itemgetter(1)


class Weighed(NamedTuple):
    """What the models know of one word: its normal form, the features that it has by itself, and those that it makes
    with the word behind it.
    """

    normal: str
    own: dict[str, Weights]
    pairs: dict[str, tuple[str, Weights]]


class GoalModels:
    """Two linear models that read the same words; what they know of a word is kept."""

    def __init__(self, functional: Linear, measured: Linear, clusters: Clusters) -> None:
        self._bias = functional.bias, measured.bias
        self._clusters = clusters
        self._weights: dict[str, Weights] = {
            name: (functional.weight.get(name, 0.0), measured.weight.get(name, 0.0))
            for name in functional.weight.keys() | measured.weight.keys()
        }
        self._pairs: dict[str, dict[str, tuple[str, Weights]]] = {}
        for name, weights in self._weights.items():
            for at in range(1, len(name) - 1):
                if name[at] == "_":
                    self._pairs.setdefault(name[:at], {})[name[at + 1 :]] = name, weights
        self._words = Kept(self._weighed)

    def _weighed(self, word: str) -> Weighed:
        names = word_names(word, self._clusters)
        own = {name: self._weights[name] for name in names if name in self._weights}
        return Weighed(names[0], own, self._pairs.get(names[0], {}))

    def __call__(self, words: list[str]) -> Weights:
        """The probabilities of functional and of measured."""
        found: dict[str, Weights] = {}
        behind = self._pairs.get(START, {})
        for word in map(self._words.__getitem__, words):
            found.update(word.own)
            if word.normal in behind:
                name, weights = behind[word.normal]
                found[name] = weights
            behind = word.pairs
        said, (functional, measured) = found.values(), self._bias
        return logistic(sum(map(_FUNCTIONAL, said), functional)), logistic(sum(map(_MEASURED, said), measured))


class GoalSense:
    """Fills ``chart.goal_sense``: start of the goal to the probabilities of functional and of measured."""

    def __init__(self, functional: Linear, measured: Linear, clusters: Clusters) -> None:
        self._models = GoalModels(functional, measured, clusters)

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_goal_sense", "doclint_layout", "doclint_status", "doclint_functions")
        for mention in chart.mentions:
            if mention.label == "GOAL":
                first, last = goal_tokens(chart, mention)
                functional, measured = self._models(chart.words[first:last])
                if not functional_in_words(chart, first, last):
                    functional = _weighed(functional, _IMPAIRMENT)
                elif not _MEANS.issuperset(mention.functions):
                    functional = _weighed(functional, _FUNCTION)
                chart.goal_sense[mention.start] = functional, measured
        return doc


def _weighed(probability: float, log_odds: float) -> float:
    """The probability with log odds added to its own."""
    odds = probability * math.exp(log_odds)
    return odds / (odds + 1 - probability)


def goal_words(chart: Chart, mention: Mention) -> list[str]:
    """The goal's words behind its tag."""
    first, last = goal_tokens(chart, mention)
    return chart.words[first:last]


@Language.factory("doclint_goal_sense", requires=["doc._.doclint_chart"], default_config={"model": "fast"})
def create_goal_sense(nlp: Language, name: str, model: str) -> GoalSense:
    """Factory of ``doclint_goal_sense``; ``model`` names a folder of models/."""
    return GoalSense(read_linear(model, FILE, "functional"), read_linear(model, FILE, "measured"), read_clusters(model))
