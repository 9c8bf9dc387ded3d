"""Training of the model of services: which texts are examples of what, calibration, figures, the file."""

from __future__ import annotations

import json
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from doclint.linter import Linter
from doclint.nlp.chart import Chart, chart_of
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.model.service_names import MODALITY, SERVICES
from doclint.nlp.model.services import FILE, Services, Words, read_services, text_of
from doclint.nlp.model.weights import strings
from doclint.nlp.pipeline import rule_pipeline
from doclint.training import services
from doclint.training.build import ORIGIN
from doclint.training.corpus import MarkedNote, parse, read
from doclint.training.services import Example

ROOT = Path(__file__).parents[2]


@cache
def chart(text: str) -> Chart:
    return chart_of(rule_pipeline()(text))


def note(
    marked: str, *findings: str, why: str = "", optional: tuple[str, ...] = (), applicable: bool = True
) -> MarkedNote:
    text, marks = parse(marked)
    row = {"why": why}
    return MarkedNote("n-1", "waa", text, marks, frozenset(findings), frozenset(optional), applicable, row)


def told(marked: str, *findings: str, why: str = "", optional: tuple[str, ...] = ()) -> str | None:
    one = note(marked, *findings, why=why, optional=optional)
    return services.service_told(one, chart(one.text))


@pytest.mark.parametrize(
    ("code", "service"),
    [
        ("97530", "97530"),
        ("97116", "97116"),
        ("97124", "97140"),
        ("97035", MODALITY),
        ("G0283", MODALITY),
        ("97150", None),
    ],
)
def test_code_names_its_service(code: str, service: str | None) -> None:
    assert services.service_named(code) == service


def test_note_without_a_finding_of_treatment_reads_like_97530() -> None:
    assert told("97530: ⟦ACTIVITY|stairs x12⟧.", "GOL001") == "97530"


def test_exercise_wording_reads_like_97110() -> None:
    assert told("97530: ⟦EXERCISE|LAQ 3x10⟧.", "ACT003") == "97110"


@pytest.mark.parametrize(
    ("why", "service"),
    [
        ("Gait training only.", "97116"),
        ("Balance drills alone, which 97112 describes.", "97112"),
        ("Wheelchair driving only.", "97542"),
        ("Instruction with return demonstration alone.", "97535"),
        ("Another service.", None),
    ],
)
def test_other_wording_reads_like_the_service_that_why_names(why: str, service: str | None) -> None:
    assert told("97530: ⟦ACTIVITY|walked 100 ft⟧.", "ACT004", why=why) == service


def test_passive_treatment_alone_is_manual_or_a_modality() -> None:
    assert told("97530: ⟦PASSIVE|soft tissue mobilization⟧ and ⟦PASSIVE|joint mobs⟧.", "ACT002") == "97140"
    assert told("97530: ⟦PASSIVE|moist heat⟧ and ⟦PASSIVE|ultrasound⟧.", "ACT002") == MODALITY


@pytest.mark.parametrize(
    ("marked", "findings", "optional"),
    [
        ("97530: ⟦PASSIVE|moist heat⟧, then ⟦ACTIVITY|stairs x12⟧.", ("ACT002",), ()),
        ("97530: ther act to tolerance.", ("ACT001",), ()),
        ("97530: ⟦ACTIVITY@not_done|stairs⟧ held.", ("ACT006",), ()),
        ("97530: ⟦EXERCISE|bridges⟧.", ("ACT002", "ACT003"), ()),
        ("97530: ⟦EXERCISE|bridges⟧.", (), ("ACT003",)),
    ],
    ids=["two things", "no task", "not performed", "two findings", "disputed"],
)
def test_what_is_not_told_is_no_example(marked: str, findings: tuple[str, ...], optional: tuple[str, ...]) -> None:
    assert told(marked, *findings, optional=optional) is None


def test_examples_are_texts_under_codes_with_the_writers_file() -> None:
    one = note("97110 x 10 min: ⟦EXERCISE|bridges 3x10⟧.\n97530 x 15 min: ⟦ACTIVITY|carried groceries up stairs⟧.")
    found = services.examples([(one, chart(one.text))], {})
    assert {(e.service, e.billed, e.file) for e in found} == {("97110", False, "wa"), ("97530", True, "wa")}
    (other,) = [e for e in found if not e.billed]
    assert "bridges" in other.features
    assert "groceries" not in other.features


