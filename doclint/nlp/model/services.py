"""Which service the text under a code reads like: a multinomial logistic model on its words, entities and vocabulary.

``read_services`` gives the model of a folder, ``Services.scores`` the probabilities for the 97530 text of a note:
97530, 97110, 97112, 97116, 97140, 97535, 97542, and ``modality`` for modalities of any code. The probabilities are
calibrated on texts billed as 97530. Measured on the development split (214 such texts by unseen writers):
accuracy 0.98, log loss 0.07, expected calibration error 0.01.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, compress, repeat
from operator import eq
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from doclint.facts import Segment
from doclint.kept import Kept
from doclint.lexicon import rows, variants
from doclint.nlp.attribution import CODE
from doclint.nlp.chart import Chart
from doclint.nlp.model import weights
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.model.features import Clusters, normal
from doclint.nlp.model.linear import word_names
from doclint.nlp.model.service_names import SCORE, SERVICES

FILE = "services.npz"

_NOT_TODAY = frozenset(
    "subjective plan home history goals precautions diagnosis caregiver signature assessment response".split()
)
_TREATMENT = ("ACTIVITY", "EXERCISE", "PASSIVE")
_BESIDE = ("SKILLED", "ASSISTANCE", "CUE")
_LEFT_OUT = frozenset({"GOAL", "MINUTES"})
"""Labels whose words say nothing of the service: a goal is not what was done."""
_BILLING = frozenset(
    "min mins minutes minute unit units u un x cpt code codes timed total tx time gp go kx cq co 1:1 one on and only "
    "est individual billed bill mod modifier modifiers of the svc service".split()
)
_CODE = re.compile(r"9\d{4}|G0\d{3}")
_VOCABULARIES = ("functions", "passive", "exercises", "activities")
_TEXT, _KINDS, _TERMS = 4.0, 2.0, 2.0
"""Length of the words', the entities' and the vocabulary's part of the feature vector."""
_NAME = 6
"""Tokens behind a label that may still be its name: ``97110 – Ther Ex:``."""

_Kind = tuple[str, int]
"""Label and first token of a performed mark."""


