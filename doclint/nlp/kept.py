"""What depends on a word alone, worked out when the word is first met and kept for the notes that follow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, compress
from typing import TypeVar

from doclint.nlp.chart import Chart

Value = TypeVar("Value")

_MOST, _LONGEST = 16_384, 40
"""How many words a table keeps, and the longest of them in characters."""


class Kept(dict[str, Value]):
    """A table of what ``of`` says of each word; of bounded size, so that it can live as long as its component."""

    def __init__(self, of: Callable[[str], Value]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, word: str) -> Value:
        value = self._of(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = value
        return value


def places_of(chart: Chart, table: Kept[Value]) -> list[int]:
    """The tokens of whose lower-cased word a table says anything, in order."""
    placed = chart.placed()
    return sorted(chain.from_iterable(compress(placed.values(), map(table.__getitem__, placed))))
