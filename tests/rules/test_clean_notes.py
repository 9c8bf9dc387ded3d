"""Notes from many settings that support the code: none may get a finding of severity error."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from doclint.linter import Linter

NOTES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "clean.yaml").read_text(encoding="utf-8"))


@cache
def linter(profile: str) -> Linter:
    return Linter(profile=profile)


def test_there_are_enough_of_them() -> None:
    assert len({note["id"] for note in NOTES}) >= 25


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(note, id=note["id"], marks=[pytest.mark.xfail(reason=note["xfail"])] if "xfail" in note else [])
        for note in NOTES
    ],
)
def test_a_clean_note_gets_no_error(note: dict[str, Any]) -> None:
    result = linter(note.get("profile", "medicare")).lint(note["text"], claim=note.get("claim"))
    assert result.errors == ()
    assert [f"{f.rule}: {f.message}" for f in result.findings if f.severity == "error"] == []
