"""Trains the model of ``doclint.nlp.model.services`` on what stands under the codes of the train split.

Text under another code than 97530 reads like that code. The 97530 text of a note without a finding of its treatment
reads like 97530; with ACT003 like 97110; with ACT004 like the service that the note's ``why`` names; with ACT002 and
nothing but passive treatment like 97140 or a modality. Notes that are two things at once are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from doclint.lexicon import rows
from doclint.nlp.attribution import CODE
from doclint.nlp.chart import Chart
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.service_names import MODALITY, SERVICES
from doclint.nlp.model.services import Services, Words, text_of
from doclint.nlp.model.weights import blob
from doclint.training.corpus import MarkedNote

PENALTY = 3.0
"""Inverse strength of the ridge penalty; chosen on the train split by cross-validation over writers' files."""
FOLDS = 5
SEEN = 2
"""Texts in which a feature must stand."""
SMALL = 0.04
"""Difference between the services' weights of a feature below which it is not kept."""
_BINS = 10
_NO_CHANCE = -20.0
_TEMPERATURES = tuple(number / 20 for number in range(10, 41))
_PRIORS = tuple(number / 10 for number in range(-20, 31))
_WHY = (
    ("97116", r"97116|gait|walking"),
    ("97112", r"97112|balance|vestibular|neuromuscular"),
    ("97542", r"97542|wheelchair"),
    ("97535", r"97535|instruct|teach"),
)
_TREATMENT = frozenset({"ACTIVITY", "EXERCISE", "PASSIVE"})
_ELSEWHERE = {"ACT002", "ACT003", "ACT004"}

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the service it reads like; ``billed`` where it stands under 97530, ``file`` the writer's file."""

    features: dict[str, float]
    service: str
    billed: bool
    file: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """How right the probabilities are: texts, share of right services, log loss, expected calibration error (mean
    distance between the probability of the likeliest service and the share of right ones, over ten bins)."""

    texts: int
    accuracy: float
    log_loss: float
    calibration_error: float
    bins: tuple[tuple[int, float, float], ...]
    """Of each bin with texts: texts, mean probability, share of right ones."""


def examples(pairs: Iterable[tuple[MarkedNote, Chart]], clusters: Clusters) -> list[Example]:
    """Every text of treatment notes of which it is known what it reads like; marks are the corpus's own."""
    words = Words(clusters)
    out = []
    for note, chart in pairs:
        if not note.applicable:
            continue
        known = {code: service_named(code) for code in dict.fromkeys(s.code for s in chart.segments) if code}
        for code, service in {**known, CODE: service_told(note, chart)}.items():
            features = text_of(chart, code, note.marks, words) if service else {}
            if service and features:
                out.append(Example(features, service, code == CODE, note.writer[:-1]))
    return out


def service_named(code: str) -> str | None:
    """The service that a procedure code is, None where it is none of them."""
    group = next((row["group"] for row in rows("services") if row["code"] == code), "")
    if group in ("manual", MODALITY):
        return "97140" if group == "manual" else MODALITY
    return code if code in SERVICES else None


def service_told(note: MarkedNote, chart: Chart) -> str | None:
    """What the note's 97530 text reads like by its findings; None where they do not tell."""
    found = note.findings | note.optional
    if {"ACT001", "ACT006"} & found:
        return None
    here = _ELSEWHERE & found
    if not here:
        return CODE
    if len(here) > 1 or not here <= note.findings:
        return None
    if "ACT003" in here:
        return "97110"
    if "ACT004" in here:
        why = str(note.row.get("why") or "")
        return next((code for code, words in _WHY if re.search(words, why, re.IGNORECASE)), None)
    return _passive(note, chart)


def _passive(note: MarkedNote, chart: Chart) -> str | None:
    """97140 or modality, whichever most of the passive treatment is; None where something else was done too."""
    done = [(m.label, *chart.tokens_of(m.start, m.end)) for m in note.marks if m.status == "performed"]
    done = [row for row in done if row[0] in _TREATMENT and chart.code_of[row[1]] in (CODE, None)]
    if {label for label, *_ in done} != {"PASSIVE"}:
        return None
    modal = sum(
        any(t.vocabulary == "passive" and t.category == MODALITY and first <= t.first < last for t in chart.terms)
        for _, first, last in done
    )
    return MODALITY if 2 * modal > len(done) else "97140"