def test_note_of_another_kind_is_no_example() -> None:
    one = note("97530: ⟦ACTIVITY|stairs x12⟧.", applicable=False)
    assert services.examples([(one, chart(one.text))], {}) == []


def small() -> list[Example]:
    """Forty texts by ten writers: exercise has `reps`, tasks have `carry`, and one in ten is the other way round."""
    out = []
    for number in range(40):
        task = number % 2 == 0
        word = "carry" if task != (number % 10 == 9) else "reps"
        features = {word: 1.0, f"w{number % 7}": 0.3}
        out.append(Example(features, "97530" if task else "97110", True, f"w{number // 4}"))
    return out


@cache
def trained() -> tuple[Services, services.Reliability]:
    return services.train(small(), {})


def test_training_learns_the_words_and_calibrates_on_held_out_writers() -> None:
    model, held_out = trained()
    assert model.probabilities({"reps": 1.0})["97110"] > 0.8
    assert 0.75 < model.probabilities({"carry": 1.0})["97530"] < 0.97, "some texts with carry are exercise"
    assert held_out.texts == 40
    assert held_out.accuracy == 0.9
    assert held_out.calibration_error < 0.15


def test_service_without_a_text_has_no_chance() -> None:
    assert trained()[0].probabilities({"reps": 1.0})["97542"] < 0.001


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        services.write(services.train(small(), {})[0], tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@pytest.mark.parametrize(
    "rows", [small()[::2], small()[:6], [*small()[:8], Example({"gait": 1.0}, "97116", False, "wz")]]
)
def test_small_parts_of_the_corpus_can_be_trained_on(rows: list[Example]) -> None:
    model, _ = services.train(rows, {})
    assert sum(model.probabilities({"carry": 1.0}).values()) == pytest.approx(1)
    assert model.probabilities({"carry": 1.0})["97530"] > 0.5


def test_reliability_counts_right_ones_and_distance() -> None:
    probability = np.array([[0.75, 0.25], [0.75, 0.25], [0.35, 0.65], [0.75, 0.25]])
    found = services.reliability(probability, np.array([0, 0, 1, 1]))
    assert (found.texts, found.accuracy) == (4, 0.75)
    assert found.bins == ((1, 0.65, 1.0), (3, 0.75, 0.6667))
    assert found.calibration_error == pytest.approx((0.35 + 3 * (0.75 - 2 / 3)) / 4, abs=1e-4)


def test_file_holds_arrays_that_give_the_model_back(tmp_path: Path) -> None:
    model = trained()[0]
    services.write(model, tmp_path / FILE)
    with np.load(tmp_path / FILE, allow_pickle=False) as data:
        assert strings(data["features"]) == list(model.index)
        assert data["weight"].shape == (len(model.index), len(SERVICES))
        assert np.allclose(data["weight"], model.weight, atol=0.01)
        assert np.array_equal(data["bias"], model.bias)


def test_shipped_model_is_named_with_checksum_origin_and_figures() -> None:
    meta = json.loads((ROOT / "models/fast/meta.json").read_text(encoding="utf-8"))
    assert FILE in meta["files"]
    assert FILE in ORIGIN
    assert meta["services"]["accuracy"] > 0.97
    assert meta["services"]["calibration_error"] < 0.02


def test_shipped_model_is_right_and_calibrated_on_development() -> None:
    model, linter = read_services("fast"), Linter()
    assert model is not None
    words = Words(read_clusters("fast"))
    found = []
    wanted = [n for n in read(ROOT / "corpora", "development") if {"ACT003", "ACT004"} & n.findings]
    clean = [n for n in read(ROOT / "corpora", "development") if n.applicable and not n.findings | n.optional]
    for one in [*islice(clean, 25), *islice(wanted, 20)]:
        read_note = chart_of(linter.nlp(one.text))
        service = services.service_told(one, read_note)
        features = text_of(read_note, "97530", read_note.mentions, words)
        if service and features:
            found.append(Example(features, service, True, "development"))
    figures = services.measure(model, found)
    assert figures.texts > 40
    assert figures.accuracy >= 0.85
    assert figures.calibration_error <= 0.1
