"""What the sequence model sees of each token.

Three kinds of features: of a word, taken over a window of neighbours; of a pair of neighbours; of the token's place
in the
note (line, header, section, service, check box, vocabulary, what the rules propose). Training and reading use the
same functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress

from doclint.nlp.chart import Chart

WINDOW = (-3, -2, -1, 0, 1, 2, 3)
"""Neighbours whose words count, as distances in tokens."""
EDGE = "¦"
"""Stands for the neighbour beyond the note's beginning or end."""

Clusters = dict[str, tuple[int, int, int]]
"""Word to its clusters, from coarse to fine."""
Key = tuple[object, ...]
"""One thing to be known of a token's place: what kind, and what decides its features."""
_NOTHING: Key = ("terms",)


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
    """Features of the word that stands ``distance`` tokens away; ``capitals`` says that the note is in capitals
    throughout.
    """
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


def place_keys(chart: Chart) -> Iterator[tuple[Key, ...]]:
    """What is to be known of each token's place; ``place_features`` names the features of a key."""
    headers = sorted(chart.headers, key=lambda header: header.first)
    inside = _terms_inside(chart)
    proposed = _proposed(chart)
    words = chart.words
    at, header, sentence = 0, None, -1
    first, opening = 0, ("opening", "", "")
    for token in range(len(words)):
        while at < len(headers) and headers[at].first <= token:
            header = headers[at]
            at += 1
        line = chart.lines[chart.line_of[token]]
        if chart.sentence_of[token] != sentence:
            sentence = chart.sentence_of[token]
            first, last = chart.sentence(token)
            opening = ("opening", words[first], words[first + 1] if first + 1 < last else "")
        yield (
            (
                "place",
                chart.section_of[token],
                chart.code_of[token],
                min(token - first, 3),
                token == line.first,
                token == line.body,
                line.grid,
                token in chart.unchecked,
                token in chart.checked,
            ),
            opening,
            ("header", header.text) if header is not None and header.first >= line.first else _NOTHING,
            inside.get(token, _NOTHING),
            ("proposed", proposed[token], proposed[token + 1], proposed[token + 2]),
        )


def place_features(key: Key, clusters: Clusters) -> list[str]:
    """Features of one key of ``place_keys``."""
    kind = key[0]
    if kind == "place":
        _, section, code, position, *flags = key
        return [
            f"sec={section}",
            f"code={code}",
            f"pos={position}",
            *compress(("line", "body", "grid", "box=0", "box=1"), flags),
        ]
    if kind == "opening":
        word, after = str(key[1]), str(key[2])
        lower = word.lower()
        out = [f"s0={lower if not lower[0].isdigit() else '0'}"]
        if after:
            out.append(f"s1={normal(after)}")
        if group := clusters_of(word, clusters):
            out.append(f"s0b={group[1]}")
        return out
    if kind == "header":
        return [f"head={str(key[1]).lower()[:20]}"]
    if kind == "proposed":
        return [f"r-1={key[1]}", f"r={key[2]}", f"r+1={key[3]}"]
    return [str(name) for name in key[1:]]


def _proposed(chart: Chart) -> list[str]:
    """What the rules propose for each token, in BIO notation, with one token of O at either edge."""
    out = ["O"] * (len(chart) + 2)
    for item in chart.candidates:
        for token in range(item.first, item.last):
            out[token + 1] = ("B-" if token == item.first else "I-") + item.label
    return out


def _terms_inside(chart: Chart) -> dict[int, Key]:
    """Vocabulary hits over each token, with begin and inside told apart, as keys."""
    out: dict[int, list[str]] = {}
    for term in chart.terms:
        begin, inside = _term_names(term.vocabulary, term.category)
        for token in range(term.first, term.last):
            name = begin if token == term.first else inside
            known = out.setdefault(token, ["terms"])
            if name not in known:
                known.append(name)
    return {token: tuple(names) for token, names in out.items()}


@lru_cache(maxsize=5_000)
def _term_names(vocabulary: str, category: str) -> tuple[str, str]:
    return f"tB={vocabulary}:{category}", f"tI={vocabulary}:{category}"


def all_capitals(chart: Chart) -> bool:
    """Whether the note is written in capitals throughout."""
    letters = [word for word in chart.words if word[0].isalpha()]
    return sum(word.isupper() for word in letters) > 0.6 * len(letters) if letters else False


def features(chart: Chart, clusters: Clusters) -> list[list[str]]:
    """All features of every token, as training takes them."""
    words, size = chart.words, len(chart)
    capitals = all_capitals(chart)
    out = []
    for token, keys in enumerate(place_keys(chart)):
        place = [name for key in keys for name in place_features(key, clusters)]
        for distance in WINDOW:
            other = token + distance
            place += word_features(words[other] if 0 <= other < size else EDGE, distance, capitals, clusters)
        if token:
            place += ["L" + name for name in pair_features(words[token - 1], words[token], clusters)]
        if token + 1 < size:
            place += ["R" + name for name in pair_features(words[token], words[token + 1], clusters)]
        out.append(place)
    return out
