"""Goal links and confidence as they are fitted, and the parts that cross-fitting leaves out in turn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from doclint.training import confidence, relation
from doclint.training.corpus import read, split_of
from doclint.training.crossfit import FOLDS, folds

CORPORA = Path(__file__).parents[2] / "corpora"


def test_every_train_file_is_left_out_once_and_no_other() -> None:
    parts = folds(CORPORA)
    names = [name for part in parts for name in part]
    assert len(parts) == FOLDS
    assert sorted(names) == sorted(name for name, split in split_of(CORPORA).items() if split == "train")
    assert {note.file for note in read(CORPORA, "train")} == set(names)


def test_relation_learns_which_measures_tell_the_two_apart() -> None:
    chance = np.random.default_rng(0)
    rows = [([float(near), float(noise)], bool(near < 0.3)) for near, noise in chance.random((400, 2))]
    weight, bias = relation.train(rows, 1.0)
    assert weight[0] < -5
    assert abs(weight[1]) < 2
    assert weight @ np.array([0.0, 0.5]) + bias > 0 > weight @ np.array([1.0, 0.5]) + bias


def test_confidence_learns_how_often_each_rule_is_right() -> None:
    found = [("GOL001", 0.9, number % 10 != 0) for number in range(200)]
    found += [("SKL002", 0.9, number % 2 == 0) for number in range(200)]
    lines = confidence.train(found, 10.0)
    value = {rule: 1 / (1 + np.exp(-(a + b * confidence.odds(0.9)))) for rule, (a, b) in lines.items()}
    assert value["GOL001"] == pytest.approx(0.9, abs=0.03)
    assert value["SKL002"] == pytest.approx(0.5, abs=0.03)