def train(found: Sequence[Example], clusters: Clusters) -> tuple[Services, Reliability]:
    """The calibrated model, and how reliable it is on the texts billed as 97530 of held-out writers' files.

    The classes weigh by the root of their rarity. Temperature and the intercept of 97530 are then fitted to the
    held-out texts billed as 97530, for which the probabilities are to hold.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.model_selection import GroupKFold

    seen: dict[str, int] = {}
    for example in found:
        for name in example.features:
            seen[name] = seen.get(name, 0) + 1
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([{n: v for n, v in e.features.items() if seen[n] >= SEEN} for e in found])
    target = np.array([SERVICES.index(example.service) for example in found])
    files = np.array([example.file for example in found])
    if len(set(files.tolist())) < FOLDS:  # a small part of the corpus: every text for itself
        files = np.arange(len(found))
    billed = np.array([example.billed for example in found])
    held = np.full((len(found), len(SERVICES)), _NO_CHANCE)
    for kept, out in GroupKFold(FOLDS).split(table, target, files):
        weight, bias = _fit(table[kept], target[kept])
        held[out] = table[out] @ weight + bias
    temperature, prior = _calibrate(held[billed], target[billed])
    weight, bias = _fit(table, target)
    weight, bias = weight * temperature, bias * temperature
    bias[0] += prior
    strong = np.flatnonzero(np.ptp(weight, axis=1) > SMALL)
    names = [str(vectorizer.feature_names_[number]) for number in strong]
    services = Services(
        dict(zip(names, range(len(names)), strict=True)),
        weight[strong].astype(np.float32),
        bias.astype(np.float32),
        Words(clusters),
    )
    return services, reliability(_probabilities(held[billed], temperature, prior), target[billed])


def _fit(table: Matrix, target: NDArray[np.intp]) -> tuple[Matrix, Matrix]:
    """Weights (features by services) and intercepts; a service without a text is given no chance."""
    from sklearn.linear_model import LogisticRegression

    count = np.bincount(target, minlength=len(SERVICES))
    weight, bias = np.zeros((table.shape[1], len(SERVICES))), np.full(len(SERVICES), _NO_CHANCE)
    there = np.flatnonzero(count)
    if len(there) == 1:
        bias[there] = 0.0
        return weight, bias
    rarity = np.sqrt(len(target) / (len(SERVICES) * np.maximum(count, 1)))
    model = LogisticRegression(C=PENALTY, max_iter=500, tol=1e-3).fit(table, target, sample_weight=rarity[target])
    coefficients = model.coef_ if len(there) > 2 else np.vstack([-model.coef_, model.coef_]) / 2
    weight[:, there] = coefficients.T
    bias[there] = model.intercept_ if len(there) > 2 else np.array([-0.5, 0.5]) * model.intercept_
    return weight, bias


def _calibrate(score: Matrix, target: NDArray[np.intp]) -> tuple[float, float]:
    """Temperature (a factor) and what is added to the score of 97530: those of the grid with the least log loss."""

    def loss(pair: tuple[float, float]) -> float:
        right = _probabilities(score, *pair)[np.arange(len(target)), target]
        return float(-np.log(right + 1e-9).mean())

    return min(product(_TEMPERATURES, _PRIORS), key=loss)


def _probabilities(score: Matrix, temperature: float, prior: float) -> Matrix:
    scaled = score * temperature
    scaled[:, 0] += prior
    odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def measure(services: Services, found: Sequence[Example]) -> Reliability:
    """How reliable the model is on texts billed as 97530 that it has not seen."""
    billed = [example for example in found if example.billed]
    rows_ = [list(services.probabilities(example.features).values()) for example in billed]
    return reliability(np.array(rows_), np.array([SERVICES.index(example.service) for example in billed]))


def reliability(probability: Matrix, target: NDArray[np.intp]) -> Reliability:
    """Figures of probabilities (texts by services) against the services that the texts read like."""
    best, right = probability.max(axis=1), probability.argmax(axis=1) == target
    of = np.minimum((best * _BINS).astype(int), _BINS - 1)
    bins = [(int((of == b).sum()), float(best[of == b].mean()), float(right[of == b].mean())) for b in sorted(set(of))]
    loss = -np.log(probability[np.arange(len(target)), target] + 1e-9).mean()
    error = sum(size * abs(said - met) for size, said, met in bins) / len(target)
    return Reliability(
        len(target),
        round(float(right.mean()), 4),
        round(float(loss), 4),
        round(float(error), 4),
        tuple((size, round(said, 4), round(met, 4)) for size, said, met in bins),
    )


def write(services: Services, path: Path) -> None:
    """The model as an npz file: names as one blob of lines, weights as float16."""
    order = sorted(services.index, key=services.index.__getitem__)
    with path.open("wb") as out:
        np.savez_compressed(
            out, features=blob(order), weight=services.weight.astype(np.float16), bias=services.bias.astype(np.float32)
        )
