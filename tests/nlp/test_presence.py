"""How likely an element stands anywhere in the note, against the same said plainly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.facts import Mention, Status
from doclint.nlp.chart import build
from doclint.nlp.publish import presence

STATUSES: st.SearchStrategy[Status] = st.sampled_from(["performed", "planned", "not_done"])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 4), STATUSES), max_size=3),
)
def test_against_plain_words(tokens: list[tuple[float, float]], spans: list[tuple[int, int, Status]]) -> None:
    chart = build("ab " * len(tokens))
    left = set(range(len(tokens)))
    for first, length, status in spans:
        if first + length <= len(tokens):
            chart.mentions.append(Mention("GOAL", 3 * first, 3 * (first + length) - 1, "", status))
            left -= set(range(first, first + length)) if status != "performed" else set()
    for number, element in enumerate(("ACTIVITY", "GOAL")):
        chart.likely[element] = np.array([pair[number] for pair in tokens], np.float64)
    found = presence(chart)
    assert found["ACTIVITY"] == pytest.approx(1 - math.prod(1 - min(tokens[t][0], 0.999) for t in left), abs=1e-4)
    assert found["GOAL"] == pytest.approx(sum(sorted(tokens[t][1] for t in left)[-3:]) / 3, abs=1e-4)


def test_nothing_without_models() -> None:
    assert presence(build("97530 20 min")) == {}
