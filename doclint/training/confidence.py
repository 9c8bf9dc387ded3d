"""Fits what confidences are worth, on findings in notes that the models did not learn from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from doclint.nlp.model.confidence import odds
from doclint.nlp.model.weights import blob
from doclint.result import Result
from doclint.training.corpus import MarkedNote

FAMILIES = ("ACT", "GOL", "AST", "SKL", "TIM")


def examples(pairs: Iterable[tuple[MarkedNote, Result]]) -> list[tuple[str, float, bool]]:
    """Rule, what it said, and whether the gold agrees, of every finding that is not disputed."""
    return [
        (finding.rule, finding.confidence, finding.rule in note.findings)
        for note, result in pairs
        for finding in result.findings
        if finding.rule[:3] in FAMILIES and finding.rule not in note.optional
    ]


def train(found: list[tuple[str, float, bool]], penalty: float) -> dict[str, tuple[float, float]]:
    """Intercept and slope by rule, of one ridge logistic model: rules with few findings stay near the others."""
    from sklearn.linear_model import LogisticRegression

    rules = sorted({rule for rule, _, _ in found})
    mean = {rule: float(np.mean([odds(said) for of, said, _ in found if of == rule])) for rule in rules}
    table = np.zeros((len(found), 2 * len(rules) + 1))
    for row, (rule, said, _) in enumerate(found):
        at = rules.index(rule)
        away = odds(said) - mean[rule]
        table[row, [at, len(rules) + at, 2 * len(rules)]] = 1.0, away, away
    wanted = np.array([right for _, _, right in found])
    model = LogisticRegression(C=penalty, max_iter=5000, random_state=0).fit(table, wanted)
    own, bias = model.coef_[0], float(model.intercept_[0])
    out = {}
    for at, rule in enumerate(rules):
        slope = max(0.0, float(own[len(rules) + at] + own[-1]))  # saying it more surely never counts against a finding
        out[rule] = (bias + float(own[at]) - slope * mean[rule], slope)
    return out


def write(lines: dict[str, tuple[float, float]], path: Path) -> None:
    """The calibration as an npz file."""
    with path.open("wb") as out:
        np.savez_compressed(out, rules=blob(list(lines)), lines=np.array(list(lines.values())))
