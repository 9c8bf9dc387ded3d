"""Component ``doclint_sequence``: entities by a linear-chain conditional random field that sees what the rules propose.

The weights are those of a CRF (Lafferty, McCallum and Pereira 2001) trained by python-crfsuite; reading needs NumPy alone. A word's
share of the scores is summed once for each distinct word and distance, then looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp import weights
from doclint.nlp.chart import Candidate, Chart, chart_of
from doclint.nlp.merge import merge
from doclint.nlp.features import EDGE, WINDOW, Clusters, all_capitals, pair_features, place_features, word_features

Matrix = NDArray[np.float32]
_CACHED_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """Weights of a CRF: ``labels`` in BIO notation, ``index`` from feature to row of ``state`` (rows by labels), and ``transitions``
    (from label, to label)."""

    labels: tuple[str, ...]
    index: dict[str, int]
    state: Matrix
    transitions: Matrix
    clusters: Clusters


def read(model: str) -> Field:
    """The field of a shipped model. Raises weights.ModelError."""
    data = weights.arrays(model, "sequence.npz")
    words = weights.arrays(model, "clusters.npz")
    table = words["clusters"].tolist()
    clusters: Clusters = {word: tuple(row) for word, row in zip(weights.strings(words["words"]), table, strict=True)}
    names = weights.strings(data["features"])
    return Field(tuple(weights.strings(data["labels"])), {name: row for row, name in enumerate(names)},
                 data["state"].astype(np.float32), data["transitions"].astype(np.float32), clusters)


class Sequence:
    """Tags tokens and adds a Candidate for every span; ``caution`` (0 to 1) is what the label O is multiplied by before decoding."""

    def __init__(self, field: Field, caution: float = 0.6) -> None:
        self.field = field
        self.caution = caution
        self._words: dict[tuple[str, bool], int] = {}
        self._table = np.zeros((1024, len(WINDOW), len(field.labels)), np.float32)

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_of(doc)
        if len(chart):
            chart.candidates = merge(chart, self.spans(self.marginals(chart)))
        return doc

    def scores(self, chart: Chart) -> Matrix:
        """Unnormalised scores of every label for every token (tokens by labels)."""
        field, words, size = self.field, chart.words, len(chart)
        capitals = all_capitals(chart)
        edge = self._row(EDGE, False)
        reach = max(WINDOW)
        rows = np.full(size + 2 * reach, edge)
        rows[reach:reach + size] = [self._row(word, capitals) for word in words]
        out = np.zeros((size, len(field.labels)), np.float32)
        for column, distance in enumerate(WINDOW):
            out += self._table[rows[reach + distance:reach + distance + size], column]
        index, state = field.index, field.state
        tokens: list[int] = []
        found: list[int] = []
        for token, names in enumerate(place_features(chart, field.clusters)):
            for name in names:
                row = index.get(name)
                if row is not None:
                    tokens.append(token)
                    found.append(row)
        for token in range(1, size):
            for name in pair_features(words[token - 1], words[token], field.clusters):
                for side, place in (("L", token), ("R", token - 1)):
                    row = index.get(side + name)
                    if row is not None:
                        tokens.append(place)
                        found.append(row)
        if found:
            np.add.at(out, tokens, state[found])
        return out

    def _row(self, word: str, capitals: bool) -> int:
        key = (word, capitals)
        row = self._words.get(key)
        if row is not None:
            return row
        if len(self._words) >= _CACHED_WORDS:
            self._words.clear()
        row = len(self._words)
        self._words[key] = row
        if row >= len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        for column, distance in enumerate(WINDOW):
            found = [self.field.index[name] for name in word_features(word, distance, capitals, self.field.clusters) if name in self.field.index]
            self._table[row, column] = self.field.state[found].sum(axis=0) if found else 0
        return row

    def marginals(self, chart: Chart) -> Matrix:
        """Probability of every label for every token, by the forward-backward algorithm."""
        scores = self.scores(chart)
        emission = np.exp(scores - scores.max(axis=1, keepdims=True))
        step = np.exp(self.field.transitions)
        size = len(emission)
        forward = np.empty_like(emission)
        backward = np.empty_like(emission)
        forward[0] = emission[0] / emission[0].sum()
        for token in range(1, size):
            row = (forward[token - 1] @ step) * emission[token]
            forward[token] = row / row.sum()
        backward[-1] = 1
        back = step.T.copy()
        for token in range(size - 2, -1, -1):
            row = (emission[token + 1] * backward[token + 1]) @ back
            backward[token] = row / row.sum()
        both = forward * backward
        return np.asarray(both / both.sum(axis=1, keepdims=True), dtype=np.float32)

    def spans(self, probabilities: Matrix) -> list[Candidate]:
        """Candidates from the probabilities: the most likely path that keeps the BIO notation, O made less likely by ``caution``."""
        labels = self.field.labels
        log = np.log(np.maximum(probabilities, 1e-8))
        log[:, labels.index("O")] += np.log(self.caution)
        tags = _best_path(log, labels)
        out: list[Candidate] = []
        token = 0
        while token < len(tags):
            tag = labels[tags[token]]
            if tag == "O":
                token += 1
                continue
            label, last = tag[2:], token + 1
            while last < len(tags) and labels[tags[last]] == "I-" + label:
                last += 1
            columns = [labels.index("B-" + label), labels.index("I-" + label)]
            confidence = float(probabilities[token:last, columns].sum(axis=1).mean())
            out.append(Candidate(label, token, last, confidence=round(confidence, 4), source="model"))
            token = last
        return out


def _best_path(log: Matrix, labels: tuple[str, ...]) -> list[int]:
    """Viterbi over posterior log probabilities where only ``I-X`` after ``B-X`` or ``I-X`` is barred or allowed."""
    allowed = np.zeros((len(labels), len(labels)), np.float32)
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            for row, before in enumerate(labels):
                if before[2:] != label[2:]:
                    allowed[row, column] = -1e6
    size = len(log)
    best = log[0] + np.where([label.startswith("I-") for label in labels], -1e6, 0).astype(np.float32)
    pointers = np.empty((size, len(labels)), np.int16)
    for token in range(1, size):
        table = best[:, None] + allowed
        pointers[token] = table.argmax(axis=0)
        best = table[pointers[token], np.arange(len(labels))] + log[token]
    tags = [int(best.argmax())]
    for token in range(size - 1, 0, -1):
        tags.append(int(pointers[token, tags[-1]]))
    return tags[::-1]


@Language.factory("doclint_sequence", requires=["doc._.doclint_chart"], default_config={"model": "fast", "caution": 0.6})
def create_sequence(nlp: Language, name: str, model: str, caution: float) -> Sequence:
    """Factory of ``doclint_sequence``; ``model`` names a folder of models/."""
    return Sequence(read(model), caution)
