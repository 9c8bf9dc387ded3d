"""The page's scripts as TypeScript's compiler sees them, where it is there (``npm install -g typescript``)."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.resources import as_file, files

import pytest

_OPTIONS = (
    "--noEmit --allowJs --checkJs --strict --noUncheckedIndexedAccess --noUnusedLocals --noImplicitReturns "
    "--target esnext --module esnext --moduleResolution bundler --lib esnext,dom,dom.iterable,dom.asynciterable"
)


def test_the_scripts_are_typed() -> None:
    compiler = shutil.which("tsc")
    if compiler is None:
        assert not os.environ.get("DOCLINT_NEEDS_TYPESCRIPT"), "tsc is not on the path"
        pytest.skip("no TypeScript compiler: tsc is not on the path")
    with as_file(files("doclint.service.page").joinpath("static")) as folder:
        scripts = sorted(str(path) for path in folder.glob("*.js"))
        command = [compiler, *_OPTIONS.split(), *scripts, str(folder / "types.d.ts")]
        checked = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert scripts
    assert checked.returncode == 0, checked.stdout


def test_every_script_asks_to_be_checked_and_makes_no_markup() -> None:
    for path in files("doclint.service.page").joinpath("static").iterdir():
        if path.name.endswith(".js"):
            text = path.read_text(encoding="utf-8")
            assert text.startswith("// @ts-check\n"), path.name
            for word in (
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "localStorage",
                "sessionStorage",
            ):
                assert word not in text, f"{word} in {path.name}"
