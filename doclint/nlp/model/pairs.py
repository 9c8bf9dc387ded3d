"""What pairs of neighbouring words add to the scores of the random fields, found for all pairs of a note at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.model.crf import Matrix
from doclint.nlp.model.tables import Table, spread

Rows = NDArray[np.int32] | NDArray[np.intp]


class Pairs:
    """``number`` of a word and ``rows`` of pairs of numbers; ``left`` and ``right`` hold what a pair adds to the scores
    of its two words (tables side by side), a last row of zeros for a pair that no table knows."""

    def __init__(self, tables: Sequence[Table]) -> None:
        words = dict.fromkeys(word for table in tables for word in table.words)
        self._words = dict(zip(words, range(len(words)), strict=True))
        keys = [self._keys(table) for table in tables]
        self._sorted = np.sort(np.concatenate([*keys, [np.iinfo(np.int64).max]]))  # with an end that no pair has
        self._sorted = self._sorted[np.append(self._sorted[1:] != self._sorted[:-1], True)]
        none = len(self._sorted) - 1
        size = max((int(table.groups.max(initial=-1)) for table in tables), default=-1) + 2
        grouped = np.zeros((size, size), np.bool_)
        for table in tables:
            grouped[tuple(table.groups.T)] = True
        self._none = none + int(grouped.sum())
        # the row of each pair of coarse clusters; the last line and column, which -1 names, are for words in no cluster
        self._groups = np.full((size, size), self._none, np.int32)
        self._groups[grouped] = np.arange(none, self._none)
        shape = self._none + 1, sum(table.columns for table in tables)
        self.right: Matrix = np.zeros(shape, np.float32)
        self.left: Matrix = np.zeros(shape, np.float32)
        start = 0
        for table, mine in zip(tables, keys, strict=True):
            columns = slice(start, start := start + table.columns)
            into = np.concatenate([np.searchsorted(self._sorted, mine), self._groups[tuple(table.groups.T)]])
            sides = spread(np.concatenate([table.beside, table.grouped]), into, self._none + 1)
            self.right[:, columns] = sides[:, 0]
            self.left[:, columns] = sides[:, 1]

    def number(self, word: str) -> int:
        """The number of a word in its normal form; -1 for one that stands in no known pair."""
        return self._words.get(word, -1)

    def group(self, cluster: int | None) -> int:
        """The number of a coarse cluster; -1 for none, and for one that stands in no known pair."""
        return cluster if cluster is not None and cluster < len(self._groups) - 1 else -1

    def rows(self, words: NDArray[np.int32], groups: NDArray[np.int32]) -> tuple[Rows, Rows]:
        """For each pair of neighbours the row of its words, by their numbers, and of their coarse ``groups``; -1 stands
        for no number and no group."""
        wanted = np.where((words[:-1] < 0) | (words[1:] < 0), -1, words[:-1] * np.int64(len(self._words)) + words[1:])
        at = np.searchsorted(self._sorted, wanted)
        return np.where(self._sorted[at] == wanted, at, self._none), self._groups[groups[:-1], groups[1:]]

    def _keys(self, table: Table) -> NDArray[np.int64]:
        numbers = np.array(list(map(self._words.__getitem__, table.words)), np.int64)
        keys: NDArray[np.int64] = numbers[table.pairs[:, 0]] * len(self._words) + numbers[table.pairs[:, 1]]
        return keys
