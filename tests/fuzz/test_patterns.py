"""No regular expression of the package takes more than linear time, but those that are given short texts alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from .patterns import slow

ROOT = Path(__file__).parents[2]


def test_every_expression_reads_its_text_once() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.patterns", "--quick"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = re.search(r"^(\d+) expressions read$", done.stdout, re.MULTILINE)
    assert counted is not None
    assert int(counted[1]) > 150


def test_slow_expressions_are_told() -> None:
    for pattern in (r"(?:^|\t)[ \t]*level", r"(a|aa)+$", r"<!--.*?-->", r"\d+\s*/", r"\s*=?\s*x"):
        assert slow(pattern, re.DOTALL, anchored=False, quick=True), pattern
    assert slow(r"(?:(?:^|[.;])[ \t]*|\t[ ]*)level", 0, anchored=False) is None
