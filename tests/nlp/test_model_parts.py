"""The parts of the trained models: windows of word pieces, vectors, the convolution, the encoder, links, confidence."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.linter import Linter
from doclint.nlp.chart import Chart, chart_of
from doclint.nlp.model import pieces, weights
from doclint.nlp.model.confidence import LEAST, MOST, Confidence, read_confidence
from doclint.nlp.model.encoder import Encoder
from doclint.nlp.model.relation import SCORE, measures, read_relation
from doclint.nlp.model.vectors import Vectors, read_vectors
from doclint.nlp.pipeline import rule_pipeline

TEXT = (
    "97530 25 min: sit to stand from the commode x5, min A for the trunk, cued to scoot forward.\n"
    "LTG 1: toilet transfer with supervision."
)
OTHER = "Ther act 20': folded towels standing, SBA.\nGoal: drives the van 30 min."


@pytest.fixture(scope="module")
def charts() -> list[Chart]:
    nlp = rule_pipeline()
    return [chart_of(nlp(text)) for text in (TEXT, OTHER)]


@given(
    st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=900).map(
        lambda words: [(f"w{number}", size, new) for number, (size, new) in enumerate(words)]
    )
)
def test_every_word_begins_in_one_window_and_no_window_is_too_long(words: list[tuple[str, int, bool]]) -> None:
    size = {word: many for word, many, _ in words}
    lines = list(np.cumsum([new for _, _, new in words], dtype=int)) if words else []
    found = pieces.windows([word for word, _, _ in words], lines, lambda word: [2000] * size[word])
    assert [number for window in found for number in window.words] == list(range(len(words)))
    for window in found:
        assert window.ids[0] == pieces.START
        assert window.ids[-1] == pieces.END
        assert len(window.ids) <= pieces.LONGEST + 2
        assert all(0 < place < len(window.ids) - 1 for place in window.at)


def test_a_line_that_does_not_fit_goes_on_whole() -> None:
    words = [f"w{number}" for number in range(60)]
    lines = [0] * 40 + [1] * 20
    first, second = pieces.windows(words, lines, lambda word: [2000] * 5)
    assert first.words == list(range(40))
    assert second.words == list(range(40, 60))
    assert second.ids[1] == pieces.LINE


def test_vectors_know_neighbours_and_give_nothing_for_the_unknown() -> None:
    vectors = read_vectors("fast")
    ((near, far, none),) = vectors.near([["stairs"]], [["climb", "steps"], ["spoon", "soup"], []])
    assert near > far + 0.1
    assert none == 0
    assert not vectors.of("qqqzzz").any()
    assert vectors.of("stair's").any()


SMALL = {
    "climb": ([90, 10, 0], 1.0),
    "stairs": ([100, -20, 5], 2.0),
    "the": ([3, 3, 3], 0.1),
    "stair": ([1, 0, 7], 0.5),
}
PHRASES = st.lists(
    st.lists(st.sampled_from(["climb", "Stairs", "the", "stair's", "unknown", "12"]), max_size=4),
    min_size=1,
    max_size=4,
)


@given(PHRASES, PHRASES)
def test_nearness_is_the_cosine_of_weighed_sums(phrases: list[list[str]], others: list[list[str]]) -> None:
    rows, rarity = (np.array(each) for each in zip(*SMALL.values(), strict=True))
    vectors = Vectors(list(SMALL), rows.astype(np.int8), 0.1, rarity.astype(np.float16))

    def total(words: list[str]) -> list[float]:
        known = [SMALL[word.lower()] for word in words if word.lower() in SMALL]
        units = [[rare * value / math.hypot(*row) for value in row] for row, rare in known]
        return [sum(values) for values in zip([0.0] * 3, *units, strict=True)]

    for words, row in zip(phrases, vectors.near(phrases, others), strict=True):
        for other, near in zip(others, row, strict=True):
            one, two = total(words), total(other)
            cosine = sum(a * b for a, b in zip(one, two, strict=True))
            assert near == pytest.approx(cosine / max(math.hypot(*one) * math.hypot(*two), 1e-9), abs=1e-3)


def test_the_encoder_finds_the_task_by_the_words_alone(charts: list[Chart]) -> None:
    encoder = Encoder("accurate")
    found = encoder.probabilities(charts[0])
    assert found.shape == (len(charts[0]), len(encoder.labels) + len(encoder.evidence))
    task = charts[0].words.index("commode")
    assert encoder.labels[int(found[task, : len(encoder.labels)].argmax())] == "I-ACTIVITY"


def test_without_its_extra_the_encoder_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(weights.ModelError, match=r"pip install 'doclint\[accurate\]'"):
        Encoder("accurate")


def test_accurate_reads_the_files_of_the_model_that_it_builds_on() -> None:
    assert weights.owner("accurate", "sequence.npz") == "fast"
    assert weights.owner("accurate", "encoder.onnx") == "accurate"
    assert weights.owner("fast", "encoder.onnx") is None


def test_a_goal_for_the_same_function_is_nearer_than_another() -> None:
    linter = Linter()
    tied, apart = (linter.facts(text).scores[SCORE] for text in (TEXT, OTHER))
    assert tied < 0.3 < apart - 0.1


def test_no_relation_is_asked_where_goal_or_deed_is_missing() -> None:
    linter = Linter()
    relation = read_relation("fast")
    assert relation is not None
    for text in ("Goal: climb 12 stairs with one rail.", "97530 20 min: folded towels, SBA."):
        assert measures(linter.facts(text), relation.vectors) is None
        assert SCORE not in linter.facts(text).scores


def test_confidence_grows_with_what_the_rule_says() -> None:
    found = read_confidence("fast")
    assert found is not None
    for rule in found.lines:
        values = [found.of(rule, said) for said in (0.1, 0.5, 0.9, 1.0)]
        assert values == sorted(values)
        assert LEAST <= values[0] <= values[-1] <= MOST
    assert Confidence({}).of("CLM001", 0.83) == 0.83
    assert read_confidence("rules") is None
