"""RESPONSE and LIMITATION, the evidence behind SKL002 and SKL003; links between activities and goals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.nlp.chart import chart_of
from tests.nlp.marked import pipeline


def _labels(text: str) -> set[str]:
    return {mention.label for mention in chart_of(pipeline()(text)).mentions}


@pytest.mark.parametrize(
    "text",
    [
        "Response: spilled twice on round 1, none on round 2.",
        "97530: tray carry. Fatigued by trial 4, HR 118.",
        "97530: tray carry. 4/5 without a spill.",
        "97530: tray carry. Drops went 6 > 2.",
    ],
)
def test_response(text: str) -> None:
    assert "RESPONSE" in _labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "97530: tray carry. Tolerated treatment well.",
        "97530: tray carry. No new complaints.",
        "97530: tray carry.\nGoal: LTG 1 carries tray 4/5, no spill",
    ],
)
def test_no_response(text: str) -> None:
    assert "RESPONSE" not in _labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "Barrier: L neglect, misses plates on that side.",
        "97530: stairs. R quad 3-/5 and the knee buckles.",
        "A: poor dynamic balance limits kitchen tasks.",
        "Why | foot catches the rim",
    ],
)
def test_limitation(text: str) -> None:
    assert "LIMITATION" in _labels(text)


@pytest.mark.parametrize("text", ["Dx: R TKA 3/2, WBAT.", "Barrier: none", "97530: tray carry, SBA. Did well."])
def test_no_limitation(text: str) -> None:
    assert "LIMITATION" not in _labels(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("97530: toilet transfers x4, CGA.\nGoal: LTG 1: toilet transfer SBA 5/5", "function"),
        ("97530: stepping over threshold x8 to improve safety with entering the shower.", "purpose"),
        ("97530: peg sorting at counter, addresses LTG 2.\nGoal: LTG 2: manages own pill box, no errors", "reference"),
    ],
)
def test_links(text: str, kind: str) -> None:
    assert kind in {link.kind for link in chart_of(pipeline()(text)).links}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "LTG",
                "STG",
                "goal",
                "1",
                "2",
                ":",
                ";",
                ",",
                ".",
                "/",
                "|",
                "and",
                "I",
                "had",
                "her",
                "taught",
                "moved",
                "to",
                "so",
                "that",
                "can",
                "VC",
                "Skilled",
                "Goal",
                "Response",
                "pain",
                "3",
                "of",
                "5",
                ">",
                "the",
                "\n",
                "-",
                "raised",
                "was",
                "until",
                "≤",
            ]
        ),
        max_size=40,
    )
)
def test_any_text(words: list[str]) -> None:
    text = " ".join(words)
    for mention in chart_of(pipeline()(text)).mentions:
        assert text[mention.start : mention.end] == mention.text
