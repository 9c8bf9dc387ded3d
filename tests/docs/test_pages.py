"""The pages say what is so: their tables are fresh, their code runs, their two commands are there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tables import ROOT, TABLES, checksums, filled


@pytest.mark.parametrize("page", sorted(TABLES))
def test_tables_are_fresh(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == filled(page), "run python tests/docs/tables.py"


def test_checksums_are_fresh() -> None:
    assert (ROOT / "corpora" / "CHECKSUMS").read_text(encoding="utf-8") == checksums(), (
        "run python tests/docs/tables.py"
    )


def test_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "ASSISTANCE" in capsys.readouterr().out


def test_both_commands_are_one_line_each() -> None:
    lines = re.findall(r"^    (python3 -m venv .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == 2
    assert "doclint lint doclint/samples" in lines[0]
    assert lines[1].endswith("pytest")
