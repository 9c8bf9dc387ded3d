"""Counting units: every worked example of the policy notes (2.3 and 2.4), and what holds for any minutes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.policy import load_policy, units_of
from doclint.policy.assistants import Split, split_units
from doclint.policy.units import allocate, arithmetic

CMS = [
    ("97112 24, 97110 23", 3, ["97112 2, 97110 1"]),
    ("97112 20, 97110 20", 3, ["97112 2, 97110 1", "97112 1, 97110 2"]),
    ("97110 33, 97140 7", 3, ["97110 2, 97140 1"]),
    ("97110 18, 97140 13, 97116 10, 97035 8", 3, ["97110 1, 97140 1, 97116 1, 97035 0"]),
    (
        "97112 7, 97110 7, 97140 7",
        1,
        ["97112 1, 97110 0, 97140 0", "97112 0, 97110 1, 97140 0", "97112 0, 97110 0, 97140 1"],
    ),
    ("97530 7", 0, ["97530 0"]),
    ("97530 22", 1, ["97530 1"]),
    ("97530 23", 2, ["97530 2"]),
    ("97530 16, 97110 7", 2, ["97530 1, 97110 1"]),
    ("97530 30, 97110 5", 2, ["97530 2, 97110 0"]),
    ("97530 10, 97110 10", 1, ["97530 1, 97110 0", "97530 0, 97110 1"]),
    ("97530 5, 97110 4", 1, ["97530 1, 97110 0"]),
    (
        "97530 12, 97110 12, 97140 12",
        2,
        ["97530 1, 97110 1, 97140 0", "97530 1, 97110 0, 97140 1", "97530 0, 97110 1, 97140 1"],
    ),
    ("97530 14, 97110 14, 97140 14", 3, ["97530 1, 97110 1, 97140 1"]),
    ("97530 25, 97110 25", 3, ["97530 2, 97110 1", "97530 1, 97110 2"]),
    ("97530 40, 97110 12", 3, ["97530 2, 97110 1"]),
    ("97530 15, 97110 8, 97010 15", 2, ["97530 1, 97110 1"]),
]

BOTH = [
    ("97530 10, 97110 10", 1, 2),
    ("97530 8, 97110 8", 1, 2),
    ("97112 24, 97110 23", 3, 4),
    ("97110 18, 97140 13, 97116 10, 97035 8", 3, 4),
    ("97530 40, 97110 12", 3, 4),
    ("97112 20, 97110 20", 3, 2),
    ("97110 33, 97140 7", 3, 2),
    ("97530 7, 97110 7", 1, 0),
    ("97530 16, 97110 7", 2, 1),
]


def parsed(text: str) -> dict[str, int]:
    return {code: int(number) for code, number in (part.split() for part in text.split(", "))}


@pytest.mark.parametrize(("minutes", "total", "choices"), CMS, ids=[row[0] for row in CMS])
def test_cms_example(minutes: str, total: int, choices: list[str]) -> None:
    found = load_policy("medicare").allocate(parsed(minutes))
    assert found.total == total
    assert sorted(map(str, found.choices())) == sorted(str(parsed(choice)) for choice in choices)


@pytest.mark.parametrize(("minutes", "cms", "midpoint"), BOTH, ids=[row[0] for row in BOTH])
def test_both_methods(minutes: str, cms: int, midpoint: int) -> None:
    assert load_policy("medicare").allocate(parsed(minutes)).total == cms
    assert load_policy("commercial-midpoint").allocate(parsed(minutes)).total == midpoint


@pytest.mark.parametrize("units", range(1, 12))
def test_table_of_units(units: int) -> None:
    assert units_of(15 * units - 8) == units - 1
    assert units_of(15 * units - 7) == units
    assert units_of(15 * units + 7) == units


@given(st.dictionaries(st.sampled_from(["97530", "97110", "97140", "97112"]), st.integers(0, 60), min_size=1))
def test_allocation_adds_up(minutes: dict[str, int]) -> None:
    found = allocate(minutes)
    assert found.total == units_of(sum(minutes.values()))
    for choice in found.choices():
        assert sum(choice.values()) == found.total
        for code, units in choice.items():
            assert minutes[code] // 15 <= units <= minutes[code] // 15 + 1
    assert (found.free == 0) == (len(found.choices()) == 1)


@given(st.dictionaries(st.sampled_from(["97530", "97110"]), st.integers(0, 1440), min_size=1))
def test_midpoint_never_pools(minutes: dict[str, int]) -> None:
    assert allocate(minutes, "midpoint").sure == {code: units_of(value) for code, value in minutes.items()}


def test_arithmetic_in_one_line() -> None:
    assert arithmetic({"97530": 16, "97110": 7}, 3) == "97530 16 + 97110 7 = 23 timed min → 2 units; billed 3"
    assert arithmetic({"97530": 20}) == "97530 20 timed min → 1 unit"
    assert "97530 16 min → 1 unit, 97110 7 min → 0 units" in arithmetic({"97530": 16, "97110": 7}, 3, "midpoint")
    assert str(allocate({"97112": 20, "97110": 20})) == "97112×2, 97110×1 or 97112×1, 97110×2"


@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        ({"97530": (5, 10)}, {"97530": Split(0, 1)}),
        ({"97530": (12, 3)}, {"97530": Split(1, 0)}),
        ({"97110": (13, 23), "97140": (30, 0)}, {"97110": Split(1, 1), "97140": Split(2, 0)}),
        ({"97530": (12, 12)}, {"97530": Split(1, 1)}),
        ({"97530": (30, 0)}, {"97530": Split(2, 0)}),
        ({"97530": (0, 30)}, {"97530": Split(0, 2)}),
        ({"97530": (7, 1)}, {"97530": Split(0, 1)}),
    ],
)
def test_assistant_units(minutes: dict[str, tuple[int, int]], due: dict[str, Split]) -> None:
    assert split_units(minutes) == due


def test_share_alone_decides_before_2022() -> None:
    before = load_policy("medicare", dt.date(2021, 6, 1)).assistant_units({"97530": (12, 3)})
    assert before == {"97530": Split(0, 1)}
    assert load_policy("medicare", dt.date(2022, 1, 1)).assistant_units({"97530": (12, 3)}) == {"97530": Split(1, 0)}


@given(st.integers(0, 120), st.integers(0, 120))
def test_assistant_split_adds_up(therapist: int, assistant: int) -> None:
    split = split_units({"97530": (therapist, assistant)})["97530"]
    assert split.therapist + split.assistant == units_of(therapist + assistant)
    assert split.assistant == 0 or assistant > 0
