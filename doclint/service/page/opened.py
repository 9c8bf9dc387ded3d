"""What opens a dropped file, in a process of its own: one note is handed back, several are scanned into a report."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doclint.report.forms import Evidence

if TYPE_CHECKING:
    from doclint.config import Linters

UPLOAD, NOTE, REPORT = "upload", "note.json", "report/report.html"
"""In the folder: the file as it came, the one note of it, the report over its notes."""
_KEPT = {"text", "claim", "date_of_service", "discipline", "profile", "signed_by", "note_type", "visit_number"}
"""Fields of a note that the page takes over: what it shows, and what the rules look at beside the text."""
_EVERY = 0.25
"""Seconds between two words on how far it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is called, and how its notes are judged where they do not say it themselves."""

    name: str
    profile: str
    discipline: str | None
    evidence: Evidence
    model: str
    config: str | None = None
    isolated: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    def linters(self) -> Linters:
        """What lints the notes, under the service's own configuration. Raises ConfigError."""
        from doclint.config import Linters, Resolver

        given = {"profile": self.profile, "model": self.model, "discipline": self.discipline}
        config = Path(self.config) if self.config else None
        return Linters(Resolver(config=config, isolated=self.isolated, given=given), by_path=False)


def tell(**line: Any) -> None:
    """Write a line for the service."""
    print(json.dumps(line), flush=True)


def opened(folder: Path, asked: Asked) -> None:
    """Open the upload in a folder; what becomes of it stands in the folder, and a line says what."""
    from doclint.report.escape import shorten, visible
    from doclint.result import InputError
    from doclint.sources.model import File, ReadOptions
    from doclint.sources.read import read

    name = visible(asked.name)
    file = File(folder / UPLOAD, name, name)
    first = list(islice(read([file], ReadOptions()), 2))
    if len(first) == 1 and isinstance(first[0], InputError):
        tell(problem=shorten(first[0].reason, 300))
    elif len(first) == 1:
        assert not isinstance(first[0], InputError)
        note = first[0].note.model_dump_json(include=_KEPT, exclude_none=True)
        (folder / NOTE).write_text(note, encoding="utf-8")
        tell(kind="note")
    else:
        _scan(file, folder, asked)


def _scan(file: Any, folder: Path, asked: Asked) -> None:
    """Scan the upload. Clinicians get pseudonyms by a key that nobody keeps."""
    import secrets

    from rich.console import Console

    from doclint.scan.folder import FolderError
    from doclint.scan.identifiers import Pseudonyms
    from doclint.scan.noting import run_of
    from doclint.scan.progress import Recognised
    from doclint.scan.run import Scan, ScanError
    from doclint.sources.model import ReadOptions

    linters = asked.linters()
    scan = Scan(
        linters.linter,
        [file],
        ReadOptions(),
        run_of([linters.resolver.of()], claim=None, date=None),
        folder / Path(REPORT).parent,
        evidence=asked.evidence,
        identifiers=Pseudonyms(secrets.token_bytes(32)),
        recognised=Recognised(console=Console(file=StringIO())),
        noted=_counting(),
        linters=linters,
    )
    try:
        tally, _ = scan()
    except (ScanError, FolderError):
        tell(problem="the report could not be written (disk full?)")
        return
    if tally.summary.notes:
        tell(kind="report", notes=tally.summary.notes, errors=tally.unread)
    else:
        tell(problem="none of its rows could be read as a note; `doclint scan` says which and why")


def _counting() -> Any:
    """What is called for each note, and now and then tells how many there were."""

    def counts() -> Iterator[None]:
        told = time.monotonic()
        done = 0
        while True:
            yield
            done += 1
            if time.monotonic() - told >= _EVERY:
                told = time.monotonic()
                tell(done=done)

    counting = counts()
    return lambda: next(counting)


def _end_with_parent(folder: Path) -> None:
    """Wait for the service to end; then nothing of the file is to stay."""
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def main() -> None:
    """Read what is asked from standard input, and do it."""
    told = json.loads(sys.stdin.buffer.readline())
    folder = Path(told.pop("folder"))
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    try:
        opened(folder, Asked(**told | {"evidence": Evidence(told["evidence"])}))
    except Exception as error:  # its message may hold the note's text
        tell(problem=f"the file could not be read: {type(error).__name__} inside doclint")


if __name__ == "__main__":
    main()
