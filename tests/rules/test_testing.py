"""The helper that other packages use for the cases of their own rules."""

from pathlib import Path

import pytest

from doclint.testing import Case, load_cases, run_case, wrong


def test_a_case_that_goes_wrong_is_told_in_words() -> None:
    case = Case("GOL001", "fail", "has_a_goal", "97530 x 25 min: toilet transfers, min A. LTG 1: toilet transfer SBA.")
    assert "must raise GOL001" in (wrong(case) or "")


def test_marks_take_the_place_of_what_the_pipeline_finds() -> None:
    case = Case("ACT006", "fail", "held", "97530: ⟦ACTIVITY@not_done|blorping⟧ today.", marked=True)
    result = run_case(case)
    assert [(entity.text, entity.status) for entity in result.entities] == [("blorping", "not_done")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("maybe:\n  - {name: a, text: b}", "has the lists pass, fail, near_miss"),
        ("fail:\n  - {name: a}", "fail case 1 needs name and text"),
        ("fail:\n  - {name: a, text: b, colour: red}", "unknown field colour"),
    ],
)
def test_a_bad_file_of_cases_is_told(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "GOL001.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        load_cases(path)


def test_a_mark_that_does_not_close_is_told() -> None:
    with pytest.raises(ValueError, match="does not close"):
        run_case(Case("GOL001", "fail", "open", "⟦GOAL|LTG", marked=True))
