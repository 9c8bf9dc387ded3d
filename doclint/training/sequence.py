"""Trains a CRF of ``doclint_sequence`` and writes its weights as plain arrays."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from doclint.nlp.chart import Chart
from doclint.nlp.model.crf import Field
from doclint.nlp.model.features import Clusters, features
from doclint.nlp.model.tables import table_of
from doclint.nlp.model.weights import blob
from doclint.training.settings import Settings


def train(examples: Iterable[tuple[Chart, Sequence[str]]], clusters: Clusters, settings: Settings) -> Field:
    """Fit on charts and their tags by L-BFGS with elastic net; the same examples and settings give the same weights."""
    import pycrfsuite

    chance = random.Random(settings.seed)

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(settings.sequence)
    for chart, labels in examples:
        if labels:
            kept = [item for item in chart.candidates if chance.random() < settings.rules_kept]
            shown = features(replace(chart, candidates=kept), clusters)
            trainer.append([[n for n in names if not n.startswith(settings.dropped)] for names in shown], labels)
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
    return Field(tuple(labels), table_of(index, state.astype(np.float16)), transitions)


def write(field: Field, path: Path) -> None:
    """The field as an npz file: names as blobs of lines, weights as float16."""
    arrays = {"labels": blob(list(field.labels)), "transitions": field.transitions, **field.table.arrays()}
    with path.open("wb") as out:
        np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
