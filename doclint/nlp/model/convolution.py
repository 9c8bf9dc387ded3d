"""Reads notes with the convolutional tagger, in NumPy alone; trained by ``doclint.training.convolution``.

What a distinct word or place adds to a token's vector is summed once and kept for later notes.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from doclint.nlp.chart import Chart
from doclint.nlp.model import weights
from doclint.nlp.model.features import Clusters, Key, all_capitals, place_features, place_keys, word_features
from doclint.nlp.model.vectors import Vectors

FILE = "convolution.npz"
Matrix = NDArray[np.float32]
_CACHED = 30_000
"""Words and places kept between notes; more, and the table starts anew."""
_SMALL = np.float32(1e-5)


def token_features(chart: Chart, clusters: Clusters) -> list[list[str]]:
    """All features of every token itself, as training takes them."""
    capitals = all_capitals(chart)
    return [
        [name for key in keys for name in place_features(key, clusters)] + word_features(word, 0, capitals, clusters)
        for word, keys in zip(chart.words, place_keys(chart), strict=True)
    ]


class Convolution:
    """Probabilities of both kinds of labels for every token of a note."""

    def __init__(self, model: str, clusters: Clusters, vectors: Vectors) -> None:
        data = weights.arrays(model, FILE)
        self.labels = tuple(weights.strings(data["labels"]))
        self.evidence = tuple(weights.strings(data["evidence"]))
        self._clusters = clusters
        self._vectors = vectors
        names = weights.strings(data["features"])
        self._index = dict(zip(names, range(len(names)), strict=True))
        self._rows = data["rows"]
        self._project = data["vectors"].astype(np.float32)
        self._dilations = [int(value) for value in data["dilations"]]
        self._layers = [
            (data[f"layer{number}"].astype(np.float32), data[f"layer{number}.bias"].astype(np.float32))
            for number in range(len(self._dilations))
        ]
        self._norms = [data[f"norm{number}"].astype(np.float32) for number in range(len(self._dilations) + 1)]
        self._out = data["out"].astype(np.float32), data["out.bias"].astype(np.float32)
        self._seen: dict[Key, Matrix] = {}

    def probabilities(self, chart: Chart, keys: list[tuple[Key, ...]]) -> tuple[Matrix, Matrix]:
        """Entity and evidence labels (tokens by labels); ``keys`` are the note's ``place_keys``."""
        with _threads().limit(limits=1, user_api="blas"):  # a note is too small to be shared out
            return self._read(chart, keys)

    def _read(self, chart: Chart, keys: list[tuple[Key, ...]]) -> tuple[Matrix, Matrix]:
        hidden = _normal(self._tokens(chart, keys), self._norms[0])
        reach = max(self._dilations)
        size = len(hidden)
        padded = np.zeros((size + 2 * reach, hidden.shape[1]), np.float32)
        for distance, (kernel, bias), norm in zip(self._dilations, self._layers, self._norms[1:], strict=True):
            padded[reach : reach + size] = hidden
            around = np.hstack([padded[reach + shift : reach + shift + size] for shift in (-distance, 0, distance)])
            value, gate = np.split(around @ kernel + bias, 2, axis=1)
            hidden = _normal(hidden + value / (1 + np.exp(-gate)), norm)
        scores = hidden @ self._out[0] + self._out[1]
        cut = len(self.labels)
        return _softmax(scores[:, :cut]), _softmax(scores[:, cut:])

    def _tokens(self, chart: Chart, keys: list[tuple[Key, ...]]) -> Matrix:
        if len(self._seen) > _CACHED:
            self._seen = {}
        seen = self._seen
        capitals = all_capitals(chart)
        parts: list[Matrix] = []
        ends = [0]
        for word, places in zip(chart.words, keys, strict=True):
            key: Key = (word, capitals)
            row = seen.get(key)
            parts.append(self._word(key, word, capitals) if row is None else row)
            for place in places:
                row = seen.get(place)
                parts.append(self._sum(place, place_features(place, self._clusters)) if row is None else row)
            ends.append(len(parts))
        assert all(end > start for start, end in pairwise(ends))
        out: Matrix = np.add.reduceat(np.stack(parts), ends[:-1])
        return out

    def _word(self, key: Key, word: str, capitals: bool) -> Matrix:
        names = word_features(word, 0, capitals, self._clusters)
        row = self._sum(key, names) + self._vectors.of(word) @ self._project
        self._seen[key] = row
        return row

    def _sum(self, key: Key, names: list[str]) -> Matrix:
        found = [number for name in names if (number := self._index.get(name)) is not None]
        row: Matrix = self._rows[found].astype(np.float32).sum(axis=0)
        self._seen[key] = row
        return row


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _normal(hidden: Matrix, norm: Matrix) -> Matrix:
    """Layer normalisation (Ba and others 2016)."""
    centred = hidden - hidden.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _SMALL)
    out: Matrix = centred / spread * norm[0] + norm[1]
    return out


def _softmax(scores: Matrix) -> Matrix:
    out: Matrix = np.exp(scores - scores.max(axis=1, keepdims=True))
    out /= out.sum(axis=1, keepdims=True)
    return out
