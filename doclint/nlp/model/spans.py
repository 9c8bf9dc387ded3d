"""Spans from the probabilities of their labels: the most likely path that keeps the BIO notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Span
from doclint.nlp.model.crf import Matrix

_LEAST = 1e-8
_SURER = 1e-3
"""By how much more a run of tokens must lose than what rounding may change."""


class Notation(NamedTuple):
    """Numbers of labels in BIO notation: the one for no span, and for each label the one that begins its kind, the one
    inside, and the kind's name."""

    outside: int
    begin: NDArray[np.intp]
    inside: NDArray[np.intp]
    names: tuple[str, ...]


@cache
def notation(labels: tuple[str, ...]) -> Notation:
    """The notation of some labels."""
    begin = [labels.index("B-" + label[2:]) if label[:2] == "I-" else number for number, label in enumerate(labels)]
    inside = [labels.index("I-" + label[2:]) if label[2:] else number for number, label in enumerate(labels)]
    return Notation(labels.index("O"), np.array(begin), np.array(inside), tuple(label[2:] for label in labels))


def spans(probabilities: Matrix, labels: tuple[str, ...], caution: float) -> list[Span]:
    """The spans on the most likely path; ``caution`` (0 to 1) multiplies the label O."""
    outside, begin, inside, names = notation(labels)
    log: Matrix = np.maximum(probabilities, _LEAST)
    np.log(log, out=log)
    log[:, outside] += np.log(caution)
    tags = best_path(log, begin, outside)
    kinds = begin.take(tags)
    borders = (tags == kinds).nonzero()[0]
    found = (kinds.take(borders) != outside).nonzero()[0]
    firsts, lasts = borders.take(found), np.append(borders[1:], len(tags)).take(found)
    tokens = np.arange(len(tags))
    likely = (probabilities[tokens, kinds] + probabilities[tokens, inside.take(tags)]).tolist()
    return [
        Span(names[kind], first, last, sum(likely[first:last]) / (last - first))
        for kind, first, last in zip(kinds.take(firsts).tolist(), firsts.tolist(), lasts.tolist(), strict=True)
    ]


def best_path(log: Matrix, begin: NDArray[np.intp], outside: int) -> NDArray[np.intp]:
    """Each token's best label where they agree with each other. An inside label that follows no label of its kind is
    mended: it becomes the one that opens its kind, and around it the best path is taken where another could win.
    ``begin`` is for each label the one that opens its kind.
    """
    tags: NDArray[np.intp] = log.argmax(axis=1)
    kinds = begin.take(tags)
    wrong = kinds != tags
    wrong[0] &= kinds[0] != outside
    wrong[1:] &= kinds[1:] != kinds[:-1]
    mended = wrong.nonzero()[0]
    if not len(mended):
        return tags
    wins = _others(log, tags)
    wins[mended] = log[mended, tags[mended]] - log[mended, kinds[mended]]
    tags[mended] = kinds[mended]
    opens = begin.tolist()
    for first, last in _doubtful(wins):
        rows = log[first:last].tolist()
        if last < len(tags):  # where no label but its own can win
            rows.append([0.0 if label == tags[last] else -np.inf for label in range(len(opens))])
        spare = sum(max(each, 0.0) for each in wins[first:last].tolist()) + _SURER
        tags[first:last] = path(rows, opens, int(tags[first - 1]) if first else outside, spare)[: last - first]
    return tags


def _others(log: Matrix, tags: NDArray[np.intp]) -> NDArray[np.float64]:
    """What the best of the other labels wins over each token's own (never more than 0)."""
    tokens = np.arange(len(tags))
    others = log.copy(order="K")
    others[tokens, tags] = -np.inf
    wins: NDArray[np.float64] = np.subtract(others.max(axis=1), log[tokens, tags], dtype=np.float64)
    return wins


def _doubtful(wins: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """The stretches (first token, and last one, exclusive) in which another path could win, by the most that each token
    can win by another label: those of all runs of tokens that lose nothing together. Elsewhere a path that differs
    loses.
    """
    sums = np.cumsum(wins)
    ends = np.maximum.accumulate(sums[::-1])[::-1]
    starts = np.minimum.accumulate(np.append(0.0, sums[:-1]))
    doubtful = np.zeros(len(wins) + 2, np.bool_)
    doubtful[1:-1] = ends >= starts - _SURER
    borders = (doubtful[1:] != doubtful[:-1]).nonzero()[0].tolist()
    return zip(borders[::2], borders[1::2], strict=True)


def path(rows: Sequence[Sequence[float]], begin: Sequence[int], before: int, spare: float = np.inf) -> list[int]:
    """The best path behind a token with the label ``before``: an inside label follows its own kind alone. It is known
    that some path loses no more than ``spare`` against each token's best label.
    """
    best = {before: 0.0}
    pointers: list[dict[int, int]] = []
    for row in rows:
        least = max(row) - spare
        most = max(best, key=best.__getitem__)
        came: dict[int, int] = {}
        then: dict[int, float] = {}
        for label, value in enumerate(row):
            if value < least:
                continue
            source, opens = most, begin[label]
            if opens != label:
                source = label if best.get(label, -np.inf) > best.get(opens, -np.inf) else opens
                if source not in best:
                    continue
            came[label] = source
            then[label] = best[source] + value
        pointers.append(came)
        best = then
    tags = [max(best, key=best.__getitem__)]
    for came in reversed(pointers[1:]):
        tags.append(came[tags[-1]])
    return tags[::-1]
