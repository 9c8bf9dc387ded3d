"""Words that make minutes the whole of the visit, and numbers that are no treatment time."""

from __future__ import annotations

import pytest

from doclint.linter import Linter
from doclint.nlp.chart import chart_of


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(model="rules")


@pytest.mark.parametrize(
    "text",
    [
        "97530 26 min = total. Loading the dryer, SBA.",
        "Ther act 24 min tot. Loading the dryer, SBA.",
        "97530, 22 minutes, the entire session. Loading the dryer.",
        "Forty-one minutes of therapeutic activities in all. Loading the dryer.",
        "Loading the dryer and hanging shirts. Thirty-three minutes start to finish. 97530 x2.",
        "TE + TA 37 min total. Loading the dryer.",
    ],
)
def test_words_for_the_whole_visit_give_a_total(linter: Linter, text: str) -> None:
    kinds = {item.kind for item in chart_of(linter.nlp(text)).minutes}
    assert kinds & {"total", "timed_total"}, kinds


@pytest.mark.parametrize(
    "text", ["97530 26 min. Loading the dryer, total assist.", "97530 26 min: s/p total knee, loading the dryer."]
)
def test_total_in_another_sense_is_none(linter: Linter, text: str) -> None:
    assert {item.kind for item in chart_of(linter.nlp(text)).minutes} == {"code"}


def test_a_total_with_a_number_of_its_own_is_another_statement(linter: Linter) -> None:
    chart = chart_of(linter.nlp("97530 18 min, total time 40 min. Loading the dryer."))
    found = [(item.minutes, item.kind) for item in chart.minutes]
    assert found == [(18, "code"), (40, "total")]


def test_late_by_a_bare_number(linter: Linter) -> None:
    cues = {cue.kind for cue in chart_of(linter.nlp("Pt got here 20 late. 97530: loading the dryer, SBA.")).cues}
    assert "shortened" in cues