class Marked(Protocol):
    """A marked stretch of the note: a Mention, or a mark of the corpus."""

    @property
    def label(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def status(self) -> str: ...


class _Own(NamedTuple):
    """A word in its normal form, and the features that it has by itself: the rows of those that the model knows as
    bytes, and the others. A procedure code has none.
    """

    lower: str
    rows: bytes
    others: tuple[str, ...]


class Words:
    """The features of ``text_features``, with those of every word kept: by name, or by the rows that a model's
    ``index`` has for them.
    """

    def __init__(self, clusters: Clusters, index: Mapping[str, int] | None = None) -> None:
        self._clusters = clusters
        self._index = index or {}
        self._paired = frozenset([name for name in self._index if "_" in name])
        self._names = Kept(lambda word: () if _CODE.fullmatch(word) else word_names(word, clusters))
        self._own = Kept(self._of)

    def _of(self, word: str) -> _Own:
        names = self._names[word]
        known = [name for name in names if name in self._index]
        rows = np.array([self._index[name] for name in known], np.intp).tobytes()
        return _Own(normal(word), rows, tuple([name for name in names if name not in known]))

    def __call__(self, words: Sequence[str]) -> dict[str, None]:
        """Words and word clusters of a text, then its pairs of words, each in order; a procedure code ends a pair and
        is no word.
        """
        names = list(map(self._names.__getitem__, words))
        return dict.fromkeys(chain(chain.from_iterable(names), _pairs(list(map(normal, words)), names)))

    def known(self, words: Sequence[str]) -> tuple[NDArray[np.bool_], int]:
        """Of each row of the model whether the text has its feature, and how many features the text has in all."""
        own = list(map(self._own.__getitem__, words))
        lower = [each[0] for each in own]
        rows = [each[1] for each in own]
        others = [each[2] for each in own]
        pairs = set(_pairs(lower, [row or other for row, other in zip(rows, others, strict=True)]))
        known = self._paired & pairs
        found = np.zeros(len(self._index), np.bool_)
        found[np.frombuffer(b"".join(rows), np.intp)] = True
        found[list(map(self._index.__getitem__, known))] = True
        return found, int(np.count_nonzero(found)) + len(pairs.union(*filter(None, others))) - len(known)


def _pairs(lower: Sequence[str], names: Iterable[object]) -> Iterator[str]:
    """The pairs of neighbouring words; none ends at a word without names of its own."""
    return map("_".join, compress(zip(["^", *lower], lower, strict=False), names))


@dataclass(frozen=True, slots=True)
class Services:
    """The model: ``index`` from feature to row of ``weight`` (rows by ``SERVICES``), and the intercepts ``bias``."""

    index: dict[str, int]
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    words: Words = field(repr=False)
    """Gives the features of a text's words."""

    def probabilities(self, features: dict[str, float]) -> dict[str, float]:
        """How likely a text reads like each service; the values sum to 1."""
        known = {self.index[name]: value for name, value in features.items() if name in self.index}
        return self._odds(self._sum(list(known), list(known.values())))

    def _sum(self, rows: Sequence[int], values: Sequence[float]) -> NDArray[np.float32]:
        """What features of these rows and values add to the score of each service."""
        return np.array(values, np.float32) @ self.weight.take(np.array(rows, np.intp), axis=0)

    def _odds(self, added: NDArray[np.float32]) -> dict[str, float]:
        scores = (self.bias + added).tolist()
        highest = max(scores)
        odds = [math.exp(score - highest) for score in scores]
        whole = sum(odds)
        return {service: each / whole for service, each in zip(SERVICES, odds, strict=True)}

    def strongest(self, features: dict[str, float], service: str, most: int = 5) -> list[tuple[str, float]]:
        """The features of a text that speak most for a service and against 97530 (for 97530: against the mean of the
        others), with what each adds to the log odds."""
        column = SERVICES.index(service)
        rest = [0] if column else list(range(1, len(SERVICES)))
        found = []
        for name, value in features.items():
            if name in self.index:
                row = self.weight[self.index[name]]
                found.append((name, round(float(value * (row[column] - row[rest].mean())), 4)))
        return sorted((pair for pair in found if pair[1] > 0), key=lambda pair: (-pair[1], pair[0]))[:most]

    def scores(self, chart: Chart) -> dict[str, float]:
        """Probabilities for the note's 97530 text, as ``Facts.scores`` holds them; empty where nothing stands there."""
        said, beside = _text(chart, CODE, chart.mentions)
        if not said:
            return {}
        found, size = self.words.known(said)
        known = {self.index[name]: value for name, value in beside.items() if name in self.index}
        rows = list(known)
        found[rows] = False
        added = self.weight.take(found.nonzero()[0], axis=0).sum(axis=0) * np.float32(_TEXT / math.sqrt(size))
        added += self._sum(rows, list(known.values()))
        return {SCORE + name: round(value, 4) for name, value in self._odds(added).items()}


@cache
def read_services(model: str) -> Services | None:
    """The model of a folder, read once; None for ``rules``, and for a folder without one. Raises weights.ModelError."""
    if model == "rules" or weights.owner(model, FILE) is None:
        return None
    data = weights.arrays(model, FILE)
    names = weights.strings(data["features"])
    index = dict(zip(names, range(len(names)), strict=True))
    weight, bias = data["weight"].astype(np.float32), data["bias"].astype(np.float32)
    return Services(index, weight, bias, Words(read_clusters(model), index))


def text_of(chart: Chart, code: str, marks: Sequence[Marked], words: Words) -> dict[str, float]:
    """Features of the text under a code, by name: its words, the kinds of its entities, its vocabulary. Labels, codes,
    minutes, goals and what was not performed today are left out; empty where no word remains.
    """
    said, beside = _text(chart, code, marks)
    if not said:
        return {}
    names = words(said)
    return dict.fromkeys(names, _TEXT / math.sqrt(len(names))) | beside


def _text(chart: Chart, code: str, marks: Sequence[Marked]) -> tuple[list[str], dict[str, float]]:
    """The words of the text under a code, and the features of its entities and vocabulary; no words where none of them
    begins with a letter.
    """
    counts = bytearray(map(eq, chart.code_of, repeat(code)))
    if not any(counts):
        return [], {}
    kind: list[_Kind | None] = [None] * len(chart)
    firsts = map(bisect_right, repeat(chart.ends), [mark.start for mark in marks])
    lasts = map(bisect_left, repeat(chart.starts), [mark.end for mark in marks])
    for mark, first, last in zip(marks, firsts, lasts, strict=True):
        if mark.label in _LEFT_OUT or mark.status != "performed":
            counts[first:last] = bytes(last - first)
        else:
            kind[first:last] = [(mark.label, first)] * (last - first)
    for first, last in _labels(chart):
        counts[first:last] = bytes(last - first)
    sections, lower = chart.section_of, chart.lower
    kept = [
        token
        for token in compress(range(len(chart)), counts)
        if sections[token] not in _NOT_TODAY and lower[token] not in _BILLING
    ]
    said = list(map(chart.words.__getitem__, kept))
    if not any(word[0].isalpha() for word in said):
        return [], {}
    return said, _entities(set(map(kind.__getitem__, kept))) | _terms(chart, set(kept), kind)


def _labels(chart: Chart) -> Iterator[tuple[int, int]]:
    """Tokens that name the service, not the treatment: billing grids, and labels that the note's segments stand
    under."""
    for line in chart.lines:
        if line.grid:
            yield line.first, line.last
    for segment in chart.segments:
        start = chart.text.find(segment.label, segment.start, segment.end)
        if start >= 0:
            first, last = chart.tokens_of(start, start + len(segment.label))
            yield first, _name_end(chart, segment, last)


def _name_end(chart: Chart, segment: Segment, token: int) -> int:
    """Where the name of a service ends that may go on at a token behind its label."""
    names = _names().get(segment.code or "", frozenset())
    end = min(token + _NAME, len(chart))
    for other in range(token, end):
        if chart.lower[other][0].isalpha() and chart.lower[other] not in names:
            return other
    return end


@cache
def _names() -> dict[str, frozenset[str]]:
    """Words of each service's names, by code."""
    out: dict[str, set[str]] = {}
    for row in rows("services"):
        for name in variants(row["names"]):
            out.setdefault(row["code"], set()).update(re.findall(r"[^\W_]+", name.lower()))
    return {code: frozenset(words) for code, words in out.items()}


def _entities(kinds: set[_Kind | None]) -> dict[str, float]:
    labels = [kind[0] for kind in kinds if kind is not None]
    treatment = {label: labels.count(label) for label in _TREATMENT if label in labels}
    out = dict.fromkeys([f"has={label}" for label in (*treatment, *_BESIDE) if label in labels], _KINDS / 2)
    if not treatment:
        return out | {"has=nothing": _KINDS}
    whole = sum(treatment.values())
    return out | {f"share={label}": _KINDS * number / whole for label, number in treatment.items()}


def _terms(chart: Chart, kept: set[int], kind: Sequence[_Kind | None]) -> dict[str, float]:
    """Shares of the vocabulary's categories, and of the everyday functions that the performed activities serve."""
    terms: list[str] = []
    functions: list[str] = []
    for vocabulary in _VOCABULARIES:
        for term in chart.terms_of(vocabulary):
            if term.first in kept:
                terms.append(f"term={vocabulary}:{term.category}")
                of = kind[term.first]
                if vocabulary == "functions" and of is not None and of[0] == "ACTIVITY":
                    functions.append(f"function={term.category}")
    return _shares(terms) | (_shares(functions) if functions else {"function=none": _TERMS})


def _shares(names: Sequence[str]) -> dict[str, float]:
    return {name: _TERMS * number / len(names) for name, number in Counter(names).items()}
