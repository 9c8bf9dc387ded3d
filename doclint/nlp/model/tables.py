"""The weights of a model by what a note asks for: parts of words, what is said of a token itself, pairs of neighbours.

Training names its features one by one (``doclint.nlp.model.features``); here those of a part of a word stand side by
side for all distances at which it can stand, and pairs go by the numbers of their words. So the weights of a note are
looked up by few keys, and a model's file is read without a name for each feature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.model.features import WINDOW, normal
from doclint.nlp.model.weights import ModelError, blob, strings

AROUND = tuple(distance for distance in WINDOW if distance)
"""Distances at which a word counts for others."""
_PLACES = {str(distance): place for place, distance in enumerate((*AROUND, 0))}
"""The place of each distance in the rows of parts: a word's own comes last."""
_AT = re.compile(r"-?\d")
_NUMBER = r"(0|[1-9]\d*)"
_GROUPS = re.compile(rf"a{_NUMBER}\|{_NUMBER}")
_SIDES = "LR"
"""How a pair's feature begins: L for the right word, which sees what stands to its left, R for the left one."""
Weights = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Table:
    """Weights of a model, with a column for each of its labels or cells.

    ``parts`` of words have ``around`` (parts by distances by columns: those of ``AROUND`` and the word's own, or the
    word's own alone), ``names`` of what is said of a token itself ``own``. ``pairs`` (numbers of their ``words``) and
    ``groups`` (pairs of coarse clusters) have ``beside`` and ``grouped``: pairs by their right word and their left one
    by columns.
    """

    parts: list[str]
    around: Weights
    names: list[str]
    own: Weights
    words: list[str]
    pairs: NDArray[np.int32]
    beside: Weights
    groups: NDArray[np.int32]
    grouped: Weights

    @property
    def columns(self) -> int:
        """How many labels or cells it has weights for."""
        return len(self.own[0]) if len(self.own) else 0

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The table as a model's file holds it."""
        return {
            "parts": blob(self.parts),
            "around": self.around,
            "names": blob(self.names),
            "own": self.own,
            "words": blob(self.words),
            "pairs": self.pairs,
            "beside": self.beside,
            "groups": self.groups,
            "grouped": self.grouped,
        }


def read_table(data: Mapping[str, NDArray[np.generic]]) -> Table:
    """The table of a model's file. Raises ModelError for one of an earlier layout."""
    if "parts" not in data:
        raise ModelError("the model's files are laid out as they once were; train it anew, or install doclint again")
    parts, names, words = (strings(data[key]) for key in ("parts", "names", "words"))
    pairs, groups = (data[key].astype(np.int32) for key in ("pairs", "groups"))
    return Table(parts, data["around"], names, data["own"], words, pairs, data["beside"], groups, data["grouped"])


def spread(weights: Weights, into: NDArray[np.intp] | Sequence[int], size: int) -> NDArray[np.float32]:
    """So many rows: the weights' rows where ``into`` says, zeros elsewhere."""
    order = np.full(size, len(weights))
    order[into] = np.arange(len(weights))
    none = np.zeros((1, *weights.shape[1:]), weights.dtype)
    return np.concatenate([weights, none]).take(order, axis=0).astype(np.float32)


def table_of(features: Iterable[str], state: Weights) -> Table:
    """The table of weights (features by columns) by the names of their features."""
    around: dict[str, list[tuple[int, int]]] = {}
    own: dict[str, int] = {}
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, name in enumerate(features):
        if name[0] in _SIDES:
            found = _SIDES.index(name[0]), row
            for pair in _readings(name[1:]):
                pairs.setdefault(pair, []).append(found)
            if match := _GROUPS.fullmatch(name, 1):
                groups.setdefault((int(match[1]), int(match[2])), []).append(found)
        elif at := _AT.match(name):
            around.setdefault(name[at.end() :], []).append((_PLACES[at[0]], row))
        else:
            own[name] = row
    words = sorted({word for pair in pairs for word in pair})
    number = {word: number for number, word in enumerate(words)}
    places = {place for rows in around.values() for place, _ in rows}
    first = 0 if places - {len(AROUND)} else len(AROUND)
    parts, names, joined, both = sorted(around), sorted(own), sorted(pairs), sorted(groups)
    return Table(
        parts,
        _laid([around[part] for part in parts], len(_PLACES), state)[:, first:],
        names,
        state[[own[name] for name in names]],
        words,
        np.array([[number[word] for word in pair] for pair in joined], np.int32).reshape(-1, 2),
        _laid([pairs[pair] for pair in joined], len(_SIDES), state),
        np.array(both, np.int32).reshape(-1, 2),
        _laid([groups[group] for group in both], len(_SIDES), state),
    )


def _readings(pair: str) -> list[tuple[str, str]]:
    """The words whose pair has this name: more than two where a word holds the bar itself."""
    cuts = [(pair[:at], pair[at + 1 :]) for at in range(1, len(pair) - 1) if pair[at] == "|"]
    return [(left, right) for left, right in cuts if normal(left) == left and normal(right) == right]


def _laid(rows: Sequence[Sequence[tuple[int, int]]], places: int, state: Weights) -> Weights:
    """The rows of the weights in their places, zeros elsewhere."""
    out = np.zeros((len(rows), places, state.shape[1]), state.dtype)
    for number, found in enumerate(rows):
        for place, row in found:
            out[number, place] = state[row]
    return out
