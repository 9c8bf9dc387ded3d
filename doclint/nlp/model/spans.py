"""Spans from the probabilities of their labels: the most likely path that keeps the BIO notation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Span
from doclint.nlp.model.crf import Matrix

_LEAST = 1e-8
_SURER = 1e-3
"""By how much more a sure token must win than can be lost."""


class Notation(NamedTuple):
    """Numbers of labels in BIO notation: the one for no span, and for each label the one that begins its kind, and the
    one inside."""

    outside: int
    begin: NDArray[np.intp]
    inside: NDArray[np.intp]


@cache
def notation(labels: tuple[str, ...]) -> Notation:
    """The notation of some labels."""
    begin = [labels.index("B-" + label[2:]) if label[:2] == "I-" else number for number, label in enumerate(labels)]
    inside = [labels.index("I-" + label[2:]) if label[2:] else number for number, label in enumerate(labels)]
    return Notation(labels.index("O"), np.array(begin), np.array(inside))


def spans(probabilities: Matrix, labels: tuple[str, ...], caution: float) -> list[Span]:
    """The spans on the most likely path; ``caution`` (0 to 1) multiplies the label O."""
    outside, begin, inside = notation(labels)
    log: Matrix = np.maximum(probabilities, _LEAST)
    np.log(log, out=log)
    log[:, outside] += np.log(caution)
    tags = best_path(log, begin, outside)
    kinds = begin.take(tags)
    borders = (tags == kinds).nonzero()[0]
    tokens = np.arange(len(tags))
    likely = (probabilities[tokens, kinds] + probabilities[tokens, inside.take(tags)]).tolist()
    return [
        Span(labels[kind][2:], first, last, sum(likely[first:last]) / (last - first))
        for kind, first, last in zip(
            tags[borders].tolist(), borders.tolist(), [*borders[1:].tolist(), len(tags)], strict=True
        )
        if kind != outside
    ]


def best_path(log: Matrix, begin: NDArray[np.intp], outside: int) -> NDArray[np.intp]:
    """Each token's best label where they agree with each other, elsewhere the best path between tokens that are sure;
    ``begin`` is for each label the one that opens its kind."""
    tags: NDArray[np.intp] = log.argmax(axis=1)
    kinds = begin.take(tags)
    wrong = kinds != tags
    wrong[0] &= kinds[0] != outside
    wrong[1:] &= kinds[1:] != kinds[:-1]
    if wrong.any():
        opens = begin.tolist()
        sure = _sure(log, tags, begin).nonzero()[0].tolist()
        for first, last in _between(sure, wrong.nonzero()[0].tolist(), len(tags)):
            tags[first:last] = path(log[first:last].tolist(), opens, int(tags[first - 1]) if first else outside)
    return tags


def _sure(log: Matrix, tags: NDArray[np.intp], begin: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which tokens are sure to have their best label: one that may follow any other, and that wins more than can be
    lost by it behind. That is never more than what an inside label has over the one that opens its kind, for the token
    behind can take that one.
    """
    insides = (begin != np.arange(len(begin))).nonzero()[0]
    tokens = np.arange(len(tags))
    others = log.copy(order="K")
    others[tokens, tags] = -np.inf
    wins = log[tokens, tags] - others.max(axis=1)
    lost = np.full(len(tags), _SURER, np.float32)
    if len(insides):
        most = (log[1:, insides] - log[1:, begin[insides]]).max(axis=1)
        lost[:-1] += np.maximum(most, 0)
    sure: NDArray[np.bool_] = (wins > lost) & (begin.take(tags) == tags)
    return sure


def _between(sure: Sequence[int], wrong: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """The stretches (first token, and last one, exclusive) from one sure token to the next, in which tokens do not
    agree with the one before."""
    last = 0
    for token in wrong:
        if token < last:
            continue
        before, behind = bisect_left(sure, token), bisect_right(sure, token)
        first = max(last, sure[before - 1] + 1 if before else 0)
        last = sure[behind] if behind < len(sure) else size
        yield first, last


def path(rows: Sequence[Sequence[float]], begin: Sequence[int], before: int) -> list[int]:
    """The best path behind a token with the label ``before``: an inside label follows its own kind alone."""
    insides = [(label, opens) for label, opens in enumerate(begin) if label != opens]
    best = list(rows[0])
    for label, opens in insides:
        if opens != begin[before]:
            best[label] = -np.inf
    pointers: list[list[int]] = []
    for row in rows[1:]:
        most = max(best)
        came = [best.index(most)] * len(row)
        then = [most + value for value in row]
        for label, opens in insides:
            came[label] = opens if best[opens] >= best[label] else label
            then[label] = best[came[label]] + row[label]
        pointers.append(came)
        best = then
    tags = [best.index(max(best))]
    for came in reversed(pointers):
        tags.append(came[tags[-1]])
    return tags[::-1]
