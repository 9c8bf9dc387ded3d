"""The gate: no score on the development split falls below the floor that was recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclint.linter import Linter
from doclint.training.calibration import calibration
from doclint.training.corpus import read
from doclint.training.evaluate import evaluate
from doclint.training.scores import total

CORPORA = Path(__file__).parents[2] / "corpora"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", sorted(FLOORS))
def test_development_scores_stay_above_their_floor(model: str) -> None:
    every = total(evaluate(read(CORPORA, "development"), Linter(model=model)))
    figures = every.figures() | {"ece": calibration(every.outcomes)["ece"]}
    floor = FLOORS[model]
    below = {key: (figures[key], value) for key, value in floor["at_least"].items() if figures[key] < value}
    above = {key: (figures[key], value) for key, value in floor["at_most"].items() if figures[key] > value}
    assert below == {}
    assert above == {}
