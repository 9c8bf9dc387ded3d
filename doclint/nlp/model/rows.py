"""What each token's features add to the models' scores: rows for words, places and pairs, of all models side by side.

The features of a distinct word or place are named and their weights summed once; the row is kept for later notes. A
note's scores are sums of such rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Chart
from doclint.nlp.model.crf import Field, Matrix
from doclint.nlp.model.features import (
    CAPITALS,
    EDGE,
    WINDOW,
    Clusters,
    clusters_of,
    normal,
    place_features,
    shape,
    word_parts,
)
from doclint.nlp.model.pairs import Pairs
from doclint.nlp.model.places import Numbers, Places
from doclint.nlp.model.vectors import Vectors

_MOST = 15_000
"""Words, and places, kept between notes; more, and the tables start anew with the next note."""
_AROUND = tuple(distance for distance in WINDOW if distance)
_SIDES = tuple(map(str, (*_AROUND, 0)))
"""How the names of a part's features begin, by distance; the word's own come last."""
_REACH = max(WINDOW)
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
    pair of neighbours. ``shapes``: what does not count in a note that is in capitals throughout."""

    words: Numbers
    own: list[Numbers]
    shapes: Numbers | None
    pairs: tuple[Numbers, Numbers]

    def __len__(self) -> int:
        return len(self.words) - 2 * _REACH


class _Weights:
    """Weights by feature."""

    def __init__(self, index: dict[str, int], state: NDArray[np.generic]) -> None:
        self._index = index
        self._state = np.concatenate([state, np.zeros_like(state[:1])])
        """A last row of zeros is what an unknown feature adds."""

    def rows(self, names: Sequence[str]) -> Matrix:
        """The weights of each feature."""
        found = np.array(list(map(self._index.get, names, repeat(len(self._state) - 1))), np.intp)
        return self._state.take(found, axis=0).astype(np.float32)


class _Table(Generic[_Kind]):
    """Rows that are kept; a table that is full becomes twice as long."""

    def __init__(self, rows: NDArray[_Kind]) -> None:
        self.rows: NDArray[_Kind] = rows
        self._size = len(rows)

    def __len__(self) -> int:
        return self._size

    def append(self, rows: NDArray[_Kind]) -> None:
        """The rows, one by one, take the next numbers."""
        size = self._size + len(rows)
        if size > len(self.rows):
            more = np.zeros((max(size, 4096), self.rows.shape[1]), self.rows.dtype)
            self.rows = np.concatenate([self.rows, more])
        self.rows[self._size : size] = rows
        self._size = size


