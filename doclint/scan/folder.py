"""The report folder: written beside its place under another name, marked unfinished, and renamed when it is whole."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

MARKER = "UNFINISHED"
SUMMARY = "summary.json"
SUMMARY_SCHEMA = "doclint.summary/1"


class FolderError(ValueError):
    """A folder that cannot be written to; the message names it and says what would be right."""


class ReportFolder:
    """A report folder in the making: ``DIR.unfinished`` until ``finish``, then ``DIR``.

    A run that breaks off leaves ``DIR.unfinished`` behind, with a file ``UNFINISHED`` in it; the next run replaces it.
    A report that stands at ``DIR`` stays until the new one is whole.
    """

    def __init__(self, out: Path) -> None:
        self.out = Path(os.path.abspath(out))
        self.work = self.out.with_name(self.out.name + ".unfinished")
        self._old = self.out.with_name(self.out.name + ".replaced")
        self._files: list[TextIO] = []
        self._check()

    def __enter__(self) -> ReportFolder:
        if self._old.exists():
            if self.out.exists():
                shutil.rmtree(self._old)
            else:
                self._old.rename(self.out)
        if self.work.exists():
            shutil.rmtree(self.work)
        self.work.mkdir(parents=True)
        (self.work / MARKER).write_text("This scan did not end: the files here are not whole.\n", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            try:
                file.close()
            except OSError:
                if kind is None:
                    raise

    def open(self, name: str) -> TextIO:
        """A new text file of the folder, in UTF-8 with ``\\n`` as line end."""
        file = (self.work / name).open("w", encoding="utf-8", newline="")
        self._files.append(file)
        return file

    def finish(self, summary: dict[str, Any]) -> None:
        """Write the summary, close every file and put the folder in its place."""
        json.dump(summary, file := self.open(SUMMARY), ensure_ascii=False, indent=2)
        file.write("\n")
        for each in self._files:
            each.flush()
            os.fsync(each.fileno())
            each.close()
        self._files.clear()
        (self.work / MARKER).unlink()
        if self.out.exists():
            self.out.rename(self._old)
        self.work.rename(self.out)
        if self._old.exists():
            shutil.rmtree(self._old)

    def _check(self) -> None:
        if self.out.exists() and not self.out.is_dir():
            raise FolderError(f"--out {self.out}: this is a file; name a folder that is not there yet")
        if self.out.is_dir() and any(self.out.iterdir()) and not _is_report(self.out):
            raise FolderError(f"--out {self.out}: the folder holds other files than a report; name a new or empty one")
        if (
            self.work.exists()
            and not (self.work / MARKER).exists()
            and (not self.work.is_dir() or any(self.work.iterdir()))
        ):
            raise FolderError(f"--out {self.out}: {self.work.name} is in the way and is no unfinished report; move it")


def _is_report(folder: Path) -> bool:
    try:
        with (folder / SUMMARY).open(encoding="utf-8") as file:
            summary = json.load(file)
    except (OSError, ValueError):
        return False
    return isinstance(summary, dict) and summary.get("schema") == SUMMARY_SCHEMA
