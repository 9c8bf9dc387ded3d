"""Trains a CRF of ``doclint_sequence`` and writes its weights as plain arrays."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from doclint.nlp.chart import Chart
from doclint.nlp.model.crf import Field
from doclint.nlp.model.features import Clusters, features
from doclint.nlp.model.weights import blob

RULES_KEPT = 0.7
"""Share of the rules' proposals that training shows the model: the rules know the training notes better than unseen
ones.
"""
SETTINGS: dict[str, Any] = {
    "c1": 0.0,
    "c2": 2.0,
    "max_iterations": 120,
    "feature.possible_transitions": True,
    "feature.minfreq": 2,
}


def train(
    examples: Iterable[tuple[Chart, list[str]]], clusters: Clusters, settings: dict[str, Any] | None = None
) -> Field:
    """Fit on charts and their tags by L-BFGS with elastic net; the same examples give the same weights."""
    import pycrfsuite

    chance = random.Random(0)

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**SETTINGS, **(settings or {})})
    for chart, labels in examples:
        if labels:
            shown = replace(chart, candidates=[item for item in chart.candidates if chance.random() < RULES_KEPT])
            trainer.append(features(shown, clusters), labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "crf"))
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    labels = sorted(info.labels)
    column = {label: number for number, label in enumerate(labels)}
    index: dict[str, int] = {}
    for name, _ in info.state_features:
        index.setdefault(name, len(index))
    state = np.zeros((len(index), len(labels)), np.float32)
    for (name, label), weight in info.state_features.items():
        state[index[name], column[label]] = weight
    transitions = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in info.transitions.items():
        transitions[column[before], column[after]] = weight
    return Field(tuple(labels), index, state, transitions)


def write(field: Field, path: Path) -> None:
    """The field as an npz file: names as one blob of lines, weights as float16."""
    order = sorted(field.index, key=lambda name: field.index[name])
    with path.open("wb") as out:
        np.savez_compressed(
            out,
            labels=blob(list(field.labels)),
            features=blob(order),
            state=field.state.astype(np.float16),
            transitions=field.transitions,
        )
