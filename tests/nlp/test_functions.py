"""ICF categories that tie an activity to a goal."""

import pytest

from doclint.nlp.chart import chart_of
from doclint.nlp.treatment.functions import functions_of
from tests.nlp.marked import pipeline


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("bed to drop-arm commode", "d420"),
        ("sit to stand", "d410"),
        ("carrying groceries", "d430"),
        ("buttoning cardigan", "d440"),
        ("reaching overhead shelf", "d445"),
        ("walking to the mailbox", "d450"),
        ("stairs with rail", "d455"),
        ("w/c propulsion", "d465"),
        ("toilet hygiene", "d530"),
        ("donning socks", "d540"),
        ("simulated meal prep", "d630"),
        ("folding laundry", "d640"),
        ("return to work as a plumber", "d850"),
        ("playing golf", "d920"),
        ("oral care at sink", "d520"),
        ("tub bench transfer", "d510"),
    ],
)
def test_function(text: str, function: str) -> None:
    chart = chart_of(pipeline()(text))
    assert function in functions_of(chart, 0, len(chart))


def test_impairment_has_no_function() -> None:
    chart = chart_of(pipeline()("increase shoulder flexion to 140"))
    assert functions_of(chart, 0, len(chart)) == ()
