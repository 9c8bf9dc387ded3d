"""What the sequence model sees of each token.

Three kinds of features: of a word, taken over a window of neighbours; of a pair of neighbours; of the token's place
in the
note (line, header, section, service, check box, vocabulary, what the rules propose). Training and reading use the
same functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Chart
from doclint.nlp.model.places import Key, Places

WINDOW = (-3, -2, -1, 0, 1, 2, 3)
"""Neighbours whose words count, as distances in tokens."""
EDGE = "¦"
"""Stands for the neighbour beyond the note's beginning or end."""
CAPITALS = 0.6
"""A note with more than this share of its words in capitals is written in capitals throughout."""

_DIGIT = re.compile(r"\d")
_ALIKE = re.compile(r"(.)\1{2,}")
_NEAR = 2
"""Tokens up to which a neighbour's ending and clusters count."""

_BITS = 12
_CLUSTER = (1 << _BITS) - 1
Clusters = dict[str, int]
"""Word to its clusters, from coarse to fine, in one number of three times ``_BITS``: a tuple for every word would take
long to make."""


def packed(words: Sequence[str], clusters: NDArray[np.generic]) -> Clusters:
    """The clusters of words (words by coarse, middle and fine). Raises ValueError where one is too large a number."""
    if clusters.size and not 0 <= clusters.min() <= clusters.max() <= _CLUSTER:
        raise ValueError(f"clusters are numbered from 0 to {_CLUSTER}")
    coarse, middle, fine = clusters.astype(np.int64).T
    return dict(zip(words, ((coarse << 2 * _BITS) + (middle << _BITS) + fine).tolist(), strict=True))


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """Lower case, every digit a zero."""
    lower = word.lower()
    return lower if lower.isalpha() else _DIGIT.sub("0", lower)


@lru_cache(maxsize=50_000)
def shape(word: str) -> str:
    """Capitals, small letters and digits as X, x and d; of more than two alike in a row, two."""
    if word.isascii() and word.isalpha():
        if word.islower():
            return "xx"[: len(word)]
        if word.isupper():
            return "XX"[: len(word)]
        if word[0].isupper() and word[1:].islower():
            return "Xxx"[: len(word)]
    kinds = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return _ALIKE.sub(r"\1\1", kinds)


def clusters_of(word: str, clusters: Clusters) -> tuple[int, int, int] | None:
    """Clusters of a word, or of its stem before ``'s``."""
    lower = word.lower()
    found = clusters.get(lower)
    if found is None and lower[-2:] in ("'s", "’s"):
        found = clusters.get(lower[:-2])
    return None if found is None else (found >> 2 * _BITS, found >> _BITS & _CLUSTER, found & _CLUSTER)


class Parts(NamedTuple):
    """What decides a word's features, "" for what it has none of. ``around``: what is said of it, behind the distance,
    wherever it stands; its ending and its clusters, up to ``_NEAR`` tokens away. ``own``: what is said of it where it
    stands. ``group``: its coarse cluster, None for a word in no cluster.
    """

    around: tuple[str, str, str, str]
    own: tuple[str, str, str, str, str]
    group: int | None


def word_parts(word: str, clusters: Clusters) -> Parts:
    """The parts of a word."""
    lower = normal(word)
    ending = third = fourth = fifth = last = ""
    if word[0].isalpha():
        ending = "s=" + lower[-3:]
        third, fourth, fifth, last = "p3=" + lower[:3], "p4=" + lower[:4], "p5=" + lower[:5], "s2=" + lower[-2:]
    group = None if word == EDGE else clusters_of(word, clusters)
    if group is None:
        return Parts((":" + lower, ending, "", ""), (third, fourth, fifth, last, ""), None)
    coarse, middle, fine = group
    return Parts((":" + lower, ending, f"a{coarse}", f"b{middle}"), (third, fourth, fifth, last, f"c{fine}"), coarse)


def word_features(word: str, distance: int, capitals: bool, clusters: Clusters) -> list[str]:
    """Features of the word that stands ``distance`` tokens away; ``capitals`` says that the note is in capitals
    throughout.
    """
    parts = word_parts(word, clusters)
    said = [f"{distance}{part}" for part in parts.around if part]
    if distance:
        return said if abs(distance) <= _NEAR else said[:1]
    *beginnings, fine = parts.own
    shapes = [] if capitals or word == EDGE else ["sh=" + shape(word)]
    return [said[0], *filter(None, beginnings), *said[1:], *filter(None, [fine]), *shapes]


def pair_features(left: str, right: str, clusters: Clusters) -> list[str]:
    """Features of two neighbouring words, seen from the right one."""
    out = [f"{normal(left)}|{normal(right)}"]
    one, two = clusters_of(left, clusters), clusters_of(right, clusters)
    if one and two:
        out.append(f"a{one[0]}|{two[0]}")
    return out


def place_features(key: Key, clusters: Clusters) -> list[str]:
    """Features of one key of ``Places``."""
    kind, *values = key
    if kind == "spot":
        return [f"pos={values[0]}", *compress(("line", "body", "grid", "box=0", "box=1"), values[1:])]
    if kind == "proposed":
        return [f"r-1={values[0]}", f"r={values[1]}", f"r+1={values[2]}"]
    if kind == "terms":
        return list(map(str, values))
    if kind == "service":
        section, code = cast(tuple[str | None, str | None], values[0])
        return [f"sec={section}", f"code={code}"]
    word = str(values[0])
    if kind == "first":
        lower = word.lower()
        group = clusters_of(word, clusters)
        return [f"s0={lower if not lower[0].isdigit() else '0'}", *([f"s0b={group[1]}"] if group else [])]
    return [f"s1={normal(word)}" if kind == "second" else f"head={word.lower()[:20]}"]


def all_capitals(chart: Chart) -> bool:
    """Whether the note is written in capitals throughout."""
    letters = [word for word in chart.words if word[0].isalpha()]
    return sum(word.isupper() for word in letters) > CAPITALS * len(letters) if letters else False


def place_names(chart: Chart, clusters: Clusters) -> list[list[str]]:
    """Features of every token's place."""
    out: list[list[str]] = [[] for _ in chart.words]
    places = Places()
    for kind in places.read(chart) if out else ():
        for token, number in enumerate(kind):
            out[token] += place_features(places.keys[number], clusters)
    return out


def features(chart: Chart, clusters: Clusters) -> list[list[str]]:
    """All features of every token, as training takes them."""
    words, size = chart.words, len(chart)
    capitals = all_capitals(chart)
    out = place_names(chart, clusters)
    for token, names in enumerate(out):
        for distance in WINDOW:
            other = token + distance
            names += word_features(words[other] if 0 <= other < size else EDGE, distance, capitals, clusters)
        if token:
            names += ["L" + name for name in pair_features(words[token - 1], words[token], clusters)]
        if token + 1 < size:
            names += ["R" + name for name in pair_features(words[token], words[token + 1], clusters)]
    return out
