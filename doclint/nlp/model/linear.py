"""Linear models on short texts, trained with scikit-learn and read without it: the weights are their explanation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from doclint.nlp.model import weights
from doclint.nlp.model.features import Clusters, clusters_of, normal

START = "^"
"""Stands before the first word of a text."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model: ``weight`` by feature name, and the intercept ``bias``."""

    weight: dict[str, float]
    bias: float

    def probability(self, names: set[str]) -> float:
        """Probability of the positive class, between 0 and 1."""
        return logistic(self.bias + sum(map(self.weight.get, names, repeat(0.0))))

    def strongest(self, names: set[str], most: int = 5) -> list[tuple[str, float]]:
        """The features of a text that speak most for the positive class, with their weights."""
        known = [(name, self.weight[name]) for name in names if self.weight.get(name, 0.0) > 0]
        return sorted(known, key=lambda pair: -pair[1])[:most]


def logistic(score: float) -> float:
    """The probability of a score."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def read_linear(model: str, file: str, name: str) -> Linear:
    """One linear model of a file. Raises weights.ModelError."""
    data = weights.arrays(model, file)
    values = data[f"{name}.weight"].astype(np.float64).tolist()
    return Linear(
        dict(zip(weights.strings(data[f"{name}.features"]), values, strict=True)), float(data[f"{name}.bias"][0])
    )


def text_features(words: list[str], clusters: Clusters) -> set[str]:
    """Words, pairs of words and word clusters of a short text."""
    own = [word_names(word, clusters) for word in words]
    lower = [names[0] for names in own]
    return set().union(*own, map("_".join, zip([START, *lower], lower, strict=False)))


def word_names(word: str, clusters: Clusters) -> tuple[str, ...]:
    """The word in its normal form, its beginning and its clusters."""
    lower = normal(word)
    beginning = (f"p={lower[:5]}",) if lower.isalpha() and len(lower) > 4 else ()
    group = clusters_of(word, clusters)
    return (lower, *beginning, *((f"a{group[0]}", f"b{group[1]}") if group else ()))
