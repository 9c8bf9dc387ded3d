"""What the sequence model sees of each token.

Three kinds of features: of a word, taken over a window of neighbours; of a pair of neighbours; of the token's place
in the
note (line, header, section, service, check box, vocabulary, what the rules propose). Training and reading use the
same functions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Chart

WINDOW = (-3, -2, -1, 0, 1, 2, 3)
"""Neighbours whose words count, as distances in tokens."""
EDGE = "¦"
"""Stands for the neighbour beyond the note's beginning or end."""
CAPITALS = 0.6
"""A note with more than this share of its words in capitals is written in capitals throughout."""

_NEAR = 2
"""Tokens up to which a neighbour's ending and clusters count."""

Clusters = dict[str, tuple[int, int, int]]
"""Word to its clusters, from coarse to fine."""
Key = tuple[object, ...]
"""One thing to be known of a token: what kind, and what decides its features."""
_NOTHING: Key = ("terms",)
_FAR, _BEGINS, _BODY, _GRID, _UNTICKED, _TICKED = 3, 4, 8, 16, 32, 64
"""The number of a spot: tokens behind the sentence's first one, ``_FAR`` at most, and what else holds."""
_SPOTS: list[Key] = [
    ("spot", number % _BEGINS, *(bool(number & flag) for flag in (_BEGINS, _BODY, _GRID, _UNTICKED, _TICKED)))
    for number in range(2 * _TICKED)
]


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """Lower case, every digit a zero."""
    return re.sub(r"\d", "0", word.lower())


@lru_cache(maxsize=50_000)
def shape(word: str) -> str:
    """Capitals, small letters and digits as X, x and d; of more than two alike in a row, two."""
    kinds = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return re.sub(r"(.)\1{2,}", r"\1\1", kinds)


def clusters_of(word: str, clusters: Clusters) -> tuple[int, int, int] | None:
    """Clusters of a word, or of its stem before ``'s``."""
    lower = word.lower()
    found = clusters.get(lower)
    if found is None and lower[-2:] in ("'s", "’s"):
        found = clusters.get(lower[:-2])
    return found


def word_parts(word: str, clusters: Clusters) -> tuple[Key, ...]:
    """What decides a word's features wherever it stands: itself, its ending, its clusters; ``part_features`` names the
    features of each part."""
    lower = normal(word)
    alphabetic = word[0].isalpha()
    parts: list[Key] = [("word", lower, alphabetic)]
    if alphabetic:
        parts.append(("ending", lower[-3:]))
    if word != EDGE and (group := clusters_of(word, clusters)):
        parts.append(("clusters", *group))
    return tuple(parts)


def part_features(key: Key, distance: int) -> list[str]:
    """Features of one part of a word that stands ``distance`` tokens away."""
    if key[0] == "word":
        lower = str(key[1])
        first = [f"{distance}:{lower}"]
        if distance or not key[2]:
            return first
        return [*first, f"p3={lower[:3]}", f"p4={lower[:4]}", f"p5={lower[:5]}", f"s2={lower[-2:]}"]
    if abs(distance) > _NEAR:
        return []
    if key[0] == "ending":
        return [f"{distance}s={key[1]}"]
    return [f"{distance}a{key[1]}", f"{distance}b{key[2]}", *([] if distance else [f"c{key[3]}"])]


def word_features(word: str, distance: int, capitals: bool, clusters: Clusters) -> list[str]:
    """Features of the word that stands ``distance`` tokens away; ``capitals`` says that the note is in capitals
    throughout.
    """
    out = [name for key in word_parts(word, clusters) for name in part_features(key, distance)]
    if not distance and not capitals and word != EDGE:
        out.append(f"sh={shape(word)}")
    return out


def pair_features(left: str, right: str, clusters: Clusters) -> list[str]:
    """Features of two neighbouring words, seen from the right one."""
    out = [f"{normal(left)}|{normal(right)}"]
    one, two = clusters_of(left, clusters), clusters_of(right, clusters)
    if one and two:
        out.append(f"a{one[0]}|{two[0]}")
    return out


@dataclass(frozen=True, slots=True)
class Places:
    """One kind of thing to be known of every token's place: its different ``keys``, and the key of each token."""

    keys: list[Key]
    of: NDArray[np.intp]


def places(chart: Chart) -> tuple[Places, ...]:
    """What is to be known of each token's place, kind by kind; ``place_features`` names the features of a key. The
    chart has a token at least.
    """
    size = len(chart)
    services = list(zip(chart.section_of, chart.code_of, strict=True))
    service = dict.fromkeys(services)
    number = dict(zip(service, range(len(service)), strict=True))
    return (
        Places([("service", *pair) for pair in service], np.fromiter(map(number.__getitem__, services), np.intp, size)),
        Places(_SPOTS, _spots(chart)),
        *_openings(chart),
        _headers(chart),
        _terms(chart),
        _proposed(chart),
    )


