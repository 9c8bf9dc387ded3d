"""Trains the model that says whether what was done serves a goal, on notes that the sequence models did not learn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from doclint.facts import Facts
from doclint.nlp.model.relation import measures
from doclint.nlp.model.vectors import Vectors
from doclint.training.corpus import MarkedNote

RULE = "GOL002"


def examples(pairs: Iterable[tuple[MarkedNote, Facts]], vectors: Vectors) -> list[tuple[list[float], bool]]:
    """Measures of each note that has both goal and deed, and whether the gold says that nothing ties them."""
    out = []
    for note, facts in pairs:
        found = measures(facts, vectors) if note.applicable and RULE not in note.optional else None
        if found is not None and "ACT006" not in note.findings:
            out.append((found, RULE in note.findings))
    return out


def train(found: list[tuple[list[float], bool]], penalty: float) -> tuple[np.ndarray, float]:
    """Weights and intercept of a ridge logistic model; ``penalty`` is its inverse strength on measures of one
    spread.
    """
    from sklearn.linear_model import LogisticRegression

    table = np.array([row for row, _ in found])
    wanted = np.array([gold for _, gold in found])
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=penalty, max_iter=1000, random_state=0).fit((table - centre) / spread, wanted)
    weight = model.coef_[0] / spread
    return weight, float(model.intercept_[0] - weight @ centre)


def write(weight: np.ndarray, bias: float, path: Path) -> None:
    """The model as an npz file."""
    with path.open("wb") as out:
        np.savez_compressed(out, weight=weight.astype(np.float64), bias=np.array([bias]))
