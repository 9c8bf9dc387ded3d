"""Vectors of words, distilled from the encoder: the main directions of what all-MiniLM-L6-v2 makes of each word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.model import weights

FILE = "vectors.npz"
_WORD = re.compile(r"[a-z]+")


class Vectors:
    """``of`` gives a word's vector (zeros for an unknown one); ``text`` the mean of a phrase, rare words counting
    more."""

    def __init__(self, words: Sequence[str], rows: NDArray[np.int8], scale: float, rarity: NDArray[np.float16]) -> None:
        self._row = dict(zip(words, range(len(words)), strict=True))
        self._rows = rows
        self._scale = scale
        self._rarity = rarity
        self.size: int = rows.shape[1]
        self._none = np.zeros(self.size, np.float32)

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

    def text(self, words: Iterable[str]) -> NDArray[np.float32]:
        """A unit vector for a phrase, or zeros where no word of it is known."""
        found: NDArray[np.float32] = self.texts([words])[0]
        return found

    def texts(self, phrases: Sequence[Iterable[str]]) -> NDArray[np.float32]:
        """A unit vector for each phrase, as ``text`` gives it, in rows."""
        found = [
            (number, row)
            for number, words in enumerate(phrases)
            for word in words
            if (row := self._find(word.lower())) is not None and _WORD.fullmatch(word.lower())
        ]
        if not found:
            return np.zeros((len(phrases), self.size), np.float32)
        of, rows = np.array(found).T
        vectors = self._rows[rows].astype(np.float32)
        weight = np.zeros((len(phrases), len(rows)), np.float32)
        length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors)) + np.float32(1e-6)
        weight[of, np.arange(len(rows))] = self._rarity[rows] / length
        out: NDArray[np.float32] = weight @ vectors
        out /= np.maximum(np.sqrt(np.einsum("ij,ij->i", out, out)), np.float32(1e-30))[:, None]
        return out

    def _find(self, lower: str) -> int | None:
        found = self._row.get(lower)
        return self._row.get(lower[:-2]) if found is None and lower[-2:] in ("'s", "’s") else found


@cache
def read_vectors(model: str) -> Vectors:
    """The vectors of a shipped model, for the words of its clusters. Raises weights.ModelError."""
    data = weights.arrays(model, FILE)
    words = weights.texts(model, "clusters.npz", "words")
    return Vectors(words, data["rows"].astype(np.int8), float(data["scale"][0]), data["rarity"].astype(np.float16))
