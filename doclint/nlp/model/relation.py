"""How likely what was done serves a functional goal of the note: a logistic model on a few plain measures.

Nearness of the words (``doclint.nlp.model.vectors``), shared words and functions, and the links that the rules found.
Trained by ``doclint.training.relation``; the weights are the explanation.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from operator import mul

import numpy as np

from doclint.facts import Facts
from doclint.nlp.attribution import CODE
from doclint.nlp.model import weights
from doclint.nlp.model.vectors import Vectors, read_vectors

FILE = "relation.npz"
SCORE = "unrelated"
"""Name of the probability in ``Facts.scores``."""
NAMES = (
    "nearest",
    "mean",
    "nearest_by_goal",
    "purpose",
    "link_purpose",
    "link_reference",
    "link_function",
    "shared_functions",
    "no_function_done",
    "no_function_wanted",
    "shared_words",
    "done",
    "goals",
    "exercise_alone",
)
_WORD = re.compile(r"[a-z]+")
_LONG = 4
"""Letters of a word that counts as shared."""
_MOST = 12
"""Tasks and goals that are compared; further ones add nothing."""


def measures(facts: Facts, vectors: Vectors) -> list[float] | None:
    """The measures named in ``NAMES``; None where the note has no functional goal, or nothing was done for it."""
    mine = [m for m in facts.mentions if m.status == "performed" and m.code in (CODE, None)]
    tasks = [m for m in mine if m.label == "ACTIVITY"]
    done = (tasks or [m for m in mine if m.label == "EXERCISE"])[:_MOST]
    goals = [goal for goal in facts.goals if goal.functional][:_MOST]
    if not done or not goals:
        return None
    deeds = [_WORD.findall(m.text.lower()) for m in done]
    aims = [_WORD.findall(goal.mention.text.lower()) for goal in goals]
    near = vectors.near(deeds, aims)
    kinds = {link.kind for link in facts.links}
    functions_done = {name for m in tasks for name in m.functions}
    functions_wanted = {name for goal in facts.goals for name in goal.mention.functions}
    said = [_long(words) for words in aims]
    shared = max(len(words & other) for words in map(_long, deeds) for other in said)
    return [
        max(map(max, near)),
        sum(map(sum, near)) / (len(done) * len(goals)),
        sum(map(max, zip(*near, strict=True))) / len(goals),
        float(any(goal.purpose for goal in goals)),
        float("purpose" in kinds),
        float("reference" in kinds),
        float("function" in kinds),
        float(len(functions_done & functions_wanted)),
        float(not functions_done),
        float(not functions_wanted),
        float(shared),
        float(len(done)),
        float(len(goals)),
        float(not tasks),
    ]


@dataclass(frozen=True, slots=True)
class Relation:
    """The model: a weight for each of ``NAMES``, and the intercept ``bias``."""

    weight: tuple[float, ...]
    bias: float
    vectors: Vectors

    def scores(self, facts: Facts) -> dict[str, float]:
        """The probability that nothing done serves a functional goal, under ``SCORE``; empty where that is no
        question.
        """
        found = measures(facts, self.vectors)
        if found is None:
            return {}
        score = self.bias + sum(map(mul, self.weight, found))
        return {SCORE: round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 4)}


@cache
def read_relation(model: str) -> Relation | None:
    """The model of a folder; None for ``rules``, and for a folder without one. Raises weights.ModelError."""
    if model == "rules" or weights.owner(model, FILE) is None:
        return None
    data = weights.arrays(model, FILE)
    return Relation(tuple(data["weight"].astype(np.float64).tolist()), float(data["bias"][0]), read_vectors(model))


def _long(words: list[str]) -> set[str]:
    return {word for word in words if len(word) >= _LONG}
