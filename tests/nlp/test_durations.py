"""What minutes belong to."""

from __future__ import annotations

import pytest

from .time_pipeline import read

_CASES = [
    (
        "97530 25 min: bed to chair.\nTotal 40 min, 1005-1045",
        [("code", "97530", 25), ("total", None, 40), ("interval", None, 40)],
    ),
    (
        "Manual therapy, twelve minutes. Therapeutic activities, 20 minutes.",
        [("code", "97140", 12), ("code", "97530", 20)],
    ),
    ("TIMED 30   TOTAL 45", [("timed_total", None, 30), ("total", None, 45)]),
    ("40 min, all 97530", [("code", "97530", 40), ("total", None, 40)]),
    ("CPT    MIN   UN\n97530  38    3", [("code", "97530", 38)]),
    ("97110 0900-0915\n97530 0915-0940", [("part_interval", "97110", 15), ("part_interval", "97530", 25)]),
    ("Mode: Individual 30 | Group 0", [("mode", None, 30)]),
]


@pytest.mark.parametrize(("text", "wanted"), _CASES, ids=[text[:30] for text, _ in _CASES])
def test_durations(text: str, wanted: list[tuple[str, str | None, int]]) -> None:
    assert [(m.kind, m.code, m.minutes) for m in read(text).minutes] == wanted
