"""What a finding's confidence is worth: how often findings of its rule, said so surely, are right.

A logistic model of the rule and of what the rule itself says, fitted by ``doclint.training.confidence`` on notes of
writers that the models did not learn from (Platt 1999).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from doclint.nlp.model import weights

FILE = "confidence.npz"
LEAST, MOST = 0.02, 0.99


def odds(confidence: float) -> float:
    """The logarithm of the odds, within bounds."""
    bounded = min(max(confidence, LEAST), MOST)
    return math.log(bounded / (1 - bounded))


@dataclass(frozen=True, slots=True)
class Confidence:
    """For each rule an intercept and a slope on the log odds of what the rule says."""

    lines: dict[str, tuple[float, float]]

    def of(self, rule: str, said: float) -> float:
        """The calibrated confidence of a finding; what the rule says where the rule is not known."""
        line = self.lines.get(rule)
        if line is None:
            return said
        value = 1 / (1 + math.exp(-(line[0] + line[1] * odds(said))))
        return min(max(value, LEAST), MOST)


@cache
def read_confidence(model: str) -> Confidence | None:
    """The calibration of a folder; None for ``rules``, and for a folder without one. Raises weights.ModelError."""
    if model == "rules" or weights.owner(model, FILE) is None:
        return None
    data = weights.arrays(model, FILE)
    pairs = data["lines"].astype(np.float64).tolist()
    return Confidence({rule: (a, b) for rule, (a, b) in zip(weights.strings(data["rules"]), pairs, strict=True)})
