"""Reads notes with the convolutional tagger, in NumPy alone; trained by ``doclint.training.convolution``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from math import lcm

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
_TOGETHER = 8
"""Tokens that are scaled in one stretch: NumPy takes a new start for each."""


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
        self._width = norm.shape[1]
        self._mean = np.full(self._width, 1 / self._width, np.float32)
        self._scale, self._shift = (np.tile(row, _TOGETHER) for row in norm.astype(np.float32))

    def __call__(self, hidden: Matrix) -> None:
        """Normalises the rows in place; their number is a multiple of ``_TOGETHER``."""
        hidden -= (hidden @ self._mean)[:, None]
        spread = np.einsum("ij,ij->i", hidden, hidden)
        spread /= np.float32(self._width)
        spread += _SMALL
        np.sqrt(spread, out=spread)
        np.reciprocal(spread, out=spread)
        hidden *= spread[:, None]
        together = hidden.reshape(-1, _TOGETHER * self._width)
        together *= self._scale
        together += self._shift


class Layer:
    """A gated convolution over each token and those ``distance`` before and behind it, with its residual and its norm.

    Two outputs that stand ``distance`` apart share two of their inputs: four products make both (Winograd 1980,
    F(2, 3)), where plain ones would be six.
    """

    def __init__(
        self, distance: int, kernel: NDArray[np.generic], bias: NDArray[np.generic], norm: NDArray[np.generic]
    ) -> None:
        self.distance = distance
        self._norm = Norm(norm)
        half = kernel.astype(np.float64) / 2  # sigmoid(2 x) is (1 + tanh(x)) / 2
        before, here, behind = half.reshape(3, -1, half.shape[1])
        self._kernels = np.stack(
            [before, (before + here + behind) / 2, (before - here + behind) / 2, behind], dtype=np.float32
        )
        self._bias = np.tile((bias.astype(np.float64) / 2).astype(np.float32), _TOGETHER // 2)

    def __call__(self, hidden: Matrix, size: int) -> Matrix:
        """The next layer's ``hidden``: a row for each of ``size`` tokens, and rows of zeros up to a whole number of
        turns."""
        rows, width = hidden.shape
        count = rows // 2
        turns = hidden.reshape(-1, 2, self.distance, width)
        early, late = np.zeros((2, len(turns) + 1, self.distance, width), np.float32)
        early[:-1] = turns[:, 0]
        late[1:] = turns[:, 1]
        seen = np.empty((4, *late[1:].shape), np.float32)
        np.subtract(late[:-1], late[1:], out=seen[0])
        np.add(early[:-1], late[1:], out=seen[1])
        np.subtract(late[1:], early[:-1], out=seen[2])
        np.subtract(early[:-1], early[1:], out=seen[3])
        made = np.matmul(seen.reshape(4, count, width), self._kernels)
        together = made[1].reshape(-1, len(self._bias))
        together += self._bias
        made[0] += made[1]
        made[0] += made[2]
        made[1] -= made[2]
        made[1] -= made[3]
        gated = np.tanh(made[:2, :, width:])
        gated += 1
        gated *= made[:2, :, :width]
        gated[0] += early[:-1].reshape(count, width)
        gated[1] += late[1:].reshape(count, width)
        self._norm(gated.reshape(rows, width))
        out = np.empty_like(hidden)
        out.reshape(turns.shape)[:] = gated.reshape(2, *turns[:, 0].shape).swapaxes(0, 1)
        out[size:] = 0
        return out


class Convolution:
    """Probabilities of both kinds of labels for every token of a note; ``embedding`` says what it begins with."""

    def __init__(self, model: str, vectors: Vectors) -> None:
        data = weights.arrays(model, FILE)
        self.labels = tuple(weights.strings(data["labels"]))
        self.evidence = tuple(weights.strings(data["evidence"]))
        names = weights.strings(data["features"])
        project = data["vectors"].astype(np.float32)
        self.embedding = Embedding(dict(zip(names, range(len(names)), strict=True)), data["rows"], vectors, project)
        self._layers = [
            Layer(int(distance), data[f"layer{number}"], data[f"layer{number}.bias"], data[f"norm{number + 1}"])
            for number, distance in enumerate(data["dilations"].tolist())
        ]
        self._begin = Norm(data["norm0"])
        self._turn = lcm(_TOGETHER, *(2 * layer.distance for layer in self._layers))
        self._out = np.ascontiguousarray(data["out"].T, np.float32)
        self._bias = data["out.bias"].astype(np.float32)

    def probabilities(self, begin: Matrix) -> Matrix:
        """Entity and evidence labels side by side (tokens by labels), by the sums of the tokens' embeddings."""
        with _one_thread():  # a note is too small to be shared out
            return self._read(begin)

    def _read(self, begin: Matrix) -> Matrix:
        size, width = begin.shape
        hidden = np.zeros((-(-size // self._turn) * self._turn, width), np.float32)
        hidden[:size] = begin
        self._begin(hidden)
        hidden[size:] = 0
        for layer in self._layers:
            hidden = layer(hidden, size)
        scores: Matrix = (self._out @ hidden[:size].T).T  # label by label in memory, as all that follows goes
        scores += self._bias
        cut = len(self.labels)
        for part in (scores[:, :cut], scores[:, cut:]):
            part -= part.max(axis=1, keepdims=True)
            np.exp(part, out=part)
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
