"""Spans from the probabilities of their labels: the most likely path that keeps the BIO notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Span
from doclint.nlp.model.crf import Matrix

_LEAST = 1e-8
_SURER = 1e-3
"""By how much more a token must be sure of its label than the paths beside it could cost."""


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
    wrong = np.flatnonzero((kinds != tags) & (kinds != np.concatenate([[outside], kinds[:-1]])))
    # With the beginning of its label at every wrong token the path would be right: what that costs is the most that the
    # best path gives up. A token is sure where another label costs more than all wrong tokens up to the next sure one.
    costs = (log[wrong, tags[wrong]] - log[wrong, kinds[wrong]]).tolist()
    for first, last in _unsure(log, wrong.tolist(), costs):
        rows = log[first : last + 1].tolist()
        tags[first : last + 1] = path(rows, begin.tolist(), int(tags[first - 1]) if first else outside)
    return tags


def _unsure(log: Matrix, wrong: Sequence[int], costs: Sequence[float]) -> Iterator[tuple[int, int]]:
    """The first token of each stretch that is not sure, and the sure token behind it."""

    def sure(token: int, cost: float) -> bool:
        *_, second, best = sorted(log[token].tolist())
        return bool(best - second > cost + _SURER)

    found: list[tuple[int, int, float]] = []
    at = 0
    while at < len(wrong):
        before, after, cost = wrong[at] - 1, wrong[at] + 1, costs[at]
        at += 1
        while True:
            while before >= 0 and not sure(before, cost):
                before -= 1
            while after < len(log) and not sure(after, cost):
                after += 1
            if at < len(wrong) and wrong[at] <= after:
                cost += costs[at]
                at += 1
            elif found and found[-1][1] >= before:
                before, _, more = found.pop()
                cost += more
            else:
                break
        found.append((before, after, cost))
    return ((before + 1, after) for before, after, _ in found)


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
