"""Linear-chain conditional random fields (Lafferty, McCallum and Pereira 2001) in NumPy alone: their weights, and what
each label is worth by all paths through a note.

The weights come from python-crfsuite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.model import weights
from doclint.nlp.model.features import Clusters, packed
from doclint.nlp.model.tables import Table, read_table

CLUSTERS = "clusters.npz"
Matrix = NDArray[np.float32]
_BLOCK = 32
"""Tokens that are read one after the other; the blocks of a note are read side by side. A sum that runs through a whole
block has mostly forgotten where it began, and is far from leaving the range of a float64."""
_SAME = 1e-7
"""Difference between two sums, each scaled to one, up to which they count as the same."""


@dataclass(frozen=True, slots=True)
class Field:
    """Weights of a CRF: ``labels`` in BIO notation, a ``table`` with a column for each of them, and ``transitions``
    (from label, to label)."""

    labels: tuple[str, ...]
    table: Table
    transitions: Matrix


@cache
def read_clusters(model: str) -> Clusters:
    """Word clusters of a shipped model, read once. Raises weights.ModelError."""
    return packed(weights.texts(model, CLUSTERS, "words"), weights.arrays(model, CLUSTERS)["clusters"])


def read_field(model: str, name: str) -> Field:
    """One field of a shipped model. Raises weights.ModelError."""
    data = weights.arrays(model, name)
    return Field(tuple(weights.strings(data["labels"])), read_table(data), data["transitions"].astype(np.float32))


class Chains:
    """The transitions of several fields, read forwards and backwards in one pass."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._sizes = [len(field.labels) for field in fields]
        self._most = max(self._sizes)
        backwards = [np.exp(field.transitions.astype(np.float64)) for field in fields]
        runs = [*(run.T for run in backwards), *backwards]
        self._steps = np.zeros((len(runs), self._most, self._most))
        for step, run in zip(self._steps, runs, strict=True):
            step[: len(run), : len(run)] = run / run.max()

    def marginals(self, scores: Matrix) -> Matrix:
        """The probability of every label for every token, by the scores of the features; tokens by labels, those of the
        fields side by side."""
        size, fields, most = len(scores), len(self._sizes), self._most
        blocks = -(-size // _BLOCK)
        met = np.empty((2, fields, most, blocks * _BLOCK), np.float32)
        here, backwards = met
        here[:, :, size:] = 0
        for part, into in zip(self._split(scores.T), here, strict=True):
            into[: len(part), :size] = part
            into[len(part) :] = -np.inf
        here -= here.max(axis=1, keepdims=True)
        np.exp(here, out=here)
        backwards[:] = here[:, :, ::-1]
        by_token = np.empty((_BLOCK, 2 * fields, most, blocks))
        by_token.reshape(_BLOCK, -1)[:] = met.reshape(-1, _BLOCK).T
        sums = self._sums(by_token, blocks * _BLOCK - size)[:-1]
        likely, behind = np.ascontiguousarray(sums.reshape(_BLOCK, -1).T).reshape(met.shape)
        likely *= here
        likely *= behind[:, :, ::-1]
        likely /= likely.sum(axis=1, keepdims=True)
        labels = [part[:own, :size] for part, own in zip(likely, self._sizes, strict=True)]
        return np.concatenate(labels, dtype=np.float32).T

    def _split(self, scores: Matrix) -> list[Matrix]:
        return np.split(scores, np.cumsum(self._sizes)[:-1])

    def _sums(self, met: NDArray[np.float64], rest: int) -> NDArray[np.float64]:
        """What the tokens before each token say of its label; ``met`` is token of the block, run, label and block, and
        so are the sums, with those behind the last token too. The note ends ``rest`` tokens before its last block does.

        A block begins with the sums that the block before it ends with, where that one begins with nothing known. Those
        before which others come to stand, now that each block has a beginning, are read anew.
        """
        sums = np.empty((len(met) + 1, *met.shape[1:]))
        sums[0] = 1
        self._run(met, sums, rest)
        if sums.shape[-1] > 1:
            sums[0, ..., 1:] = sums[-1, ..., :-1]
            self._run(met, sums, rest)
        while len(anew := (np.abs(sums[0, ..., 1:] - sums[-1, ..., :-1]).max(axis=(0, 1)) > _SAME).nonzero()[0]):
            part = np.empty((*sums.shape[:-1], len(anew)))
            part[0] = sums[-1].take(anew, axis=2)
            self._run(met.take(anew + 1, axis=3), part, None)
            sums[..., anew + 1] = part
        return sums

    def _run(self, met: NDArray[np.float64], sums: NDArray[np.float64], rest: int | None) -> None:
        """Fill in the sums of some blocks from those before their first tokens; the last ones sum to one. Where the
        first block is among them, the runs backwards begin with its token ``rest``.
        """
        here = np.empty_like(sums[0])
        for token, (before, met_here, behind) in enumerate(zip(sums[:-1], met, sums[1:], strict=True)):
            if token == rest:
                before[len(self._sizes) :, :, 0] = 1
            np.multiply(before, met_here, out=here)
            np.matmul(self._steps, here, out=behind)
        behind /= behind.sum(axis=1, keepdims=True)
