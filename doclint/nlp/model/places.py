"""What there is to know of the places where a note's tokens stand: service, line, sentence, header, vocabulary, and
what the rules propose.

Each such thing has a number, which is kept between notes; training and reading use the same.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Chart

Key = tuple[object, ...]
"""One thing to be known of a place: what kind, and what decides its features."""
Numbers = NDArray[np.int32]
_FAR, _BEGINS, _BODY, _GRID, _UNTICKED, _TICKED = 3, 4, 8, 16, 32, 64
"""The number of a spot: tokens behind the sentence's first one, ``_FAR`` at most, and what else holds."""
_SPOTS: list[Key] = [
    ("spot", number % _BEGINS, *(bool(number & flag) for flag in (_BEGINS, _BODY, _GRID, _UNTICKED, _TICKED)))
    for number in range(2 * _TICKED)
]
_LABELS = 64
"""Twice the kinds of candidates there may be, and two."""
_Value = TypeVar("_Value", str, tuple[str | None, str | None])


class _Kind(dict[_Value, int]):
    """The numbers of one kind of thing; a new one comes last in ``keys``."""

    def __init__(self, kind: str, keys: list[Key]) -> None:
        super().__init__()
        self._kind = kind
        self._keys = keys

    def __missing__(self, value: _Value) -> int:
        number = self[value] = len(self._keys)
        self._keys.append((self._kind, value))
        return number


class _Terms(dict[tuple[int, str, str, str], int]):
    """The number of what the vocabulary says of a token: by the number that the terms before gave, and one term more,
    with its side (B where it begins, I inside).
    """

    def __init__(self, keys: list[Key]) -> None:
        super().__init__()
        self._keys = keys
        self._numbers: dict[Key, int] = {keys[0]: 0}

    def __missing__(self, more: tuple[int, str, str, str]) -> int:
        before, vocabulary, category, side = more
        known = self._keys[before]
        name = f"t{side}={vocabulary}:{category}"
        key = known if name in known else (*known, name)
        number = self._numbers.setdefault(key, len(self._keys))
        if number == len(self._keys):
            self._keys.append(key)
        self[more] = number
        return number


class Places:
    """``keys`` says what a number stands for; 0 stands for nothing."""

    def __init__(self) -> None:
        self.keys: list[Key] = [("terms",), *_SPOTS]
        self._services: _Kind[tuple[str | None, str | None]] = _Kind("service", self.keys)
        self._first: _Kind[str] = _Kind("first", self.keys)
        self._second: _Kind[str] = _Kind("second", self.keys)
        self._headers: _Kind[str] = _Kind("header", self.keys)
        self._terms = _Terms(self.keys)
        self._labels: dict[str, int] = {}
        self._proposed = np.zeros(_LABELS**3, np.int32)

    def read(self, chart: Chart) -> list[Numbers]:
        """The number of each token of a note with a token at least, kind by kind."""
        services = list(map(self._services.__getitem__, zip(chart.section_of, chart.code_of, strict=True)))
        return [
            np.array(services, np.int32),
            _spots(chart),
            *self._openings(chart),
            self._behind_headers(chart),
            self._in_terms(chart),
            self._around(chart),
        ]

    def _openings(self, chart: Chart) -> tuple[Numbers, Numbers]:
        """The first word of each token's sentence, and the second one."""
        words, starts = chart.words, chart.sentence_starts
        first = list(map(self._first.__getitem__, map(words.__getitem__, starts)))
        ends = [*starts[1:], len(words)]
        second = [
            self._second[words[start + 1]] if start + 1 < end else 0 for start, end in zip(starts, ends, strict=True)
        ]
        both = np.array([first, second], np.int32).repeat(np.subtract(ends, starts), axis=1)
        return both[0], both[1]

    def _behind_headers(self, chart: Chart) -> Numbers:
        """The header that each token stands behind, in its line."""
        of = np.zeros(len(chart), np.int32)
        for header in sorted(chart.headers, key=lambda header: header.first):
            of[header.first : chart.line(header.first).last] = self._headers[header.text]
        return of

    def _in_terms(self, chart: Chart) -> Numbers:
        """Vocabulary hits over each token, with begin and inside told apart."""
        of = [0] * len(chart)
        terms = self._terms
        for term in chart.terms:
            first, vocabulary, category = term.first, term.vocabulary, term.category
            of[first] = terms[of[first], vocabulary, category, "B"]
            for token in range(first + 1, term.last):
                of[token] = terms[of[token], vocabulary, category, "I"]
        return np.array(of, np.int32)

    def _around(self, chart: Chart) -> Numbers:
        """What the rules propose for each token and its two neighbours, in BIO notation."""
        said = bytearray(len(chart) + 2)
        for item in chart.candidates:
            label = self._labels.get(item.label) or self._label(item.label)
            said[item.first + 1] = label
            said[item.first + 2 : item.last + 1] = bytes([label + 1]) * (item.last - item.first - 1)
        names = np.frombuffer(said, np.uint8).astype(np.int32)
        around = (names[:-2] * _LABELS + names[1:-1]) * _LABELS + names[2:]
        of: Numbers = self._proposed.take(around)
        if not of.all():
            for number in set(around[of == 0].tolist()):
                self._proposed[number] = len(self.keys)
                self.keys.append(self._proposal(number))
            of = self._proposed.take(around)
        return of

    def _label(self, label: str) -> int:
        """The number of the label's beginning; the next one stands for its inside, 0 for no label."""
        number = self._labels[label] = 2 * len(self._labels) + 1
        if number + 1 >= _LABELS:
            raise ValueError(f"candidates have more than {_LABELS // 2 - 1} labels: {', '.join(self._labels)}")
        return number

    def _proposal(self, number: int) -> Key:
        names = ["O", *(f"{side}-{label}" for label in self._labels for side in "BI")]
        return ("proposed", names[number // _LABELS**2], names[number // _LABELS % _LABELS], names[number % _LABELS])


def _spots(chart: Chart) -> Numbers:
    """Number in ``keys`` of each token's spot."""
    size = len(chart)
    lines = [line for line in chart.lines if line.first < line.last]
    starts = np.array(chart.sentence_starts, np.int32)
    out = np.arange(size, dtype=np.int32)
    out -= starts.repeat(np.diff(starts, append=size))
    np.minimum(out, _FAR, out=out)
    out += 1
    out[[line.first for line in lines]] += _BEGINS
    out[[line.body for line in lines if line.body < line.last]] += _BODY
    for line in lines:
        if line.grid:
            out[line.first : line.last] += _GRID
    for boxed, more in ((chart.unchecked, _UNTICKED), (chart.checked, _TICKED)):
        if boxed:
            out[[token for token in boxed if token < size]] += more
    return out
