"""Policy tests never see the user's own policy directory."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A policy directory of the test's own."""
    folder = tmp_path / "policy"
    monkeypatch.setenv("DOCLINT_POLICY_DIR", str(folder))
    return folder
