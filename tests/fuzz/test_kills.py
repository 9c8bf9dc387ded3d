"""A few scans killed at random moments; a hundred by ``python -m tests.fuzz.kills``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from doclint.linter import Linter

from .kills import VAGUE, hit

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


def test_scans_killed_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    linter = Linter()
    linter.lint(VAGUE)
    assert hit(linter, 4, 11, tmp_path) > 0
