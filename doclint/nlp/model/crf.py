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
from doclint.nlp.model.features import Clusters

Matrix = NDArray[np.float32]
_BLOCK = 32
"""Tokens that are read one after the other; the blocks of a note are read side by side. A sum that runs through a whole
block has in most notes forgotten where it began."""
_REST = 16
"""Tokens after which the sums are scaled, long before they leave the range of a float64."""
_SAME = 1e-7
"""Difference between two sums, each scaled to one, up to which they count as the same."""


@dataclass(frozen=True, slots=True)
class Field:
    """Weights of a CRF: ``labels`` in BIO notation, ``index`` from feature to row of ``state`` (rows by labels), and
    ``transitions`` (from label, to label)."""

    labels: tuple[str, ...]
    index: dict[str, int]
    state: NDArray[np.generic]
    transitions: Matrix


@cache
def read_clusters(model: str) -> Clusters:
    """Word clusters of a shipped model, read once. Raises weights.ModelError."""
    data = weights.arrays(model, "clusters.npz")
    coarse, middle, fine = data["clusters"].T.tolist()
    return dict(zip(weights.strings(data["words"]), zip(coarse, middle, fine, strict=True), strict=True))


def read_field(model: str, name: str) -> Field:
    """One field of a shipped model. Raises weights.ModelError."""
    data = weights.arrays(model, name)
    names = weights.strings(data["features"])
    return Field(
        tuple(weights.strings(data["labels"])),
        dict(zip(names, range(len(names)), strict=True)),
        data["state"],
        data["transitions"].astype(np.float32),
    )


class Chains:
    """The transitions of several fields, read forwards and backwards in one pass."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._sizes = [len(field.labels) for field in fields]
        self._most = max(self._sizes)
        runs = [np.exp(field.transitions.astype(np.float64)) for field in fields]
        runs += [run.T for run in runs]
        self._steps = np.zeros((len(runs), self._most, self._most))
        for step, run in zip(self._steps, runs, strict=True):
            step[: len(run), : len(run)] = run / run.max()

    def marginals(self, scores: Matrix) -> Matrix:
        """The probability of every label for every token, by the scores of the features; tokens by labels, those of the
        fields side by side."""
        size, fields, most = len(scores), len(self._sizes), self._most
        parts = [part - part.max(axis=1, keepdims=True) for part in self._split(scores)]
        blocks = -(-size // _BLOCK)
        met = np.ones((blocks * _BLOCK, 2 * fields, most))
        met[:size] = 0.0
        for number, part in enumerate(parts):
            np.exp(part, out=met[:size, number, : part.shape[1]])
        met[:size, fields:] = met[size - 1 :: -1, :fields]
        sums = self._sums(np.ascontiguousarray(met.reshape(blocks, _BLOCK, 2 * fields, most).transpose(1, 2, 0, 3)))
        run = sums.transpose(2, 0, 1, 3).reshape(-1, 2 * fields, most)[:size]
        both = run[:, :fields] * met[:size, :fields]
        both *= run[::-1, fields:]
        both /= both.sum(axis=2, keepdims=True)
        labels = [both[:, number, :own].T for number, own in enumerate(self._sizes)]
        return np.vstack(labels, dtype=np.float32).T

    def _split(self, scores: Matrix) -> list[Matrix]:
        return np.split(scores, np.cumsum(self._sizes)[:-1], axis=1)

    def _sums(self, met: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the tokens before each token say of its label, block by block and run by run; ``met`` and the sums are
        token of the block, run, block and label.

        A block begins with the sums that the block before it gives where that one begins with nothing known. Where the
        block before it, read with its own beginning, gives others, the block is read anew.
        """
        _, runs, blocks, most = met.shape
        begin = np.ones((runs, blocks, most))
        if blocks > 1:
            self._run(met[:, :, :-1], begin[:, :-1], None, end := np.empty((runs, blocks - 1, most)))
            begin[:, 1:] = end
        sums = np.empty_like(met)
        end = np.empty((runs, blocks, most))
        self._run(met, begin, sums, end)
        for block in range(1, blocks):
            last = end[:, block - 1]
            if np.abs(last - begin[:, block]).max() > _SAME:
                one = slice(block, block + 1)
                begin[:, block] = last
                self._run(met[:, :, one], begin[:, one], sums[:, :, one], end[:, one])
        return sums

    def _run(
        self,
        met: NDArray[np.float64],
        begin: NDArray[np.float64],
        sums: NDArray[np.float64] | None,
        end: NDArray[np.float64],
    ) -> None:
        """Read the tokens of some blocks from the sums at their ``begin``; fills ``sums``, and ``end``, which sums to
        one."""
        here = np.empty_like(begin)
        row = begin
        for token, met_here in enumerate(met):
            if sums is not None:
                sums[token] = row
            np.multiply(row, met_here, out=here)
            row = np.matmul(here, self._steps, out=end)
            if token % _REST == _REST - 1:
                row /= row.sum(axis=2, keepdims=True)
