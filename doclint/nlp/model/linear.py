"""Linear models on short texts, trained with scikit-learn and read without it: the weights are their explanation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from doclint.nlp.model import weights
from doclint.nlp.model.features import Clusters, clusters_of, normal


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model: ``weight`` by feature name, and the intercept ``bias``."""

    weight: dict[str, float]
    bias: float

    def probability(self, names: set[str]) -> float:
        """Probability of the positive class, between 0 and 1."""
        score = self.bias + sum(self.weight.get(name, 0.0) for name in names)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))

    def strongest(self, names: set[str], most: int = 5) -> list[tuple[str, float]]:
        """The features of a text that speak most for the positive class, with their weights."""
        known = [(name, self.weight[name]) for name in names if self.weight.get(name, 0.0) > 0]
        return sorted(known, key=lambda pair: -pair[1])[:most]


def read_linear(model: str, file: str, name: str) -> Linear:
    """One linear model of a file. Raises weights.ModelError."""
    data = weights.arrays(model, file)
    values = data[f"{name}.weight"].astype(np.float64).tolist()
    return Linear(
        dict(zip(weights.strings(data[f"{name}.features"]), values, strict=True)), float(data[f"{name}.bias"][0])
    )


def text_features(words: list[str], clusters: Clusters) -> set[str]:
    """Words, pairs of words and word clusters of a short text."""
    names: set[str] = set()
    before = "^"
    for word in words:
        lower = normal(word)
        names.add(lower)
        names.add(f"{before}_{lower}")
        if lower.isalpha() and len(lower) > 4:
            names.add(f"p={lower[:5]}")
        if group := clusters_of(word, clusters):
            names.add(f"a{group[0]}")
            names.add(f"b{group[1]}")
        before = lower
    return names
