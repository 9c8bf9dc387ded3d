"""Reading with a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001), in NumPy alone.

The weights come from python-crfsuite. A word's share of the scores is summed once for each distinct word and distance, then looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doclint.nlp import weights
from doclint.nlp.chart import Chart, Span
from doclint.nlp.features import EDGE, WINDOW, Clusters, all_capitals, pair_features, place_features, word_features

Matrix = NDArray[np.float32]
_CACHED_WORDS = 20_000
"""Distinct words kept between notes; more, and the table starts anew with the next note."""
_BARRED = -1e6


@dataclass(frozen=True, slots=True)
class Field:
    """Weights of a CRF: ``labels`` in BIO notation, ``index`` from feature to row of ``state`` (rows by labels), and ``transitions``
    (from label, to label)."""

    labels: tuple[str, ...]
    index: dict[str, int]
    state: Matrix
    transitions: Matrix


@dataclass(frozen=True, slots=True)
class Observed:
    """What is seen of one note: its words with edges, and the names of the other features with the token that each belongs to."""

    words: list[str]
    capitals: bool
    tokens: list[int]
    names: list[str]


def read_clusters(model: str) -> Clusters:
    """Word clusters of a shipped model. Raises weights.ModelError."""
    data = weights.arrays(model, "clusters.npz")
    return {word: (a, b, c) for word, (a, b, c) in zip(weights.strings(data["words"]), data["clusters"].tolist(), strict=True)}


def read_field(model: str, name: str) -> Field:
    """One field of a shipped model. Raises weights.ModelError."""
    data = weights.arrays(model, name)
    names = weights.strings(data["features"])
    return Field(tuple(weights.strings(data["labels"])), {key: row for row, key in enumerate(names)},
                 data["state"].astype(np.float32), data["transitions"].astype(np.float32))


def observe(chart: Chart, clusters: Clusters) -> Observed:
    """The features of a note, computed once for all fields that read it."""
    words = chart.words
    tokens: list[int] = []
    names: list[str] = []
    for token, place in enumerate(place_features(chart, clusters)):
        tokens += [token] * len(place)
        names += place
    for token in range(1, len(words)):
        for name in pair_features(words[token - 1], words[token], clusters):
            tokens += (token, token - 1)
            names += ("L" + name, "R" + name)
    return Observed(words, all_capitals(chart), tokens, names)


class Reader:
    """One field with its table of word scores."""

    def __init__(self, field: Field, clusters: Clusters) -> None:
        self.field = field
        self.clusters = clusters
        self._rows: dict[tuple[str, bool], int] = {}
        self._table = np.zeros((1024, len(WINDOW), len(field.labels)), np.float32)

    def marginals(self, seen: Observed) -> Matrix:
        """Probability of every label for every token (tokens by labels), by the forward-backward algorithm."""
        scores = self._scores(seen)
        emission = np.exp(scores - scores.max(axis=1, keepdims=True))
        step = np.exp(self.field.transitions)
        forward = np.empty_like(emission)
        backward = np.empty_like(emission)
        forward[0] = emission[0] / emission[0].sum()
        for token in range(1, len(emission)):
            row = (forward[token - 1] @ step) * emission[token]
            forward[token] = row / row.sum()
        backward[-1] = 1
        back = np.ascontiguousarray(step.T)
        for token in range(len(emission) - 2, -1, -1):
            row = (emission[token + 1] * backward[token + 1]) @ back
            backward[token] = row / row.sum()
        both = forward * backward
        return np.asarray(both / both.sum(axis=1, keepdims=True), dtype=np.float32)

    def _scores(self, seen: Observed) -> Matrix:
        size, reach = len(seen.words), max(WINDOW)
        if len(self._rows) > _CACHED_WORDS:
            self._rows.clear()
        rows = np.full(size + 2 * reach, self._row(EDGE, False))
        rows[reach:reach + size] = [self._row(word, seen.capitals) for word in seen.words]
        out = np.zeros((size, len(self.field.labels)), np.float32)
        for column, distance in enumerate(WINDOW):
            out += self._table[rows[reach + distance:reach + distance + size], column]
        find = self.field.index.get
        found = [(token, row) for token, name in zip(seen.tokens, seen.names, strict=True) if (row := find(name)) is not None]
        if found:
            where, which = np.array(found).T
            np.add.at(out, where, self.field.state[which])
        return out

    def _row(self, word: str, capitals: bool) -> int:
        row = self._rows.get((word, capitals))
        if row is not None:
            return row
        row = len(self._rows)
        self._rows[word, capitals] = row
        while row >= len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        index = self.field.index
        for column, distance in enumerate(WINDOW):
            known = [index[name] for name in word_features(word, distance, capitals, self.clusters) if name in index]
            self._table[row, column] = self.field.state[known].sum(axis=0) if known else 0
        return row


def spans(probabilities: Matrix, labels: tuple[str, ...], caution: float) -> list[Span]:
    """The most likely path through the probabilities that keeps the BIO notation; ``caution`` (0 to 1) multiplies the label O."""
    log = np.log(np.maximum(probabilities, 1e-8))
    log[:, labels.index("O")] += np.log(caution)
    tags = _best_path(log, labels)
    out: list[Span] = []
    token = 0
    while token < len(tags):
        label, last = labels[tags[token]][2:], token + 1
        if label:
            while last < len(tags) and labels[tags[last]] == "I-" + label:
                last += 1
            columns = [labels.index("B-" + label), labels.index("I-" + label)]
            out.append(Span(label, token, last, float(probabilities[token:last][:, columns].sum(axis=1).mean())))
        token = last
    return out


def _best_path(log: Matrix, labels: tuple[str, ...]) -> list[int]:
    inside = np.array([label.startswith("I-") for label in labels])
    allowed = np.array([[_BARRED if after.startswith("I-") and before[2:] != after[2:] else 0.0 for after in labels] for before in labels],
                       np.float32)
    best = log[0] + np.where(inside, np.float32(_BARRED), np.float32(0))
    pointers = np.empty((len(log), len(labels)), np.int16)
    columns = np.arange(len(labels))
    for token in range(1, len(log)):
        table = best[:, None] + allowed
        pointers[token] = table.argmax(axis=0)
        best = table[pointers[token], columns] + log[token]
    tags = [int(best.argmax())]
    for token in range(len(log) - 1, 0, -1):
        tags.append(int(pointers[token, tags[-1]]))
    return tags[::-1]
