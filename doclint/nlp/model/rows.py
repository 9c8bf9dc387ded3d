"""What each token's features add to the models' scores: rows for words, places and pairs, of all models side by side.

The features of a distinct word or place are named and their weights summed once; the row is kept for later notes. A
note's scores are sums of such rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Chart
from doclint.nlp.model.crf import Field, Matrix
from doclint.nlp.model.features import (
    CAPITALS,
    EDGE,
    WINDOW,
    Clusters,
    Key,
    clusters_of,
    normal,
    part_features,
    place_features,
    places,
    shape,
    word_parts,
)
from doclint.nlp.model.pairs import Pairs
from doclint.nlp.model.vectors import Vectors

_MOST = 15_000
"""Words, and places, kept between notes; more, and the tables start anew with the next note."""
_AROUND = tuple(distance for distance in WINDOW if distance)
_REACH = max(WINDOW)
Numbers = NDArray[np.int32]
_Kind = TypeVar("_Kind", np.float32, np.int32)


@dataclass(frozen=True, slots=True)
class Embedding:
    """What the convolution adds of a token itself: weights by feature, and of its word's vector times ``project``."""

    index: dict[str, int]
    state: NDArray[np.generic]
    vectors: Vectors
    project: Matrix


@dataclass(frozen=True, slots=True)
class Tokens:
    """Rows of a note's tokens: ``words`` with an edge at both ends, ``own`` by kind and token, ``pairs`` by kind and
    pair of neighbours."""

    words: Numbers
    own: list[Numbers]
    pairs: tuple[Numbers, Numbers]

    def __len__(self) -> int:
        return len(self.words) - 2 * _REACH


