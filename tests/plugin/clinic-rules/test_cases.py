"""Every case of the rules of this package."""

from pathlib import Path

import pytest

from doclint.testing import Case, load_cases, wrong

CASES = [case for path in sorted(Path(__file__).parent.glob("cases/*.yaml")) for case in load_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    assert wrong(case) is None
