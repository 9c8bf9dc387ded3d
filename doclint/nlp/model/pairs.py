"""What pairs of neighbouring words add to the scores of the random fields, found for all pairs of a note at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.model.crf import Field, Matrix

_GROUPS = re.compile(r"a(\d+)\|(\d+)")
_SIDES = "LR"
"""How a pair's feature begins: L for the right word, which sees what stands to its left, R for the left one."""


class Pairs:
    """``number`` of a word and ``rows`` of pairs of numbers; ``left`` and ``right`` hold what a pair adds to the scores
    of its two words (fields side by side), a last row of zeros for a pair that no field knows."""

    def __init__(self, fields: Sequence[Field]) -> None:
        names: dict[str, int] = {}
        found: list[tuple[int, slice, list[int], NDArray[np.generic]]] = []
        start = 0
        for field in fields:
            columns = slice(start, start := start + len(field.labels))
            for number, side in enumerate(_SIDES):
                mine = [name for name in field.index if name[0] == side]
                into = [names.setdefault(name[1:], len(names)) for name in mine]
                found.append((number, columns, into, field.state[list(map(field.index.__getitem__, mine))]))
        sides = np.zeros((len(_SIDES), len(names) + 1, start), np.float32)
        for number, columns, into, state in found:
            sides[number, into, columns] = state
        self.right: Matrix = sides[0]
        self.left: Matrix = sides[1]
        self._none = len(names)
        self._words: dict[str, int] = {}
        self._sorted, self._rows = self._keys(names)
        self._groups = _groups(names)

    def number(self, word: str) -> int:
        """The number of a word in its normal form; -1 for one that stands in no known pair."""
        return self._words.get(word, -1)

    def group(self, cluster: int) -> int:
        """The number of a coarse cluster; -1 for one that stands in no known pair."""
        return cluster if cluster < len(self._groups) - 1 else -1

    def rows(self, words: NDArray[np.int32], groups: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """For each pair of neighbours the row of its words, by their numbers, and of their coarse ``groups``; -1 stands
        for no number and no group."""
        wanted = np.where((words[:-1] < 0) | (words[1:] < 0), -1, words[:-1] * np.int64(len(self._words)) + words[1:])
        at = np.searchsorted(self._sorted, wanted)
        return np.where(self._sorted[at] == wanted, self._rows[at], self._none), self._groups[groups[:-1], groups[1:]]

    def _keys(self, names: dict[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Sorted keys of the pairs of words and their rows, with an end that no pair has."""
        number = self._words
        found: list[tuple[int, int, int]] = []
        for name, row in names.items():
            left, _, right = name.partition("|")
            if left and right and "|" not in right:
                found.append((number.setdefault(left, len(number)), number.setdefault(right, len(number)), row))
                continue
            for cut in range(1, len(name) - 1):  # a word may hold the bar itself
                if name[cut] == "|":
                    one, other = name[:cut], name[cut + 1 :]
                    found.append((number.setdefault(one, len(number)), number.setdefault(other, len(number)), row))
        table = np.array(found, np.int64).reshape(-1, 3)
        keys = table[:, 0] * len(number) + table[:, 1]
        order = np.argsort(keys)
        last = np.iinfo(np.int64).max
        return np.append(keys[order], last), np.append(table[order, 2], self._none).astype(np.int32)


def _groups(names: dict[str, int]) -> NDArray[np.int32]:
    """Row of each pair of coarse clusters; the last line and column, which -1 names, are for words in no cluster."""
    found = [(int(match[1]), int(match[2]), row) for name, row in names.items() if (match := _GROUPS.fullmatch(name))]
    size = max((max(one, other) for one, other, _ in found), default=0) + 2
    out = np.full((size, size), len(names), np.int32)
    for one, other, row in found:
        out[one, other] = row
    return out