class Rows:
    """Rows for the ``fields`` and, where there is one, the ``embedding`` of the convolution."""

    def __init__(self, fields: Sequence[Field], clusters: Clusters, embedding: Embedding | None = None) -> None:
        self._clusters = clusters
        self._embedding = embedding
        self._fields = [(field.index, field.state) for field in fields]
        self._all = [*self._fields, (embedding.index, embedding.state)] if embedding else self._fields
        self.width = sum(len(field.labels) for field in fields)
        self._pairs = Pairs(fields)
        self._clear()

    def tokens(self, chart: Chart) -> Tokens:
        """The rows of a note with a token at least."""
        if len(self._words) > _MOST or len(self._places) > _MOST:
            self._clear()
        known = self._words
        fresh = [word for word in dict.fromkeys(chart.words) if word not in known]
        known.update(zip(fresh, range(len(known), len(known) + len(fresh)), strict=True))
        self._new_words += fresh
        own = [self._numbers(kind.keys)[kind.of] for kind in places(chart)]
        self._settle()
        words = np.zeros(len(chart) + 2 * _REACH, np.int32)  # the edge is word 0
        words[_REACH:-_REACH] = list(map(known.__getitem__, chart.words))
        shapes, number, group, letters, capitals = self._about.take(words[_REACH:-_REACH], axis=0).T
        if not capitals.sum() > CAPITALS * letters.sum():
            own.append(shapes)
        return Tokens(words, own, self._pairs.rows(number, group))

    def sums(self, tokens: Tokens, start: int, end: int) -> tuple[Matrix, Matrix]:
        """For tokens ``start`` to ``end`` (exclusive) the scores of the fields' labels side by side, and what the
        convolution begins with."""
        own = self._own.take(tokens.words[start + _REACH : end + _REACH], axis=0)
        for rows in tokens.own:
            own += self._place_rows.take(rows[start:end], axis=0)
        scores = np.ascontiguousarray(own[:, : self.width])
        for place, distance in enumerate(_AROUND):
            at = tokens.words[start + _REACH + distance : end + _REACH + distance]
            scores += self._around.take(at * np.int32(len(_AROUND)) + np.int32(place), axis=0)
        for rows in tokens.pairs:
            scores[start == 0 :] += self._pairs.right.take(rows[max(start - 1, 0) : end - 1], axis=0)
            known = rows[start:end]
            scores[: len(known)] += self._pairs.left.take(known, axis=0)
        return scores, own[:, self.width :]

    def _clear(self) -> None:
        width = self.width + (self._embedding.project.shape[1] if self._embedding else 0)
        self._words: dict[str, int] = {EDGE: 0}
        self._new_words = [EDGE]
        self._own = np.zeros((0, width), np.float32)
        self._around = np.zeros((0, self.width), np.float32)
        self._about = np.zeros((0, 5), np.int32)
        self._parts: dict[Key, Matrix] = {}
        self._places: dict[Key, int] = {}
        self._new_places: list[Key] = []
        self._place_rows = np.zeros((0, width), np.float32)

    def _numbers(self, keys: list[Key]) -> Numbers:
        found = list(map(self._places.get, keys))
        if None in found:
            found = [self._place(key) for key in keys]
        return np.array(found, np.int32)

    def _place(self, key: Key) -> int:
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = len(self._places)
            self._new_places.append(key)
        return found

    def _settle(self) -> None:
        """Sum what waits for it, all words and places of a note at once."""
        if words := self._new_words:
            first = len(self._words) - len(words)
            rows = self._of_words(words)
            edge = len(_AROUND) * self.width
            self._around = _put(self._around, first * len(_AROUND), rows[:, :edge].reshape(-1, self.width))
            self._own = _put(self._own, first, rows[:, edge:])
            self._about = _put(self._about, first, np.array([self._of_word(word) for word in words], np.int32))
            self._new_words = []
        if self._new_places:
            names = [place_features(key, self._clusters) for key in self._new_places]
            first = len(self._places) - len(names)
            self._place_rows = _put(self._place_rows, first, np.hstack([_summed(names, *find) for find in self._all]))
            self._new_places = []

    def _of_words(self, words: Sequence[str]) -> Matrix:
        """What each word adds to the tokens around it, and behind that, to its own: the sum of its parts."""
        parts = [word_parts(word, self._clusters) for word in words]
        known = self._parts
        if fresh := [key for key in dict.fromkeys(chain.from_iterable(parts)) if key not in known]:
            names = [part_features(key, distance) for key in fresh for distance in (*_AROUND, 0)]
            rows = np.hstack([_summed(names, *find) for find in self._fields]).reshape(len(fresh), -1)
            if self._embedding is not None:
                rows = np.hstack([rows, _summed(names[len(_AROUND) :: len(WINDOW)], *self._all[-1])])
            known.update(zip(fresh, rows, strict=True))
        begins = [0, *accumulate(len(keys) for keys in parts[:-1])]
        out: Matrix = np.add.reduceat(np.stack([known[key] for keys in parts for key in keys]), begins)
        if self._embedding is not None:
            project = self._embedding.project
            vectors = np.stack([self._embedding.vectors.of(word) for word in words])
            out[:, -project.shape[1] :] += vectors @ project
        return out

    def _of_word(self, word: str) -> tuple[int, int, int, bool, bool]:
        """The place that stands for its shape, its number and group in pairs, and whether it has letters, and capitals
        alone."""
        groups = clusters_of(word, self._clusters)
        letters = word[0].isalpha()
        pairs = self._pairs
        return (
            self._place(("shape", shape(word))),
            pairs.number(normal(word)),
            pairs.group(groups[0]) if groups else -1,
            letters,
            letters and word.isupper(),
        )


def _summed(names: Sequence[list[str]], index: dict[str, int], state: NDArray[np.generic]) -> Matrix:
    """The sum of the weights of each list of features."""
    out = np.zeros((len(names), state.shape[1]), np.float32)
    find = index.get
    found = [(number, row) for number, each in enumerate(names) for name in each if (row := find(name)) is not None]
    if found:
        of, rows = np.array(found).T
        begins = np.flatnonzero(np.diff(of, prepend=-1))
        out[of[begins]] = np.add.reduceat(state[rows].astype(np.float32), begins)
    return out


def _put(table: NDArray[_Kind], first: int, rows: NDArray[_Kind]) -> NDArray[_Kind]:
    """The table with rows from ``first`` on, made larger where it is too small."""
    last = first + len(rows)
    if last > len(table):
        table = np.concatenate([table, np.zeros((max(last, 1024), table.shape[1]), table.dtype)])
    table[first:last] = rows
    return table
