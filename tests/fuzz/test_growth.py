"""The work for a note grows with its length, whatever stands in it."""

from __future__ import annotations

import pytest

from doclint import Linter

from .growth import Text, blocks, cycle, steep

CODES = " ".join(f"9{number:04d} 15 min" for number in range(10_000))


@pytest.fixture(scope="module")
def linter() -> Linter:
    made = Linter()
    made.lint("97530 15 min: stairs, CGA. LTG: stairs I.")
    return made


@pytest.mark.parametrize(
    "text",
    [
        cycle("\t"),
        cycle("( 1/"),
        cycle("97530 15 min: stairs with a bag, min A, two patients at once. LTG: stairs I\n"),
        cycle("taught 97110 x2 goal: "),
        cycle("SBA aide led two patients "),
        cycle(CODES),
        cycle("PT 12 min, PTA 3 min, 97530 "),
        blocks("8:00-", "97530 x 15 min: stairs, min A\n"),
        blocks("manual ", "Signed: , PTA\n", "no "),
    ],
    ids=lambda text: text(40).strip()[:24] if callable(text) else str(text),
)
def test_work_grows_with_the_text(linter: Linter, text: Text) -> None:
    assert steep(linter, text) == []
