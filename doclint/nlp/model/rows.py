"""What each token's features add to the models' scores: rows for words, places and pairs, of all models side by side.

The weights of a distinct word's parts, and of what is said of a place, are summed once; the row is kept for later
notes. A note's scores are sums of such rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
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
    place_features,
    shape,
    word_parts,
)
from doclint.nlp.model.pairs import Pairs
from doclint.nlp.model.pairs import Rows as PairRows
from doclint.nlp.model.places import Numbers, Places
from doclint.nlp.model.tables import AROUND, Table, Weights, spread
from doclint.nlp.model.vectors import Vectors

_MOST = 15_000
"""Words, and places, kept between notes; more, and the tables start anew with the next note."""
_REACH = max(WINDOW)
_Kind = TypeVar("_Kind", np.float32, np.int32)


@dataclass(frozen=True, slots=True)
class Embedding:
    """What the convolution adds of a token itself: weights, and of its word's vector times ``project``."""

    table: Table
    vectors: Vectors
    project: Matrix


@dataclass(frozen=True, slots=True)
class Tokens:
    """Rows of a note's tokens: ``words`` with an edge at both ends, ``own`` by kind and token, ``pairs`` by kind and
    pair of neighbours. ``shapes``: what does not count in a note that is in capitals throughout."""

    words: Numbers
    own: list[Numbers]
    shapes: Numbers | None
    pairs: tuple[PairRows, PairRows]

    def __len__(self) -> int:
        return len(self.words) - 2 * _REACH


class _Weights:
    """Weights of several models side by side, by the names that stand in ``lists`` (one for each model)."""

    def __init__(self, lists: Sequence[Sequence[str]], width: int) -> None:
        self._index: dict[str, int] = {}
        for names in lists:
            fresh = [name for name in names if name not in self._index]
            self._index.update(zip(fresh, range(len(self._index), len(self._index) + len(fresh)), strict=True))
        self._of = [list(map(self._index.__getitem__, names)) for names in lists]
        self.state = np.zeros((len(self._index) + 1, width), np.float32)
        """A last row of zeros is what an unknown name adds."""

    def laid(self, number: int, weights: Weights) -> Matrix:
        """The weights by the names of one list, in the rows of all names."""
        return spread(weights, self._of[number], len(self.state))

    def sums(self, names: Iterable[Sequence[str]]) -> Matrix:
        """The sum for each list of names; all are of one length, and an empty name adds nothing."""
        rows: list[list[int]] = [
            list(map(self._index.get, each, repeat(len(self._index)))) for each in zip(*names, strict=True)
        ]
        out: Matrix = self.state.take(rows[0], axis=0)
        for row in rows[1:]:
            out += self.state.take(row, axis=0)
        return out


class _Table(Generic[_Kind]):
    """Rows that are kept; a table that is full becomes longer."""

    def __init__(self, width: int, kind: type[_Kind]) -> None:
        self.rows: NDArray[_Kind] = np.zeros((_MOST + 1024, width), kind)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, rows: NDArray[_Kind]) -> None:
        """The rows, one by one, take the next numbers."""
        size = self._size + len(rows)
        if size > len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows), np.zeros_like(rows)])
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
        tables = [field.table for field in fields]
        self.width = sum(table.columns for table in tables)
        self._pairs = Pairs(tables)
        begin = [embedding.table] if embedding is not None else []
        self._edge = len(AROUND) * self.width
        own = self.width + sum(table.columns for table in begin)
        self._names = _Weights([table.names for table in (*tables, *begin)], own)
        self._word_parts = _Weights([table.parts for table in (*tables, *begin)], self._edge + own)
        start = 0
        for number, table in enumerate((*tables, *begin)):
            columns = slice(start, start := start + table.columns)
            self._names.state[:, columns] = self._names.laid(number, table.own)
            around = self._word_parts.laid(number, table.around)
            for place in range(-around.shape[1], 0):  # the last one is the word's own
                at = self._edge + (place + 1) * self.width
                self._word_parts.state[:, at + columns.start : at + columns.stop] = around[:, place]
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
        for place, distance in enumerate(AROUND):
            at = tokens.words[start + _REACH + distance : end + _REACH + distance]
            scores += around.take(at * np.int32(len(AROUND)) + np.int32(place), axis=0)
        for pairs in tokens.pairs:
            scores[start == 0 :] += self._pairs.right.take(pairs[max(start - 1, 0) : end - 1], axis=0)
            known = pairs[start:end]
            scores[: len(known)] += self._pairs.left.take(known, axis=0)
        return scores, own[:, self.width :]

    def _clear(self) -> None:
        width = self._names.state.shape[1]
        self._words, self._about = _Numbered([EDGE]), _Table(5, np.int32)
        self._own, self._around = _Table(width, np.float32), _Table(self._edge, np.float32)
        self._shapes, self._shape_rows = _Numbered(), _Table(width, np.float32)
        self._places, self._place_rows = Places(), _Table(width, np.float32)

    def _settle(self) -> None:
        """Sum what waits for it, all words and places of a note at once."""
        if words := self._words.names[len(self._own) :]:
            self._of_words(words)
        if keys := self._places.keys[len(self._place_rows) :]:
            features = [place_features(key, self._clusters) for key in keys]
            most = max(map(len, features))
            self._place_rows.append(self._names.sums([each + [""] * (most - len(each)) for each in features]))

    def _of_words(self, words: Sequence[str]) -> None:
        """Keep what each word adds to the tokens around it and to its own: the sum of its parts."""
        parts = [word_parts(word, self._clusters) for word in words]
        shapes = list(map(_shape_name, words))
        said = self._word_parts.sums([part.around for part in parts])
        own = said[:, self._edge :]
        own += self._names.sums([(*part.own, shape) for part, shape in zip(parts, shapes, strict=True)])
        if self._embedding is not None:
            own[:, self.width :] += self._embedding.vectors.rows(words) @ self._embedding.project
        self._around.append(said[:, : self._edge])
        self._own.append(own)
        letters = [word[0].isalpha() for word in words]
        about = [
            list(map(self._shapes.__getitem__, shapes)),
            [self._pairs.number(part.around[0][1:]) for part in parts],
            [self._pairs.group(part.group) for part in parts],
            letters,
            [some and word.isupper() for some, word in zip(letters, words, strict=True)],
        ]
        self._about.append(np.array(about, np.int32).T)
        if fresh := self._shapes.names[len(self._shape_rows) :]:
            self._shape_rows.append(self._names.sums([[name] for name in fresh]))


def _shape_name(word: str) -> str:
    return "" if word == EDGE else "sh=" + shape(word)
