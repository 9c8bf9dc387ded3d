"""MINUTES: spans and values, in the clinic's notations, and the durations that are none."""

from __future__ import annotations

import pytest

from .time_pipeline import read

_CASES = [
    ("97530 25 min, curb practice", [("25 min", "25")]),
    ("97530 x15' then rest", [("15'", "15")]),
    ("0.5 hr of therapeutic activities", [("0.5 hr", "30")]),
    ("Half an hour of ther act in the laundry room.", [("Half an hour", "30")]),
    ("Therapeutic activities, twenty-two minutes, at the sink.", [("twenty-two minutes", "22")]),
    ("Seen 1005-1043.", [("1005-1043", "38")]),
    ("Time in 08:30  Time out 09:12", [("08:30  Time out 09:12", "42")]),
    ("9:10-9:48a, total 38 min", [("9:10-9:48a", "38"), ("38 min", "38")]),
    ("I was with him from ten past two until quarter to three.", [("ten past two until quarter to three", "35")]),
    ("Visit 16h05-16h30.", [("16h05-16h30", "25")]),
    ("CPT    MIN   UN\n97530  38    3\n97110  15    1\nTOTAL TIMED 53", [("38", "38"), ("15", "15"), ("53", "53")]),
    ("svc1=97530; min1=25; visit_total=25 min", [("25", "25"), ("25 min", "25")]),
    ("97530 20 min. Stood 6 min at the counter, rested 2 min.", [("20 min", "20")]),
    ("Pt came 15 min late. Buttons done in 4 min.", []),
    ("Needed 5 min A for the left sleeve.", []),
    ("Sit to stand x10, TA 4-/5, BP 120/80, SpO2 96.", []),
    ("LTG 1: stands 10 min at the stove, SBA.", []),
    ("Mode: Individual 30 | Group 0", [("30", "30")]),
]


@pytest.mark.parametrize(("text", "wanted"), _CASES, ids=[text[:30] for text, _ in _CASES])
def test_minutes(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(m.text, m.value) for m in read(text).mentions if m.label == "MINUTES"] == wanted
