"""How far a scan is, on standard error: what was recognised, and a bar where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from doclint.report.escape import visible
from doclint.sources.formats import Format
from doclint.sources.model import File

_FILES = 1000
"""Files of which it is kept what was recognised."""
_PLAIN = (Format.TEXT, Format.JSON, Format.JSONL, Format.CSV, Format.DOCUMENT)
"""Formats that go without saying, or are said with the columns."""


def _console() -> Console:
    return Console(file=sys.stderr, highlight=False, markup=False, soft_wrap=True)


@dataclass(slots=True)
class Recognised:
    """What files were taken for; says it, each thing once, and gathers it for ``summary.json``."""

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    console: Console = field(default_factory=_console)
    _shown: set[object] = field(default_factory=set)

    def advanced(self, size: int) -> None:
        pass

    def recognised(self, file: File, columns: Mapping[str, str]) -> None:
        """The columns of a table were recognised: field to column."""
        if file.name in self.columns or len(self.columns) < _FILES:
            self.columns[file.name] = dict(columns)
            self._of(file)["columns"] = dict(columns)
        pairs = ", ".join(f"{field} = {column!r}" for field, column in columns.items())
        self._say(tuple(columns.items()), file, pairs)

    def format(self, file: File, form: Format) -> None:
        """The format of a file was recognised."""
        if file.name in self.files or len(self.files) < _FILES:
            self._of(file)["format"] = form.value
        if form not in _PLAIN:
            self._say(form, file, f"read as {form.value}")

    def _of(self, file: File) -> dict[str, Any]:
        return self.files.setdefault(file.name, {"format": None, "columns": {}})

    def _say(self, what: object, file: File, words: str) -> None:
        if what not in self._shown:
            self._shown.add(what)
            self.console.print(Text(f"doclint: {visible(file.name)}: {visible(words)}"))


class ScanProgress:
    """Watches a read and passes on what is ``known`` of its files."""

    def __init__(self, files: Sequence[File], known: Recognised) -> None:
        self._known = known
        self._notes = self._size = 0
        self._bar: Progress | None = None
        if known.console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[notes]} notes, {task.fields[rate]:.0f} a second"),
                TimeRemainingColumn(),
                console=known.console,
                transient=True,
            )
            self._task = self._bar.add_task("scanning", total=_size(files), notes=0, rate=0.0)

    def __enter__(self) -> ScanProgress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def advanced(self, size: int) -> None:
        self._size += size

    def recognised(self, file: File, columns: Mapping[str, str]) -> None:
        self._known.recognised(file, columns)

    def format(self, file: File, form: Format) -> None:
        self._known.format(file, form)

    def linted(self) -> None:
        """One more note is done."""
        self._notes += 1
        if self._bar and self._notes % 16 == 0:
            elapsed = self._bar.tasks[self._task].elapsed or 0.0
            rate = self._notes / elapsed if elapsed else 0.0
            self._bar.update(self._task, completed=self._size, notes=self._notes, rate=rate)

    def phase(self, name: str) -> None:
        """Reading has ended; what is done next."""
        if self._bar:
            self._bar.update(self._task, description=name, completed=self._size, notes=self._notes)


def _size(files: Sequence[File]) -> int | None:
    """Bytes to read in all; None where standard input or a pipe is among them."""
    if any(file.path is None or not file.path.is_file() for file in files):
        return None
    return sum(file.path.stat().st_size for file in files if file.path is not None)
