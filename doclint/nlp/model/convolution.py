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
from doclint.nlp.model.tables import read_table
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


class Norm:
    """Layer normalisation (Ba and others 2016)."""

    def __init__(self, norm: NDArray[np.generic]) -> None:
        width = norm.shape[1]
        self._mean = np.full(width, 1 / width, np.float32)
        self._scale, self._shift = norm.astype(np.float32)[:, :, None]

    def __call__(self, hidden: Matrix) -> None:
        """Normalises the columns in place."""
        hidden -= self._mean @ hidden
        spread = np.einsum("ij,ij->j", hidden, hidden)
        spread /= np.float32(len(hidden))
        spread += _SMALL
        np.sqrt(spread, out=spread)
        hidden /= spread
        hidden *= self._scale
        hidden += self._shift


class Layer:
    """A gated convolution over each token and those ``distance`` before and behind it, with its residual and its
    norm."""

    def __init__(
        self, distance: int, kernel: NDArray[np.generic], bias: NDArray[np.generic], norm: NDArray[np.generic]
    ) -> None:
        self._distance = distance
        self._norm = Norm(norm)
        half = np.float32(0.5)  # sigmoid(2 x) is (1 + tanh(x)) / 2
        self._kernel = np.ascontiguousarray(kernel.T, np.float32) * half
        self._bias = bias.astype(np.float32)[:, None] * half

    def __call__(self, hidden: Matrix) -> Matrix:
        """The next layer's ``hidden`` (width by tokens)."""
        far, (width, size) = self._distance, hidden.shape
        seen = np.zeros((3 * width, size), np.float32)
        seen[:width, far:] = hidden[:, :-far]
        seen[width : 2 * width] = hidden
        seen[2 * width :, :-far] = hidden[:, far:]
        made: Matrix = self._kernel @ seen
        made += self._bias
        out, gate = made[:width], made[width:]
        np.tanh(gate, out=gate)
        gate += 1
        out *= gate
        out += hidden
        self._norm(out)
        return out


class Convolution:
    """Probabilities of both kinds of labels for every token of a note; ``embedding`` says what it begins with."""

    def __init__(self, model: str, vectors: Vectors) -> None:
        data = weights.arrays(model, FILE)
        self.labels = tuple(weights.strings(data["labels"]))
        self.evidence = tuple(weights.strings(data["evidence"]))
        self.embedding = Embedding(read_table(data), vectors, data["vectors"].astype(np.float32))
        self._layers = [
            Layer(int(distance), data[f"layer{number}"], data[f"layer{number}.bias"], data[f"norm{number + 1}"])
            for number, distance in enumerate(data["dilations"].tolist())
        ]
        self._begin = Norm(data["norm0"])
        self._out = np.ascontiguousarray(data["out"].T, np.float32)
        self._bias = data["out.bias"].astype(np.float32)[:, None]

    def probabilities(self, begin: Matrix) -> Matrix:
        """Entity and evidence labels side by side (tokens by labels), by the sums of the tokens' embeddings."""
        with _one_thread():  # a note is too small to be shared out
            return self._read(begin)

    def _read(self, begin: Matrix) -> Matrix:
        hidden = np.array(begin.T, order="C")
        self._begin(hidden)
        for layer in self._layers:
            hidden = layer(hidden)
        scores: Matrix = self._out @ hidden
        scores += self._bias
        cut = len(self.labels)
        for part in (scores[:cut], scores[cut:]):
            part -= part.max(axis=0)
            np.exp(part, out=part)
            part /= part.sum(axis=0)
        return scores.T


@cache
def _libraries() -> list[LibController]:
    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread for the products of matrices."""
    before = [(library, threads) for library in _libraries() if (threads := library.get_num_threads()) != 1]
    for library, _ in before:
        library.set_num_threads(1)
    try:
        yield
    finally:
        for library, threads in before:
            library.set_num_threads(threads)
