"""Spans from the probabilities of their labels: the most likely path that keeps the BIO notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Span
from doclint.nlp.model.crf import Matrix

_LEAST = 1e-8
_SURER = 1e-3
"""By how much more a sure token must win than can be lost."""


def spans(probabilities: Matrix, labels: tuple[str, ...], caution: float) -> list[Span]:
    """The spans on the most likely path; ``caution`` (0 to 1) multiplies the label O."""
    outside = labels.index("O")
    begin = [labels.index("B-" + label[2:]) if label[:2] == "I-" else number for number, label in enumerate(labels)]
    inside = [labels.index("I-" + label[2:]) if label[2:] else number for number, label in enumerate(labels)]
    log: Matrix = np.maximum(probabilities, _LEAST)
    np.log(log, out=log)
    log[:, outside] += np.log(caution)
    tags = best_path(log, np.array(begin), outside)
    tokens, kinds = np.arange(len(tags)), np.array(begin)[tags]
    likely = (probabilities[tokens, kinds] + probabilities[tokens, np.array(inside)[tags]]).tolist()
    path_of = tags.tolist()
    out: list[Span] = []
    for first in np.flatnonzero((tags == kinds) & (tags != outside)).tolist():
        last, follows = first + 1, inside[path_of[first]]
        while last < len(path_of) and path_of[last] == follows:
            last += 1
        out.append(Span(labels[path_of[first]][2:], first, last, sum(likely[first:last]) / (last - first)))
    return out


def best_path(log: Matrix, begin: NDArray[np.intp], outside: int) -> NDArray[np.intp]:
    """Each token's best label where they agree with each other, elsewhere the best path between tokens that are sure;
    ``begin`` is for each label the one that opens its kind."""
    tags: NDArray[np.intp] = log.argmax(axis=1)
    kinds = begin[tags]
    wrong = np.flatnonzero((kinds != tags) & (kinds != np.concatenate([[outside], kinds[:-1]]))).tolist()
    opens = begin.tolist()
    for first, last in _unsure(log, wrong, opens) if wrong else ():
        tags[first:last] = path(log[first:last].tolist(), opens, int(tags[first - 1]) if first else outside)
    return tags


def _unsure(log: Matrix, wrong: Sequence[int], begin: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches (first token, and last one, exclusive) around the tokens that do not agree with the one before.

    They end at tokens that are sure to have their best label: one that may follow any other, and that wins more than
    can be lost by it behind. That is never more than what an inside label has over the one that opens its kind, for
    the token behind can take that one.
    """
    insides = [(label, opens) for label, opens in enumerate(begin) if label != opens]

    def sure(token: int) -> bool:
        row = log[token].tolist()
        best = max(row)
        label = row.index(best)
        if begin[label] != label:
            return False
        row[label] = -np.inf
        behind = log[token + 1].tolist() if token + 1 < len(log) else None
        lost = max((behind[label] - behind[opens] for label, opens in insides), default=0.0) if behind else 0.0
        return bool(best - max(row) > max(lost, 0.0) + _SURER)

    last = 0
    for token in wrong:
        if token < last:
            continue
        first = token
        while first > last and not sure(first - 1):
            first -= 1
        last = token + 1
        while last < len(log) and not sure(last):
            last += 1
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
