"""One scan: read, lint, write the report folder."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError

from doclint.note import Note
from doclint.report.base import Run
from doclint.report.evidence import with_evidence
from doclint.report.forms import Evidence
from doclint.result import InputError, Result
from doclint.scan.findings import FindingsTable
from doclint.scan.folder import ReportFolder
from doclint.scan.judge import judge
from doclint.scan.progress import ScanProgress
from doclint.scan.tally import Tally
from doclint.sources.model import File, ReadOptions
from doclint.sources.read import read

if TYPE_CHECKING:
    from doclint.linter import Linter


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of files into a folder. ``errors`` of naming the inputs go into the folder's ``errors.jsonl`` first."""

    linter: Linter
    files: Sequence[File]
    reading: ReadOptions
    run: Run
    out: Path
    errors: Sequence[InputError] = ()
    jobs: int = 1
    evidence: Evidence = Evidence.FULL
    prepare: Callable[[Note], Note] | None = None

    def __call__(self) -> tuple[Tally, dict[str, Any]]:
        """Scan; the counts, and what ``summary.json`` holds."""
        began, started = time.monotonic(), dt.datetime.now(dt.UTC)
        tally = Tally()
        with ReportFolder(self.out) as folder, ScanProgress(self.files) as progress:
            notes, errors = folder.open("notes.jsonl"), folder.open("errors.jsonl")
            findings = FindingsTable(folder.open("findings.csv"))

            def failed(error: InputError) -> None:
                errors.write(error.model_dump_json() + "\n")

            for error in self.errors:
                tally.unread += 1
                failed(error)
            items = read(self.files, self.reading, progress)
            for judged in judge(self.linter, items, jobs=self.jobs, prepare=self.prepare):
                if isinstance(judged, InputError):
                    tally.unread += 1
                    failed(judged)
                    continue
                result = with_evidence(judged.result, self.evidence)
                if (written := _written(result)) is None:
                    tally.unread += 1
                    place = result.source
                    failed(InputError(source=place.path or "", row=place.row, reason="the result cannot be written"))
                    continue
                notes.write(written + "\n")
                findings.add(result, judged.note)
                tally.add(result, judged.note)
                for reason in result.errors:
                    failed(
                        InputError(source=result.source.path or "", row=result.source.row, id=result.id, reason=reason)
                    )
                progress.linted()
            run = self.run.options | {
                "inputs": [file.name for file in self.files[:1000]],
                "files": len(self.files),
                "jobs": self.jobs,
                "evidence": self.evidence.value,
                "started_at": started.isoformat(timespec="seconds"),
                "seconds": round(time.monotonic() - began, 3),
            }
            summary = tally.as_dict(versions=self.run.versions, run=run, columns=progress.columns)
            folder.finish(summary)
        return tally, summary


def _written(result: Result) -> str | None:
    """A result as a line, or None where what the note carries along is no JSON."""
    try:
        return result.model_dump_json()
    except (PydanticSerializationError, UnicodeError, RecursionError):
        return None
