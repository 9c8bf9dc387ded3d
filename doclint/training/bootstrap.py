"""95 % intervals of scores by the bootstrap over notes (Efron 1979)."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from doclint.training.counts import Count, Share
from doclint.training.scores import Scores, total

DRAWS = 200
Key = tuple[str, str, int]
"""Table, row and column of one number."""


def intervals(
    scores: Sequence[Scores],
    pick: Callable[[Scores], dict[str, float]] = Scores.figures,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Lower and upper bound of every figure that ``pick`` makes; the same scores and seed give the same bounds. Of a
    figure that no draw has nothing is known: it lies from 0 to 1.
    """
    unknown = dict.fromkeys(pick(total(scores)), (0.0, 1.0))
    if not scores:
        return unknown
    keys, table = _table(scores)
    drawn: dict[str, list[float]] = defaultdict(list)
    source = random.Random(seed)
    for _ in range(draws):
        times = np.bincount(source.choices(range(len(scores)), k=len(scores)), minlength=len(scores))
        for key, value in pick(_scores(keys, times @ table)).items():
            drawn[key].append(value)
    return unknown | {
        key: (sorted(values)[int(0.025 * len(values))], sorted(values)[max(0, int(0.975 * len(values)) - 1)])
        for key, values in drawn.items()
    }


def _table(scores: Sequence[Scores]) -> tuple[list[Key], NDArray[np.int64]]:
    """Every note's numbers as a row."""
    rows = [_numbers(one) for one in scores]
    keys = sorted({key for row in rows for key in row})
    column = {key: number for number, key in enumerate(keys)}
    table = np.zeros((len(rows), len(keys)), np.int64)
    for number, row in enumerate(rows):
        for key, value in row.items():
            table[number, column[key]] = value
    return keys, table


def _numbers(one: Scores) -> dict[Key, int]:
    out: dict[Key, int] = {}
    for name, counts in one.counts().items():
        for key, count in counts.items():
            out |= {(name, key, 0): count.hit, (name, key, 1): count.extra, (name, key, 2): count.missed}
    for key, share in one.shares.items():
        out |= {("shares", key, 0): share.right, ("shares", key, 1): share.all}
    return out


def _scores(keys: Sequence[Key], numbers: NDArray[np.int64]) -> Scores:
    """Scores made of summed numbers; a rule that none of the drawn notes has is left out."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (name, key, _), value in zip(keys, numbers.tolist(), strict=True):
        rows[name, key].append(value)
    out = Scores()
    tables = out.counts()
    for (name, key), values in rows.items():
        if not any(values):
            continue
        if name == "shares":
            out.shares[key] = Share(*values)
        else:
            tables[name][key] = Count(*values)
    return out
