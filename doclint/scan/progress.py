"""How far a scan is, on standard error: a bar where that is a terminal, else only what was recognised."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from doclint.report.escape import visible
from doclint.sources.model import File


class ScanProgress:
    """Watches a read; ``columns`` gathers what was recognised, by file."""

    def __init__(self, files: Sequence[File]) -> None:
        self.columns: dict[str, dict[str, str]] = {}
        self._console = Console(file=sys.stderr, highlight=False, markup=False, soft_wrap=True)
        self._notes = self._size = 0
        self._bar: Progress | None = None
        self._shown: set[tuple[tuple[str, str], ...]] = set()
        if self._console.is_terminal:
            self._bar = Progress(
                TextColumn("scanning"),
                BarColumn(),
                TaskProgressColumn(show_speed=True),
                TextColumn("{task.fields[notes]} notes"),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("", total=_size(files), notes=0)

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
        self.columns[file.name] = dict(columns)
        seen = tuple(columns.items())
        if seen not in self._shown:
            self._shown.add(seen)
            pairs = ", ".join(f"{field} = {column!r}" for field, column in columns.items())
            self._console.print(Text(f"doclint: {visible(file.name)}: {visible(pairs)}"))

    def linted(self) -> None:
        """One more note is done."""
        self._notes += 1
        if self._bar and self._notes % 16 == 0:
            self._bar.update(self._task, completed=self._size, notes=self._notes)


def _size(files: Sequence[File]) -> int | None:
    """Bytes to read in all; None where standard input or a pipe is among them."""
    if any(file.path is None or not file.path.is_file() for file in files):
        return None
    return sum(file.path.stat().st_size for file in files if file.path is not None)
