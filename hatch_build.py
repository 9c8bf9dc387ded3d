"""The compiled build: the modules that read a note and judge it, made a C extension by mypyc.

It is off unless asked for: ``HATCH_BUILD_HOOKS_ENABLE=1 pip install .`` gives a wheel for this platform and Python, and
needs a C compiler. The same Python files stand in both wheels and give the same results (tests/compiled). Which modules
are compiled is said in pyproject.toml.
"""

from __future__ import annotations

import shutil
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "doclint"
MYPY = (
    "--config-file=",
    "--no-site-packages",
    "--ignore-missing-imports",
    "--follow-imports=silent",
    "--cache-dir=cache",
)
"""Other packages are not looked into, so that the build needs none of them and comes out the same beside any."""


class CompiledBuild(BuildHookInterface[Any]):
    """Compiles in a folder of its own: nothing is left in the source, where it would stand before the Python files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._folder = TemporaryDirectory()
        built = compile_into(Path(self._folder.name), Path(self.root), chosen(Path(self.root), self.config))
        build_data["force_include"].update({str(path): str(path.relative_to(built)) for path in built.rglob("*.*.*")})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()


def chosen(root: Path, config: dict[str, Any]) -> list[str]:
    """The files that are compiled, as pyproject.toml has them: those of ``modules`` but those of ``exclude``."""
    taken, left = (
        {path.relative_to(root).as_posix() for pattern in config[key] for path in root.glob(pattern)}
        for key in ("modules", "exclude")
    )
    return sorted(taken - left)


def compile_into(folder: Path, root: Path, paths: list[str]) -> Path:
    """Compiles the files; the extensions lie in the folder that is returned, in their places."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    shutil.copytree(root / PACKAGE, folder / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    with chdir(folder):
        extensions = mypycify(
            [*MYPY, *paths], opt_level="1", debug_level="0", multi_file=True, target_dir="c", group_name=PACKAGE
        )
        command = Distribution({"ext_modules": extensions}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = "built", "temporary"
        command.ensure_finalized()
        command.run()
    return folder / "built"
