"""Inputs as users name them: files, folders, patterns and ``-``, in a stable order."""

from __future__ import annotations

import difflib
import glob
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from doclint.sources.file import CLOSED, File

if TYPE_CHECKING:
    from doclint.result import InputError

STDIN = "-"
_NO_NOTES = frozenset({"doclint.toml", "pyproject.toml"})
"""Configuration beside the notes of a folder."""


def expand(inputs: Sequence[str], *, stdin_name: str | None = None) -> tuple[list[File], list[InputError]]:
    """The files that the inputs name, in order, each once; and an error for each input that names none."""
    from doclint.result import InputError

    files, missing = find(inputs, stdin_name=stdin_name)
    return files, [InputError(source=name, reason=reason) for name, reason in missing]


def find(inputs: Sequence[str], *, stdin_name: str | None = None) -> tuple[list[File], list[tuple[str, str]]]:
    """The files that the inputs name, in order, each once; and for each input that names none, how to call it and why.

    A folder stands for all files below it, hidden ones, configuration and doclint's reports aside, by name; a folder in
    it that may not be read stands for itself, so that reading says so. Ids begin with the file's name, or with its path
    where two files share a name.
    """
    files: dict[str, File] = {}
    missing: list[tuple[str, str]] = []
    for given in inputs:
        if given == STDIN:
            name = shown(stdin_name) if stdin_name else "<stdin>"
            files.setdefault(STDIN, File(None, name, Path(name).name if stdin_name else "stdin"))
            continue
        found = list(_files(given))
        if not found:
            missing.append((shown(given), _why_nothing(given)))
        for file in found:
            files.setdefault(os.path.abspath(file.path or file.name), file)
    return _distinct(list(files.values())), missing


def shown(name: str) -> str:
    """A file's name as text: bytes of it that are no UTF-8 are written as ``\\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _files(given: str) -> Iterator[File]:
    path = Path(given)
    if _is_dir(path):
        yield from _below(path)
    elif os.path.lexists(path):
        yield File(path, shown(path.as_posix()), shown(path.name))
    elif glob.has_magic(given):
        for match in sorted(glob.glob(given, recursive=True)):
            if Path(match).is_file():
                yield File(Path(match), shown(Path(match).as_posix()), shown(Path(match).name), named=False)


def _below(folder: Path) -> Iterator[File]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_report(Path(root, name)))
        for name in sorted(name for name in names if not name.startswith(".") and name not in _NO_NOTES):
            path = Path(root, name)
            yield File(path, shown(path.as_posix()), shown(path.relative_to(folder).as_posix()), named=False)
        for path in (Path(root, name) for name in folders):
            if not _may_be_read(path):
                yield File(path, shown(path.as_posix()), shown(path.relative_to(folder).as_posix()), named=False)


def _is_report(folder: Path) -> bool:
    """Whether a folder is a report that ``doclint scan`` wrote, or began to write: no notes are in it."""
    if folder.name.endswith(".unfinished") and (folder / "UNFINISHED").is_file():
        return True
    try:
        with (folder / "summary.json").open(encoding="utf-8", errors="replace") as file:
            return '"doclint.summary/' in file.read(200)
    except OSError:
        return False


def _distinct(files: list[File]) -> list[File]:
    count = Counter(file.key for file in files)
    return [file if count[file.key] == 1 else replace(file, key=file.name) for file in files]


def _may_be_read(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _why_nothing(given: str) -> str:
    path = Path(given)
    if _is_dir(path):
        if not _may_be_read(path):
            return CLOSED
        return "the folder holds no files"
    if glob.has_magic(given):
        return "no file fits this pattern"
    try:
        beside = os.listdir(path.parent)
    except (OSError, ValueError):
        beside = []
    near = difflib.get_close_matches(path.name, beside, n=1, cutoff=0.8)
    return (
        f"no such file or folder; did you mean {shown((path.parent / near[0]).as_posix())}?"
        if near
        else "no such file or folder"
    )
