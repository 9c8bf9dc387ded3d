"""What the sequence model sees of each token.

Three kinds of features: of a word, taken over a window of neighbours; of a pair of neighbours; of the token's place in the
note (line, header, section, service, check box, vocabulary, what the rules propose). Training and reading use the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from doclint.nlp.chart import Chart

WINDOW = (-3, -2, -1, 0, 1, 2, 3)
"""Neighbours whose words count, as distances in tokens."""
EDGE = "¦"
"""Stands for the neighbour beyond the note's beginning or end."""

Clusters = dict[str, tuple[int, int, int]]
"""Word to its clusters, from coarse to fine."""


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """Lower case, every digit a zero."""
    return re.sub(r"\d", "0", word.lower())


@lru_cache(maxsize=50_000)
def _shape(word: str) -> str:
    kinds = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return re.sub(r"(.)\1{2,}", r"\1\1", kinds)


def clusters_of(word: str, clusters: Clusters) -> tuple[int, int, int] | None:
    """Clusters of a word, or of its stem before ``'s``."""
    lower = word.lower()
    found = clusters.get(lower)
    if found is None and lower[-2:] in ("'s", "’s"):
        found = clusters.get(lower[:-2])
    return found


def word_features(word: str, distance: int, capitals: bool, clusters: Clusters) -> list[str]:
    """Features of the word that stands ``distance`` tokens away; ``capitals`` says that the note is in capitals throughout."""
    if word == EDGE:
        return [f"{distance}:{EDGE}"]
    near = abs(distance)
    lower = normal(word)
    out = [f"{distance}:{lower}"]
    alphabetic = word[0].isalpha()
    if near == 0 and alphabetic:
        out += [f"p3={lower[:3]}", f"p4={lower[:4]}", f"p5={lower[:5]}", f"s2={lower[-2:]}"]
    if near <= 2 and alphabetic:
        out.append(f"{distance}s={lower[-3:]}")
    if near == 0 and not capitals:
        out.append(f"sh={_shape(word)}")
    if near <= 2 and (group := clusters_of(word, clusters)):
        out += [f"{distance}a{group[0]}", f"{distance}b{group[1]}"]
        if near == 0:
            out.append(f"c{group[2]}")
    return out


def pair_features(left: str, right: str, clusters: Clusters) -> list[str]:
    """Features of two neighbouring words, seen from the right one."""
    out = [f"{normal(left)}|{normal(right)}"]
    one, two = clusters_of(left, clusters), clusters_of(right, clusters)
    if one and two:
        out.append(f"a{one[0]}|{two[0]}")
    return out


def place_features(chart: Chart, clusters: Clusters) -> Iterator[list[str]]:
    """Features of each token's place in the note."""
    headers = sorted(chart.headers, key=lambda header: header.first)
    inside = _terms_inside(chart)
    proposed = _proposed(chart)
    at = 0
    header = None
    for token in range(len(chart)):
        while at < len(headers) and headers[at].first <= token:
            header = headers[at]
            at += 1
        line = chart.line(token)
        first, last = chart.sentence(token)
        out = [f"sec={chart.section_of[token]}", f"code={chart.code_of[token]}", f"pos={min(token - first, 3)}",
               f"s0={chart.lower[first] if not chart.lower[first][0].isdigit() else '0'}"]
        if header is not None and header.first >= line.first:
            out.append(f"head={header.text.lower()[:20]}")
        if first + 1 < last:
            out.append(f"s1={normal(chart.words[first + 1])}")
        if group := clusters_of(chart.words[first], clusters):
            out.append(f"s0b={group[1]}")
        if token == line.first:
            out.append("line")
        if token == line.body:
            out.append("body")
        if line.grid:
            out.append("grid")
        if token in chart.unchecked:
            out.append("box=0")
        if token in chart.checked:
            out.append("box=1")
        out += inside.get(token, ())
        out += (f"r={proposed[token + 1]}", f"r-1={proposed[token]}", f"r+1={proposed[token + 2]}")
        yield out


def _proposed(chart: Chart) -> list[str]:
    """What the rules propose for each token, in BIO notation, with one token of O at either edge."""
    out = ["O"] * (len(chart) + 2)
    for item in chart.candidates:
        for token in range(item.first, item.last):
            out[token + 1] = ("B-" if token == item.first else "I-") + item.label
    return out


def _terms_inside(chart: Chart) -> dict[int, list[str]]:
    """Vocabulary hits over each token, with begin and inside told apart."""
    out: dict[int, list[str]] = {}
    for term in chart.terms:
        for token in range(term.first, term.last):
            name = f"t{'B' if token == term.first else 'I'}={term.vocabulary}:{term.category}"
            known = out.setdefault(token, [])
            if name not in known:
                known.append(name)
    return out


def all_capitals(chart: Chart) -> bool:
    """Whether the note is written in capitals throughout."""
    letters = [word for word in chart.words if word[0].isalpha()]
    return sum(word.isupper() for word in letters) > 0.6 * len(letters) if letters else False


def features(chart: Chart, clusters: Clusters) -> list[list[str]]:
    """All features of every token, as training takes them."""
    words, size = chart.words, len(chart)
    capitals = all_capitals(chart)
    out = []
    for token, place in enumerate(place_features(chart, clusters)):
        for distance in WINDOW:
            other = token + distance
            place += word_features(words[other] if 0 <= other < size else EDGE, distance, capitals, clusters)
        if token:
            place += ["L" + name for name in pair_features(words[token - 1], words[token], clusters)]
        if token + 1 < size:
            place += ["R" + name for name in pair_features(words[token], words[token + 1], clusters)]
        out.append(place)
    return out
