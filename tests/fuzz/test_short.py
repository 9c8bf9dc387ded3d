"""A short look with coverage-guided fuzzing at all readers and the linter; the long one: ``python -m tests.fuzz``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .seeds import MIXED
from .targets import ALONE


def test_no_promise_is_broken_in_twenty_seconds(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="fuzzing needs atheris: pip install 'doclint[fuzz]'", exc_type=ImportError)
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "mixed", "--runs", "100000", "--seconds", "20", "--work", str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    counted = re.match(r"mixed: (\d+) executions", done.stdout)
    assert counted is not None
    assert int(counted[1]) > 100


def test_the_mixture_holds_every_target() -> None:
    assert tuple(ALONE) == MIXED
