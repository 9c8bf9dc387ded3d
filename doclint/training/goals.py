"""Trains the linear models of ``doclint_goal_sense`` on the goal codes of ``corpora/evidence``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doclint.facts import Mention
from doclint.nlp.chart import Chart
from doclint.nlp.goal.sense import goal_words
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.linear import text_features
from doclint.nlp.model.weights import blob
from doclint.training.corpus import MarkedNote
from doclint.training.settings import Settings


def read_codes(folder: Path) -> dict[str, list[str]]:
    """The goal codes by note id, one a GOAL mark in order."""
    out: dict[str, list[str]] = {}
    for path in sorted((folder / "evidence").glob("writer-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            out[row["id"]] = row["goals"]
    return out


def examples(
    pairs: list[tuple[MarkedNote, Chart]], codes: dict[str, list[str]], clusters: Clusters
) -> list[tuple[set[str], bool, bool, str]]:
    """Features, functional, measured and writer of every coded goal."""
    out = []
    for note, chart in pairs:
        goals = [mark for mark in note.marks if mark.label == "GOAL"]
        if len(goals) != len(codes.get(note.id, ())) or not goals:
            continue
        for mark, code in zip(goals, codes[note.id], strict=True):
            mention = Mention("GOAL", mark.start, mark.end, mark.text)
            out.append(
                (text_features(goal_words(chart, mention), clusters), code[0] == "F", code[1:2] == "M", note.writer)
            )
    return out


def write(found: list[tuple[set[str], bool, bool, str]], path: Path, settings: Settings) -> None:
    """Train both models and write their features, weights and intercepts as an npz file."""
    arrays: dict[str, Any] = train(found, settings)
    with path.open("wb") as out:
        np.savez_compressed(out, **arrays)


def train(found: list[tuple[set[str], bool, bool, str]], settings: Settings) -> dict[str, NDArray[Any]]:
    """Arrays of both models: features, weights, bias. Raises ValueError where all goals are of one kind."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([dict.fromkeys(sorted(names), 1.0) for names, *_ in found])
    out: dict[str, NDArray[Any]] = {}
    for column, name in ((1, "functional"), (2, "measured")):
        target = np.array([row[column] for row in found], dtype=bool)
        model = LogisticRegression(
            C=settings.goals_penalty, max_iter=1000, class_weight="balanced", random_state=settings.seed
        ).fit(table, target)
        kept = np.flatnonzero(np.abs(model.coef_[0]) > 0.01)
        out[f"{name}.features"] = blob([vectorizer.feature_names_[number] for number in kept])
        out[f"{name}.weight"] = model.coef_[0][kept].astype(np.float32)
        out[f"{name}.bias"] = model.intercept_.astype(np.float32)
    return out
