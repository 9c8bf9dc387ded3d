"""Vectors of words, distilled from the encoder: the main directions of what all-MiniLM-L6-v2 makes of each word."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from doclint.kept import Kept
from doclint.nlp.model import weights

FILE = "vectors.npz"
_WORD = re.compile(r"[a-z]+")
_LEAST = 1e-15
"""Length of the sum of no vectors at all, to divide by."""


class Vectors:
    """``of`` gives a word's vector (zeros for an unknown one), ``near`` tells how near phrases lie to each other."""

    def __init__(self, words: Sequence[str], rows: NDArray[np.int8], scale: float, rarity: NDArray[np.float16]) -> None:
        self._row = dict(zip(words, range(len(words)), strict=True))
        self._rows = rows
        self._scale = scale
        self._rarity = rarity
        self.size: int = rows.shape[1]
        self._weighed = Kept(self._weighs)
        self._none = np.zeros(self.size, np.float32)
        self._nothing = self._none.tobytes()

    def of(self, word: str) -> NDArray[np.float32]:
        """The vector of a word, or of its stem before ``'s``."""
        row = self._find(word.lower())
        return self._none if row is None else self._rows[row].astype(np.float32) * np.float32(self._scale)

    def rows(self, words: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of words, as ``of`` gives each."""
        found = [(at, row) for at, word in enumerate(words) if (row := self._find(word.lower())) is not None]
        out = np.zeros((len(words), self.size), np.float32)
        if found:
            places, rows = np.array(found).T
            out[places] = self._rows[rows]
            out *= np.float32(self._scale)
        return out

    def near(self, phrases: Sequence[Sequence[str]], others: Sequence[Sequence[str]]) -> list[list[float]]:
        """How near each phrase lies to each of the others: the cosine of the sums of their words' vectors, rare words
        counting more; 0 where no word of the one or the other is known.
        """
        told = [b"".join([self._nothing, *map(self._weighed.__getitem__, words)]) for words in (*phrases, *others)]
        starts = list(accumulate([len(vectors) // len(self._nothing) for vectors in told[:-1]], initial=0))
        sums = np.add.reduceat(np.frombuffer(b"".join(told), np.float32).reshape(-1, self.size), starts, axis=0)
        products: list[list[float]] = (sums @ sums.T).tolist()
        length = [max(math.sqrt(row[number]), _LEAST) for number, row in enumerate(products)]
        first = len(phrases)
        return [
            [product / (own * other) for product, other in zip(row[first:], length[first:], strict=True)]
            for row, own in zip(products, length[:first], strict=False)
        ]

    def _weighs(self, word: str) -> bytes:
        """A vector in the direction of a word of letters, as long as the word counts in a phrase; empty for an unknown
        word.
        """
        lower = word.lower()
        row = self._find(lower) if _WORD.fullmatch(lower) else None
        if row is None:
            return b""
        vector = self._rows[row].astype(np.float32)
        weighed: NDArray[np.float32] = vector * (self._rarity[row] / (np.sqrt(vector @ vector) + np.float32(1e-6)))
        return weighed.astype(np.float32, copy=False).tobytes()

    def _find(self, lower: str) -> int | None:
        found = self._row.get(lower)
        return self._row.get(lower[:-2]) if found is None and lower[-2:] in ("'s", "’s") else found


@cache
def read_vectors(model: str) -> Vectors:
    """The vectors of a shipped model, for the words of its clusters. Raises weights.ModelError."""
    data = weights.arrays(model, FILE)
    words = weights.texts(model, "clusters.npz", "words")
    return Vectors(words, data["rows"].astype(np.int8), float(data["scale"][0]), data["rarity"].astype(np.float16))
