"""Every rule's YAML file of cases, through the whole linter."""

from pathlib import Path

import pytest

from doclint.testing import Case, load_cases, wrong

CASES = [case for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")) for case in load_cases(path)]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.id, marks=[pytest.mark.xfail(reason=case.xfail)] if case.xfail else [])
        for case in CASES
    ],
)
def test_case(case: Case) -> None:
    assert wrong(case) is None, wrong(case)
