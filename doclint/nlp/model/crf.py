"""Reading with linear-chain conditional random fields (Lafferty, McCallum and Pereira 2001), in NumPy alone.

The weights come from python-crfsuite. All fields read a note in one pass: what a distinct word, pair of words or
place adds
to the scores is summed once and kept as a row for later notes; the forward and the backward sums of every field are one
product a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Chart, Span
from doclint.nlp.model import weights
from doclint.nlp.model.features import (
    EDGE,
    WINDOW,
    Clusters,
    Key,
    all_capitals,
    pair_features,
    place_features,
    word_features,
)

Matrix = NDArray[np.float32]
_CACHED = 60_000
"""Words, pairs and places kept between notes; more, and the table starts anew with the next note."""
_NONE = 1
"""First of the rows that stay zero: for what no field knows."""
_REST = 16
"""Tokens after which the sums are scaled, long before they leave the range of a float64."""


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


class Reader:
    """Reads notes with several fields at once."""

    def __init__(self, fields: Sequence[Field], clusters: Clusters) -> None:
        self.fields = fields
        self._clusters = clusters
        self._index = [field.index.get for field in fields]
        sizes = [len(field.labels) for field in fields]
        self._width = sum(sizes)
        self._cuts = np.cumsum([0, *sizes])
        self._step = _blocks(
            [np.exp(field.transitions.T) for field in fields] + [np.exp(field.transitions) for field in fields]
        )
        self._parts = np.cumsum([0, *sizes, *sizes[:-1]])
        self._sizes = sizes * 2
        self._clear()

    def marginals(self, chart: Chart, keys: list[tuple[Key, ...]]) -> list[Matrix]:
        """For each field the probability of every label for every token (tokens by labels); the note has a token at
        least. ``keys`` are the note's ``place_keys``.
        """
        scores = self._scores(chart, keys)
        parts = [scores[:, start:end] for start, end in pairwise(self._cuts)]
        emission = np.exp(np.hstack([part - part.max(axis=1, keepdims=True) for part in parts]), dtype=np.float64)
        both = self._sums(emission)
        out: list[Matrix] = []
        for start, end in pairwise(self._cuts):
            part = both[:, start:end]
            out.append((part / part.sum(axis=1, keepdims=True)).astype(np.float32))
        return out

    def _sums(self, emission: NDArray[np.float64]) -> NDArray[np.float64]:
        """Forward times backward sums. The backward sums run through the note from its end, beside the forward ones."""
        met = np.hstack([emission, emission[::-1]])
        sums = np.ones_like(met)
        here = met[0].copy()
        for token in range(1, len(met)):
            if token % _REST == 0:
                here /= np.repeat(np.add.reduceat(here, self._parts), self._sizes)
            row = sums[token]
            np.dot(self._step, here, out=row)
            np.multiply(row, met[token], out=here)
        for start, size in zip(self._parts, self._sizes, strict=True):
            part = sums[:, start : start + size]
            part /= part.max(axis=1, keepdims=True)
        return np.asarray(sums[:, : self._width] * emission * sums[::-1, self._width :])

    def _scores(self, chart: Chart, keys: list[tuple[Key, ...]]) -> Matrix:
        if len(self._rows) > _CACHED:
            self._clear()
        words, size, reach = chart.words, len(chart.words), max(WINDOW)
        capitals = all_capitals(chart)
        known = self._rows.get
        places = np.array([known(key) or self._place(key) for places in keys for key in places]).reshape(size, -1)
        edge = self._word(EDGE, False)
        seen = [known((word, capitals)) or self._word(word, capitals) for word in words]
        around = np.array([edge] * reach + seen + [edge] * reach)
        pairs = np.array([known((left, right, "")) or self._pair(left, right) for left, right in pairwise(words)], int)
        self._settle()
        table = self._table
        out: Matrix = table[around[:size]]
        for column in range(1, len(WINDOW)):
            out += table[around[column : column + size] + column]
        for places_of_kind in places.T:
            out += table[places_of_kind]
        out[1:] += table[pairs]
        out[:-1] += table[pairs + 1]
        return out

    def _clear(self) -> None:
        self._rows: dict[Key, int] = {}
        self._table = np.zeros((4096, self._width), np.float32)
        self._used = _NONE + len(WINDOW)
        self._waiting: list[list[tuple[int, list[int]]]] = [[] for _ in self.fields]

    def _place(self, key: Key) -> int:
        return self._add(key, [place_features(key, self._clusters)])

    def _word(self, word: str, capitals: bool) -> int:
        return self._rows.get((word, capitals)) or self._add(
            (word, capitals), [word_features(word, distance, capitals, self._clusters) for distance in WINDOW]
        )

    def _pair(self, left: str, right: str) -> int:
        names = pair_features(left, right, self._clusters)
        return self._add((left, right, ""), [["L" + name for name in names], ["R" + name for name in names]])

    def _add(self, key: Key, groups: list[list[str]]) -> int:
        """Rows for the sums of the weights of each group of features, one behind the other."""
        first = self._rows[key] = self._used
        for waiting, find in zip(self._waiting, self._index, strict=True):
            for number, names in enumerate(groups, first):
                found = [row for name in names if (row := find(name)) is not None]
                if found:
                    waiting.append((number, found))
        if not any(waiting and waiting[-1][0] >= first for waiting in self._waiting):
            self._rows[key] = _NONE
            return _NONE
        self._used += len(groups)
        return first

    def _settle(self) -> None:
        """Sum what waits for it, all rows of a note at once."""
        while self._used > len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        for field, waiting, (start, end) in zip(self.fields, self._waiting, pairwise(self._cuts), strict=True):
            if waiting:
                weights_ = field.state[list(chain.from_iterable(rows for _, rows in waiting))].astype(np.float32)
                begins = [0, *accumulate(len(rows) for _, rows in waiting[:-1])]
                self._table[[number for number, _ in waiting], start:end] = np.add.reduceat(weights_, begins)
                waiting.clear()


def _blocks(matrices: list[Matrix]) -> NDArray[np.float64]:
    """One matrix with the given ones along its diagonal."""
    size = sum(len(matrix) for matrix in matrices)
    out = np.zeros((size, size))
    at = 0
    for matrix in matrices:
        out[at : at + len(matrix), at : at + len(matrix)] = matrix
        at += len(matrix)
    return out


def spans(probabilities: Matrix, labels: tuple[str, ...], caution: float) -> list[Span]:
    """The most likely path through the probabilities that keeps the BIO notation; ``caution`` (0 to 1) multiplies the
    label O.
    """
    log = np.log(np.maximum(probabilities, 1e-8))
    log[:, labels.index("O")] += np.log(caution)
    begin = _begins(labels)
    tags = _best_path(log, begin, labels.index("O"))
    follows = np.array([labels.index("I-" + label[2:]) if label[2:] else number for number, label in enumerate(labels)])
    tokens = np.arange(len(tags))
    likely = (probabilities[tokens, begin[tags]] + probabilities[tokens, follows[tags]]).tolist()
    out: list[Span] = []
    token = 0
    while token < len(tags):
        label, last = labels[tags[token]][2:], token + 1
        if label:
            while last < len(tags) and labels[tags[last]] == "I-" + label:
                last += 1
            out.append(Span(label, token, last, sum(likely[token:last]) / (last - token)))
        token = last
    return out


def _begins(labels: tuple[str, ...]) -> NDArray[np.intp]:
    """For each label the one that opens its kind: ``B-GOAL`` for ``I-GOAL``, others themselves."""
    return np.array(
        [labels.index("B-" + label[2:]) if label[:2] == "I-" else number for number, label in enumerate(labels)]
    )


def _best_path(log: Matrix, begin: NDArray[np.intp], outside: int) -> list[int]:
    """Each token's best label where they agree with each other; elsewhere the best path between the tokens that are
    sure.
    """
    tags = log.argmax(axis=1)
    inside = begin != np.arange(len(begin))
    before = np.concatenate([[outside], tags[:-1]])
    wrong = np.flatnonzero(inside[tags] & (begin[tags] != begin[before]))
    out: list[int] = tags.tolist()
    if not len(wrong):
        return out
    # With the beginning of its label at every wrong token the path would be right: the best path gives up no more
    # than that.
    most = float((log[wrong, tags[wrong]] - log[wrong, begin[tags[wrong]]]).sum())
    two = np.partition(log, -2, axis=1)
    sure = np.flatnonzero(two[:, -1] - two[:, -2] > most + 1e-3)
    at = 0
    while at < len(wrong):
        place = np.searchsorted(sure, wrong[at])
        first = int(sure[place - 1]) if place else -1
        last = int(sure[place]) if place < len(sure) else len(log)
        out[first + 1 : last + 1] = _path(
            log[first + 1 : last + 1], begin, inside, out[first] if first >= 0 else outside
        )
        at = int(np.searchsorted(wrong, last, side="right"))
    return out


def _path(log: Matrix, begin: NDArray[np.intp], inside: NDArray[np.bool_], before: int) -> list[int]:
    """The best path behind a token with the label ``before``: an inside label follows its own kind alone."""
    kinds = len(begin)
    follows = begin[:, None] == begin[None, :]
    barred = np.where(inside[None, :] & ~follows, -np.inf, 0.0)
    best = log[0] + barred[before]
    pointers = np.empty((len(log), kinds), np.int16)
    columns = np.arange(kinds)
    for token in range(1, len(log)):
        table = best[:, None] + barred
        pointers[token] = table.argmax(axis=0)
        best = table[pointers[token], columns] + log[token]
    tags = [int(best.argmax())]
    for token in range(len(log) - 1, 0, -1):
        tags.append(int(pointers[token, tags[-1]]))
    return tags[::-1]
