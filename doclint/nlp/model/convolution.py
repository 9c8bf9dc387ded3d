"""Reads notes with the convolutional tagger, in NumPy alone; trained by ``doclint.training.convolution``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import LibController, ThreadpoolController

from doclint.nlp.chart import Chart
from doclint.nlp.model import weights
from doclint.nlp.model.features import Clusters, all_capitals, place_names, word_features
from doclint.nlp.model.rows import Embedding
from doclint.nlp.model.vectors import Vectors

FILE = "convolution.npz"
Matrix = NDArray[np.float32]
_SMALL = np.float32(1e-5)


def token_features(chart: Chart, clusters: Clusters) -> list[list[str]]:
    """All features of every token itself, as training takes them."""
    capitals = all_capitals(chart)
    return [
        names + word_features(word, 0, capitals, clusters)
        for word, names in zip(chart.words, place_names(chart, clusters), strict=True)
    ]


class Convolution:
    """Probabilities of both kinds of labels for every token of a note; ``embedding`` says what it begins with."""

    def __init__(self, model: str, vectors: Vectors) -> None:
        data = weights.arrays(model, FILE)
        self.labels = tuple(weights.strings(data["labels"]))
        self.evidence = tuple(weights.strings(data["evidence"]))
        names = weights.strings(data["features"])
        project = data["vectors"].astype(np.float32)
        self.embedding = Embedding(dict(zip(names, range(len(names)), strict=True)), data["rows"], vectors, project)
        self._dilations = [int(value) for value in data["dilations"]]
        self._layers = [
            (data[f"layer{number}"].astype(np.float32), data[f"layer{number}.bias"].astype(np.float32))
            for number in range(len(self._dilations))
        ]
        self._norms = [data[f"norm{number}"].astype(np.float32) for number in range(len(self._dilations) + 1)]
        self._out = data["out"].astype(np.float32), data["out.bias"].astype(np.float32)

    def probabilities(self, begin: Matrix) -> Matrix:
        """Entity and evidence labels side by side (tokens by labels), by the sums of the tokens' embeddings."""
        with _one_thread():  # a note is too small to be shared out
            return self._read(begin)

    def _read(self, begin: Matrix) -> Matrix:
        hidden = _normal(begin, self._norms[0])
        size, width = hidden.shape
        reach = max(self._dilations)
        padded = np.zeros((size + 2 * reach, width), np.float32)
        around = np.empty((size, 3 * width), np.float32)
        both = np.empty((size, 2 * width), np.float32)
        for distance, (kernel, bias), norm in zip(self._dilations, self._layers, self._norms[1:], strict=True):
            padded[reach : reach + size] = hidden
            for place, shift in enumerate((reach - distance, reach, reach + distance)):
                around[:, place * width : (place + 1) * width] = padded[shift : shift + size]
            np.matmul(around, kernel, out=both)
            both += bias
            gate = np.exp(-both[:, width:])
            gate += 1
            np.divide(both[:, :width], gate, out=gate)
            hidden += gate
            hidden = _normal(hidden, norm)
        scores = hidden @ self._out[0]
        scores += self._out[1]
        for part in np.split(scores, [len(self.labels)], axis=1):
            part -= part.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        for part in np.split(scores, [len(self.labels)], axis=1):
            part /= part.sum(axis=1, keepdims=True)
        return scores


@cache
def _libraries() -> list[LibController]:
    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread for the products of matrices."""
    before = [(library, library.get_num_threads()) for library in _libraries()]
    for library, _ in before:
        library.set_num_threads(1)
    try:
        yield
    finally:
        for library, threads in before:
            library.set_num_threads(threads)


def _normal(hidden: Matrix, norm: Matrix) -> Matrix:
    """Layer normalisation (Ba and others 2016)."""
    out: Matrix = hidden - hidden.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", out, out)[:, None] / np.float32(out.shape[1])
    out *= 1 / np.sqrt(spread + _SMALL)
    out *= norm[0]
    out += norm[1]
    return out
