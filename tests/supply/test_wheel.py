"""The wheel: the same bytes each time, with models and data inside, and no more than it should hold."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 60_000_000
"""Bytes that all models together may have."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a wheel is built from, with other times on its files."""
    folder = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("doclint", "models"):
        shutil.copytree(
            ROOT / name, folder / name, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__")
        )
    return folder


def build(source: Path, out: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        check=True,
        capture_output=True,
    )
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(source, tmp_path_factory.mktemp("wheel"))


def test_the_same_source_gives_the_same_bytes(source: Path, wheel: Path, tmp_path: Path) -> None:
    for path in source.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert build(source, tmp_path).read_bytes() == wheel.read_bytes()


def test_it_holds_models_and_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for path in (ROOT / "models").glob("*/meta.json"):
            folder = f"doclint/models/{path.parent.name}"
            meta = json.loads(path.read_text(encoding="utf-8"))
            assert {f"{folder}/{name}" for name in (*meta["files"], "meta.json")} <= names
        models = sum(one.file_size for one in archive.infolist() if one.filename.startswith("doclint/models/"))
    assert models < MOST
    for path in (ROOT / "doclint").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in names


def test_it_holds_nothing_else(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl"), "the compiled build is asked for"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            assert name.startswith(("doclint/", "doclint-")), name
            assert not name.endswith((".pyc", ".pkl", ".pickle", ".so")), name


def test_the_list_of_parts_names_every_dependency(tmp_path: Path) -> None:
    out = tmp_path / "doclint.cdx.json"
    subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", "--output-file", str(out), "--output-reproducible"],
        check=True,
        capture_output=True,
    )
    listed = {part["name"].lower() for part in json.loads(out.read_text(encoding="utf-8"))["components"]}
    assert {"spacy", "scikit-learn", "pandas", "typer", "pydantic", "rich", "jinja2", "threadpoolctl"} <= listed