def _spots(chart: Chart) -> NDArray[np.intp]:
    """Number in ``_SPOTS`` of each token."""
    size = len(chart)
    lines = [line for line in chart.lines if line.first < line.last]
    starts = np.array(chart.sentence_starts)
    out: NDArray[np.intp] = np.minimum(np.arange(size) - np.repeat(starts, np.diff(starts, append=size)), _FAR)
    out[[line.first for line in lines]] += _BEGINS
    out[[line.body for line in lines if line.body < line.last]] += _BODY
    for line in lines:
        if line.grid:
            out[line.first : line.last] += _GRID
    for boxed, more in ((chart.unchecked, _UNTICKED), (chart.checked, _TICKED)):
        if boxed:
            out[[token for token in boxed if token < size]] += more
    return out


def _openings(chart: Chart) -> tuple[Places, Places]:
    """The first word of each token's sentence, and the second one."""
    words, starts = chart.words, chart.sentence_starts
    ends = [*starts[1:], len(words)]
    first: list[Key] = [("first", words[start]) for start in starts]
    second: list[Key] = [
        ("second", normal(words[start + 1])) if start + 1 < end else _NOTHING
        for start, end in zip(starts, ends, strict=True)
    ]
    of = np.repeat(np.arange(len(starts)), np.subtract(ends, starts))
    return Places(first, of), Places(second, of)


def _headers(chart: Chart) -> Places:
    """The header that each token stands behind, in its line."""
    of = np.zeros(len(chart), np.intp)
    keys: list[Key] = [_NOTHING]
    for header in sorted(chart.headers, key=lambda header: header.first):
        of[header.first : chart.line(header.first).last] = len(keys)
        keys.append(("header", header.text))
    return Places(keys, of)


def _terms(chart: Chart) -> Places:
    """Vocabulary hits over each token, with begin and inside told apart."""
    found: dict[int, list[str]] = {}
    for term in chart.terms:
        begin, inside = _term_names(term.vocabulary, term.category)
        for token in range(term.first, term.last):
            name = begin if token == term.first else inside
            known = found.setdefault(token, ["terms"])
            if name not in known:
                known.append(name)
    of = np.zeros(len(chart), np.intp)
    of[list(found)] = np.arange(1, len(found) + 1)
    return Places([_NOTHING, *map(tuple, found.values())], of)


def _proposed(chart: Chart) -> Places:
    """What the rules propose for each token and its two neighbours, in BIO notation."""
    size = len(chart)
    names = ["O"] * (size + 2)
    near: set[int] = set()
    for item in chart.candidates:
        names[item.first + 1] = "B-" + item.label
        names[item.first + 2 : item.last + 1] = ["I-" + item.label] * (item.last - item.first - 1)
        near.update(range(max(item.first - 1, 0), min(item.last + 1, size)))
    keys: list[Key] = [("proposed", "O", "O", "O")]
    keys += [("proposed", *names[token : token + 3]) for token in near]
    of = np.zeros(size, np.intp)
    of[list(near)] = np.arange(1, len(keys))
    return Places(keys, of)


def place_features(key: Key, clusters: Clusters) -> list[str]:
    """Features of one key of ``place_keys``."""
    kind = key[0]
    if kind == "service":
        return [f"sec={key[1]}", f"code={key[2]}"]
    if kind == "spot":
        return [f"pos={key[1]}", *compress(("line", "body", "grid", "box=0", "box=1"), key[2:])]
    if kind == "first":
        word = str(key[1])
        lower = word.lower()
        group = clusters_of(word, clusters)
        return [f"s0={lower if not lower[0].isdigit() else '0'}", *([f"s0b={group[1]}"] if group else [])]
    if kind == "second":
        return [f"s1={key[1]}"]
    if kind == "shape":
        return [f"sh={key[1]}"]
    if kind == "header":
        return [f"head={str(key[1]).lower()[:20]}"]
    if kind == "proposed":
        return [f"r-1={key[1]}", f"r={key[2]}", f"r+1={key[3]}"]
    return [str(name) for name in key[1:]]


@lru_cache(maxsize=5_000)
def _term_names(vocabulary: str, category: str) -> tuple[str, str]:
    return f"tB={vocabulary}:{category}", f"tI={vocabulary}:{category}"


def all_capitals(chart: Chart) -> bool:
    """Whether the note is written in capitals throughout."""
    letters = [word for word in chart.words if word[0].isalpha()]
    return sum(word.isupper() for word in letters) > CAPITALS * len(letters) if letters else False


def place_names(chart: Chart, clusters: Clusters) -> list[list[str]]:
    """Features of every token's place."""
    out: list[list[str]] = [[] for _ in chart.words]
    for kind in places(chart) if out else ():
        names = [place_features(key, clusters) for key in kind.keys]
        for token, key in enumerate(kind.of):
            out[token] += names[key]
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