class _Numbered(dict[str, int]):
    """Numbers of names, kept in order; a new name takes the next number."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = list(names)
        super().__init__(zip(self.names, range(len(self.names)), strict=True))

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self.names)
        self.names.append(name)
        return number


class Rows:
    """Rows for the ``fields`` and, where there is one, the ``embedding`` of the convolution."""

    def __init__(self, fields: Sequence[Field], clusters: Clusters, embedding: Embedding | None = None) -> None:
        self._clusters = clusters
        self._embedding = embedding
        self._fields = [_Weights(field.index, field.state) for field in fields]
        self._begin = [_Weights(embedding.index, embedding.state)] if embedding is not None else []
        self.width = sum(len(field.labels) for field in fields)
        self._pairs = Pairs(fields)
        self._clear()

    def tokens(self, chart: Chart) -> Tokens:
        """The rows of a note with a token at least."""
        if len(self._words) > _MOST or len(self._places.keys) > _MOST:
            self._clear()
        words = np.zeros(len(chart) + 2 * _REACH, np.int32)  # the edge is word 0
        words[_REACH:-_REACH] = list(map(self._words.__getitem__, chart.words))
        own = self._places.read(chart)
        self._settle()
        shapes, number, group, letters, capitals = self._about.rows.take(words[_REACH:-_REACH], axis=0).T
        return Tokens(
            words,
            own,
            shapes if capitals.sum() > CAPITALS * letters.sum() else None,
            self._pairs.rows(number, group),
        )

    def sums(self, tokens: Tokens, start: int, end: int) -> tuple[Matrix, Matrix]:
        """For tokens ``start`` to ``end`` (exclusive) the scores of the fields' labels side by side, and what the
        convolution begins with."""
        own = self._own.rows.take(tokens.words[start + _REACH : end + _REACH], axis=0)
        for rows in tokens.own:
            own += self._place_rows.rows.take(rows[start:end], axis=0)
        if tokens.shapes is not None:
            own -= self._shape_rows.rows.take(tokens.shapes[start:end], axis=0)
        scores = np.ascontiguousarray(own[:, : self.width])
        around = self._around.rows.reshape(-1, self.width)
        for place, distance in enumerate(_AROUND):
            at = tokens.words[start + _REACH + distance : end + _REACH + distance]
            scores += around.take(at * np.int32(len(_AROUND)) + np.int32(place), axis=0)
        for rows in tokens.pairs:
            scores[start == 0 :] += self._pairs.right.take(rows[max(start - 1, 0) : end - 1], axis=0)
            known = rows[start:end]
            scores[: len(known)] += self._pairs.left.take(known, axis=0)
        return scores, own[:, self.width :]

    def _clear(self) -> None:
        width = self.width + (self._embedding.project.shape[1] if self._embedding else 0)
        edge = len(_AROUND) * self.width
        self._words, self._own, self._around = _Numbered([EDGE]), _table(width), _table(edge)
        self._about: _Table[np.int32] = _Table(np.zeros((0, 5), np.int32))
        self._parts, self._part_rows = _Numbered(), _table(edge + width)
        self._shapes, self._shape_rows = _Numbered(), _table(width)
        self._places, self._place_rows = Places(), _table(width)

    def _settle(self) -> None:
        """Sum what waits for it, all words and places of a note at once."""
        if words := self._words.names[len(self._own) :]:
            rows = self._of_words(words)
            self._around.append(rows[:, : len(_AROUND) * self.width])
            self._own.append(rows[:, len(_AROUND) * self.width :])
            self._about.append(np.array([self._of_word(word) for word in words], np.int32))
        if keys := self._places.keys[len(self._place_rows) :]:
            self._place_rows.append(self._sums([place_features(key, self._clusters) for key in keys]))

    def _of_words(self, words: Sequence[str]) -> Matrix:
        """What each word adds to the tokens around it, and behind that, to its own: the sum of its parts."""
        parts = [word_parts(word, self._clusters) for word in words]
        numbers = [list(map(self._parts.__getitem__, part.around)) for part in parts]
        if fresh := self._parts.names[len(self._part_rows) :]:
            self._part_rows.append(self._of_parts(fresh))
        shapes = [self._shapes[_shape_name(word)] for word in words]
        if fresh := self._shapes.names[len(self._shape_rows) :]:
            self._shape_rows.append(self._sums([[name] for name in fresh]))
        out = _summed(self._part_rows.rows.take(list(chain.from_iterable(numbers)), axis=0), numbers)
        own = out[:, len(_AROUND) * self.width :]
        own += self._sums([[*part.beginnings, *part.fine] for part in parts])
        own += self._shape_rows.rows.take(shapes, axis=0)
        if self._embedding is not None:
            own[:, self.width :] += self._embedding.vectors.rows(words) @ self._embedding.project
        return out

    def _of_parts(self, parts: Sequence[str]) -> Matrix:
        """What each part of a word adds to the tokens around it, and behind that, to its own."""
        names = [side + part for part in parts for side in _SIDES]
        rows = np.hstack([weights.rows(names) for weights in self._fields]).reshape(len(parts), -1)
        return np.hstack([rows, *(each.rows(names[len(_AROUND) :: len(WINDOW)]) for each in self._begin)])

    def _sums(self, names: Sequence[list[str]]) -> Matrix:
        """The sum of each list of features, of all models side by side."""
        some = [[*each, ""] for each in names]
        flat = list(chain.from_iterable(some))
        return np.hstack([_summed(weights.rows(flat), some) for weights in (*self._fields, *self._begin)])

    def _of_word(self, word: str) -> tuple[int, int, int, bool, bool]:
        """Its shape, its number and group in pairs, and whether it has letters, and capitals alone."""
        groups = clusters_of(word, self._clusters)
        letters = word[0].isalpha()
        return (
            self._shapes[_shape_name(word)],
            self._pairs.number(normal(word)),
            self._pairs.group(groups[0]) if groups else -1,
            letters,
            letters and word.isupper(),
        )


def _shape_name(word: str) -> str:
    return "" if word == EDGE else "sh=" + shape(word)


def _summed(rows: Matrix, lists: Sequence[Sequence[object]]) -> Matrix:
    """The sum of the rows of each list, none of which is empty; the rows of all stand one behind the other."""
    out: Matrix = np.add.reduceat(rows, [0, *accumulate(map(len, lists[:-1]))])
    return out


def _table(width: int) -> _Table[np.float32]:
    return _Table(np.zeros((0, width), np.float32))
