"""Scores a linter on a split of the corpus: what ``doclint evaluate`` prints, and what the gate in CI compares with
its floor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from doclint.linter import Linter
from doclint.training import strata
from doclint.training.bootstrap import DRAWS, intervals
from doclint.training.calibration import calibration
from doclint.training.corpus import MarkedNote
from doclint.training.counts import Count
from doclint.training.scores import Scores, score, severities, total

SCHEMA = "doclint.evaluation/1"


def evaluate(notes: Iterable[MarkedNote], linter: Linter) -> list[Scores]:
    """The scores of each note, in order; each note is linted as a batch would give it."""
    severity = severities(linter.rules)
    marked = list(notes)
    out = []
    for note, groups in zip(marked, strata.groups(marked), strict=True):
        one = score(note, linter.lint(note.note()), severity)
        one.groups = groups
        out.append(one)
    return out


def as_json(scores: Sequence[Scores], *, draws: int = DRAWS) -> dict[str, Any]:
    """Headline figures, counts by rule and label, links, calibration, and the figures by setting and style; with 95 %
    intervals.
    """
    every = total(scores)
    bounds = _rounded(intervals(scores, _figures, draws=draws))
    tables = {
        name: {key: _row(count) | {"f1_interval": bounds[f"{name} {key}"]} for key, count in sorted(counts.items())}
        for name, counts in every.counts().items()
    }
    return {
        "notes": len(scores),
        **_headline(every, bounds),
        **tables,
        "shares": {
            key: {"right": share.right, "all": share.all, "share": round(share.value, 4)}
            for key, share in sorted(every.shares.items())
        },
        "calibration": calibration(every.outcomes),
        "by": {of: _strata(scores, of, draws=draws) for of in strata.STRATA},
    }


def document(scores: Sequence[Scores], *, about: dict[str, str], draws: int = DRAWS) -> dict[str, Any]:
    """What ``doclint evaluate --format json`` prints and ``--against`` reads: the same, what was scored (``about``:
    model, split, profile, version), and each note's differences from the gold.
    """
    return {
        "schema": SCHEMA,
        "about": about,
        **as_json(scores, draws=draws),
        "details": {
            one.note: {
                **one.groups,
                "differences": [f"{what} {rule}" for _, what, rule in one.differences],
                "spans": _row(sum(one.relaxed.values(), Count())),
            }
            for one in scores
        },
    }


def _figures(scores: Scores) -> dict[str, float]:
    """All that gets an interval: the headline figures, and the F1 of each rule and label."""
    return scores.figures() | {
        f"{name} {key}": count.f1 for name, counts in scores.counts().items() for key, count in counts.items()
    }


def _strata(scores: Sequence[Scores], of: str, *, draws: int) -> dict[str, dict[str, Any]]:
    parts: dict[str, list[Scores]] = defaultdict(list)
    for one in scores:
        parts[one.groups.get(of, strata.OTHER)].append(one)
    return {
        group: {"notes": len(part), **_headline(total(part), _rounded(intervals(part, draws=draws)))}
        for group, part in sorted(parts.items(), key=lambda item: (-len(item[1]), item[0]))
    }


def _headline(every: Scores, bounds: dict[str, list[float]]) -> dict[str, Any]:
    figures = every.figures()
    return {
        "figures": {key: round(value, 4) for key, value in figures.items()},
        "intervals": {key: bounds[key] for key in figures},
    }


def _rounded(bounds: dict[str, tuple[float, float]]) -> dict[str, list[float]]:
    return {key: [round(low, 4), round(high, 4)] for key, (low, high) in bounds.items()}


def _row(count: Count) -> dict[str, Any]:
    return {
        "hit": count.hit,
        "extra": count.extra,
        "missed": count.missed,
        "precision": round(count.precision, 4),
        "recall": round(count.recall, 4),
        "f1": round(count.f1, 4),
    }
