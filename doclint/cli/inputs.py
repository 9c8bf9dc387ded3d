"""Inputs and outputs of the commands that read notes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from doclint.cli.errors import UsageError, say

if TYPE_CHECKING:
    from doclint.result import InputError
    from doclint.sources.model import File


def inputs_of(paths: Sequence[str] | None, stdin_name: str | None) -> Sequence[str]:
    """The inputs; standard input where none is named and something is piped in."""
    if not paths:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("no note given: name a file, or - to read standard input")
        paths = ["-"]
    if "-" in paths and sys.stdin is None:
        raise UsageError("standard input is closed: name a file in place of -")
    if stdin_name is not None and "-" not in paths:
        raise UsageError("--stdin-filename names standard input: give - as the path")
    return paths


def files_of(paths: Sequence[str] | None, stdin_name: str | None) -> tuple[list[File], list[InputError]]:
    """The files to read, and an error for each input that names none."""
    from doclint.sources.paths import expand

    return expand(inputs_of(paths, stdin_name), stdin_name=stdin_name)


def tell(error: InputError) -> None:
    """An input error as a line on standard error."""
    say(error.line)


def binary_safe_stdout(*, machine: bool) -> None:
    """Make standard output take any note: UTF-8 for programs; for people, what cannot be shown is written out."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is None:
        return
    if machine:
        reconfigure(encoding="utf-8", newline="\n")
    else:
        reconfigure(errors="backslashreplace")
