"""Whether a finding's confidence means what it says: of the findings with confidence 0.8, eight in ten should be right.

Findings of rules that the gold calls optional are left out. ``brier`` is the mean squared distance of confidence and
outcome; ``ece`` (expected calibration error) the mean distance of confidence and precision over the bins, weighted by
their findings. Both are better the smaller, 0 at best.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from doclint.training.counts import Outcome

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Bins of confidence; a value on an edge belongs to the bin above it, 1 to the last."""


def calibration(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Number of findings, Brier score, ECE, and the reliability table: by bin, and by rule."""
    bins = [_row(found) | {"from": low, "to": high} for low, high, found in _binned(outcomes)]
    count = len(outcomes)
    return {
        "findings": count,
        "brier": round(sum((o.confidence - o.right) ** 2 for o in outcomes) / count, 4) if count else 0.0,
        "ece": round(sum(b["findings"] * abs(b["confidence"] - b["precision"]) for b in bins) / count, 4)
        if count
        else 0.0,
        "bins": bins,
        "rules": {rule: _row([o for o in outcomes if o.rule == rule]) for rule in sorted({o.rule for o in outcomes})},
    }


def _binned(outcomes: Sequence[Outcome]) -> list[tuple[float, float, list[Outcome]]]:
    out = []
    for low, high in pairwise(EDGES):
        found = [o for o in outcomes if low <= o.confidence < high or o.confidence == high == EDGES[-1]]
        if found:
            out.append((low, high, found))
    return out


def _row(found: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "findings": len(found),
        "confidence": round(sum(o.confidence for o in found) / len(found), 4),
        "precision": round(sum(o.right for o in found) / len(found), 4),
    }
