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
    ("97530 8:20 in the morning and I left at 9:05", [("interval", None, 45)]),
    ("97530 sink work\nTotal 20    In/Out 11:00-11:20", [("total", None, 20), ("interval", None, 20)]),
    ("NEURO GYM: 14:06-14:30; 97530 x2", [("interval", None, 24)]),
    ("[x] 97530 27  [ ] 97140     TOTAL 27 MIN", [("code", "97530", 27), ("total", None, 27)]),
    ("26 min in all, 97530. Stairs with a bag.", [("code", "97530", 26), ("total", None, 26)]),
    ("97530 26 minutes, the whole visit 26.", [("code", "97530", 26), ("total", None, 26)]),
    ("97530 10:00-10:30\nHis winching time was fifteen minutes and ten seconds.", [("interval", None, 30)]),
    ("CODE\tTASK\tHR\n97530\tloading the mock trunk\t117", []),
    ("OT LOG | RM\n97530 | 18 | robe on", [("code", "97530", 18)]),
]


@pytest.mark.parametrize(("text", "wanted"), _CASES, ids=[text[:30] for text, _ in _CASES])
def test_durations(text: str, wanted: list[tuple[str, str | None, int]]) -> None:
    assert [(m.kind, m.code, m.minutes) for m in read(text).minutes] == wanted
