"""The report folder: written beside its place under another name, marked unfinished, and renamed when it is whole."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

MARKER = "UNFINISHED"
SUMMARY = "summary.json"
SUMMARY_SCHEMA = "doclint.summary/1"
_UNFINISHED = "This scan did not end: the files here are not whole. `doclint scan … --resume` goes on with it.\n"


class FolderError(ValueError):
    """A folder that cannot be written to; the message names it and says what would be right."""


class ReportFolder:
    """A report folder in the making: ``DIR.unfinished`` until ``finish``, then ``DIR``.

    A run that breaks off leaves ``DIR.unfinished`` behind, with a file ``UNFINISHED`` in it; the next run replaces it,
    or goes on with what lies in it where it is to ``resume``. A report that stands at ``DIR`` stays until the new one
    is whole.
    """

    def __init__(self, out: Path, *, resume: bool = False) -> None:
        self.out = Path(os.path.abspath(out))
        self.work = self.out.with_name(self.out.name + ".unfinished")
        self.resume = resume
        self._old = self.out.with_name(self.out.name + ".replaced")
        self._files: list[TextIO] = []
        self._lock: TextIO | None = None
        self._check()

    def __enter__(self) -> ReportFolder:
        if self._old.exists():
            if self.out.exists():
                shutil.rmtree(self._old)
            else:
                self._old.rename(self.out)
        if self.work.exists() and not (self.resume and (self.work / MARKER).exists()):
            self._locked()
            shutil.rmtree(self.work)
            self._unlock()
        self.work.mkdir(parents=True, exist_ok=True)
        self._locked()
        self._lock = self._lock or (self.work / MARKER).open("a", encoding="utf-8")
        if self._lock.tell() == 0:
            self._lock.write(_UNFINISHED)
            self._lock.flush()
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
        self._unlock()

    def open(self, name: str) -> TextIO:
        """A new text file of the folder, in UTF-8 with ``\\n`` as line end."""
        file = (self.work / name).open("w", encoding="utf-8", newline="")
        self._files.append(file)
        return file

    def close(self) -> None:
        """End the files that are open. Raises OSError where one cannot be written."""
        for file in self._files:
            file.close()
        self._files.clear()

    def write_summary(self, summary: dict[str, Any]) -> None:
        """``summary.json``."""
        json.dump(summary, file := self.open(SUMMARY), ensure_ascii=False, indent=2)
        file.write("\n")

    def finish(self) -> None:
        """Close every file and put the folder in its place."""
        self.close()
        for path in self.work.iterdir():
            _keep(path)
        (self.work / MARKER).unlink()
        _keep(self.work)
        self._unlock()
        if self.out.exists():
            self.out.rename(self._old)
        self.work.rename(self.out)
        if self._old.exists():
            shutil.rmtree(self._old)

    def _locked(self) -> None:
        """Keep other scans out of the unfinished folder; the lock falls with the process."""
        marker = self.work / MARKER
        if self._lock is not None or sys.platform == "win32":
            return
        import fcntl

        file = marker.open("a", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise FolderError(f"--out {self.out}: another scan is writing this report; wait, or name another") from None
        except OSError:  # a file system without locks
            pass
        self._lock = file

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _check(self) -> None:
        if self.out.exists() and not self.out.is_dir():
            raise FolderError(f"--out {self.out}: this is a file; name a folder that is not there yet")
        if self.out.is_dir() and any(self.out.iterdir()) and not is_report(self.out):
            raise FolderError(f"--out {self.out}: the folder holds other files than a report; name a new or empty one")
        if (
            self.work.exists()
            and not (self.work / MARKER).exists()
            and not is_report(self.work)  # whole, but for its name: the run was killed between two steps of the end
            and (not self.work.is_dir() or any(self.work.iterdir()))
        ):
            raise FolderError(f"--out {self.out}: {self.work.name} is in the way and is no unfinished report; move it")


def is_report(folder: Path) -> bool:
    """Whether a folder holds what a scan wrote last, its summary."""
    try:
        with (folder / SUMMARY).open(encoding="utf-8") as file:
            summary = json.load(file)
    except (OSError, ValueError):
        return False
    return isinstance(summary, dict) and summary.get("schema") == SUMMARY_SCHEMA


def _keep(path: Path) -> None:
    """Have the system write a file or folder to its disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some file systems sync no folders
        if not path.is_dir():
            raise
    finally:
        os.close(handle)
