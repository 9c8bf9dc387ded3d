"""One scan: read and lint, look at several notes of a patient together, write the report folder."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doclint.note import Note
from doclint.processes import Spare
from doclint.report.base import Run, Yardstick
from doclint.report.forms import Evidence
from doclint.result import InputError
from doclint.scan import page
from doclint.scan.acceptances import Acceptances
from doclint.scan.baseline import KNOWN, fingerprints
from doclint.scan.cache import Cache
from doclint.scan.courses import Courses, over_several
from doclint.scan.findings import PARQUET, FindingsTable, ParquetTable
from doclint.scan.finished import TEXTS
from doclint.scan.folder import ReportFolder
from doclint.scan.identifiers import Identifiers, Kept
from doclint.scan.keys import Keys
from doclint.scan.linting import Linting
from doclint.scan.progress import Recognised, ScanProgress
from doclint.scan.store import NAME, DamagedError, Row, Store, remove
from doclint.scan.tally import Tally
from doclint.scan.texts import FirstTexts
from doclint.scan.writing import Writing
from doclint.sources.model import File, ReadOptions
from doclint.sources.read import read

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.linter import Linter

NOTE_SECONDS = 30.0


class ScanError(Exception):
    """A scan that cannot go on; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of files into a folder. ``errors`` of naming the inputs go into the folder's ``errors.jsonl`` first.

    ``note_timeout`` is the most seconds for a note; ``resume`` goes on with a scan that broke off; ``cache`` is a
    folder of results of earlier scans; ``baseline`` is a finished report; ``recognised`` is what is known of the files
    already; ``tell`` is given what users have to know; ``noted`` is called for each note that is done; ``linters`` say
    for each note by which options it is linted, where they are other than those of ``linter``; ``spare`` is the first
    process of several ``jobs``.
    """

    linter: Linter
    files: Sequence[File]
    reading: ReadOptions
    run: Run
    out: Path
    errors: Sequence[InputError] = ()
    jobs: int = 1
    evidence: Evidence = Evidence.FULL
    prepare: Callable[[Note], Note] | None = None
    identifiers: Identifiers = field(default_factory=Kept)
    acceptances: Acceptances | None = None
    baseline: Path | None = None
    cache: Path | None = None
    resume: bool = False
    note_timeout: float | None = NOTE_SECONDS
    recognised: Recognised = field(default_factory=Recognised)
    tell: Callable[[str], object] = lambda message: None
    noted: Callable[[], object] = lambda: None
    linters: Linters | None = None
    spare: Spare | None = None

    def by(self, path: str | None) -> Yardstick:
        """What notes of a file are judged by."""
        return self.linters.resolver.of(path).yardstick if self.linters else Yardstick(self.linter.selection)

    def __call__(self) -> tuple[Tally, dict[str, Any]]:
        """Scan; the counts, and what ``summary.json`` holds. Raises ScanError and FolderError."""
        try:
            with ExitStack() as stack:
                return self._scan(stack)
        except OSError as error:
            raise ScanError(self._stopped(_reason(error))) from None
        except sqlite3.Error as error:
            raise ScanError(self._stopped(_reason_of_database(error))) from None

    def _scan(self, stack: ExitStack) -> tuple[Tally, dict[str, Any]]:
        began, started = time.monotonic(), dt.datetime.now(dt.UTC)
        keys = Keys(self.linter)
        cache = self._cache(stack)
        folder = stack.enter_context(ReportFolder(self.out, resume=self.resume))
        store = stack.enter_context(closing(self._store(folder, keys)))
        progress = stack.enter_context(ScanProgress(self.files, self.recognised))
        store.begin()

        def done() -> None:
            progress.linted()
            self.noted()

        linting = Linting(self.linter, keys, store, cache, self.jobs, self.note_timeout, self.prepare, done)
        linting.spare = self.spare
        linting.texts = self.evidence is Evidence.FULL
        if self.linters:
            linting.by = self.linters.of
        for error in self.errors:
            store.add(Row(error=error.model_dump_json()))
        if self.jobs > 1:
            _prepare()
        linting(read(self.files, self.reading, progress))
        progress.phase("comparing visits")
        courses = over_several(store, self.linter)
        progress.phase("writing")
        if self.baseline:
            store.add_baseline(fingerprints(self.baseline))
        store.commit()
        writing = self._write(stack, folder, store)
        summary = self.summary(
            writing.tally,
            courses,
            writing.in_baseline,
            started=started,
            seconds=time.monotonic() - began,
            jobs=self.jobs,
            linted=linting.linted,
            from_cache=linting.from_cache,
            resumed=linting.resumed,
        )
        folder.write_summary(summary)
        folder.close()
        page.write(folder.work)
        store.delete()
        folder.finish()
        for complaint in self.acceptances.complaints() if self.acceptances else ():
            self.tell(complaint)
        return writing.tally, summary

    def summary(
        self,
        tally: Tally,
        courses: Courses,
        in_baseline: int,
        *,
        started: dt.datetime,
        seconds: float,
        addresses: Sequence[str] = (),
        **engine: Any,
    ) -> dict[str, Any]:
        """What ``summary.json`` holds. ``addresses`` are inputs beside the files; ``engine`` is what the engine that
        ran tells of itself.
        """
        run = {
            "inputs": [file.name for file in self.files[:1000]] + [*addresses[:1000]],
            "files": len(self.files) + len(addresses),
            "evidence": self.evidence.value,
            "identifiers": "pseudonyms" if self.identifiers.print else "keep",
            "pseudonym_key": self.identifiers.print,
            "started_at": started.isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
            "baseline": str(self.baseline) if self.baseline else None,
            "accept": self.acceptances.file if self.acceptances else None,
            "as_of": self.acceptances.as_of.isoformat() if self.acceptances else None,
        }
        return tally.as_dict(
            versions=self.run.versions,
            run=self.run.options | run | engine,
            episodes=courses.as_dict(),
            baseline={"known": in_baseline} if self.baseline else None,
            acceptances=self.acceptances.as_dict() if self.acceptances else None,
            recognised=self.recognised.files,
            columns=self.recognised.columns,
        )

    def _write(self, stack: ExitStack, folder: ReportFolder, store: Store) -> Writing:
        parquet = self._parquet(folder)
        if parquet:
            stack.callback(parquet.abandon)
        known = folder.open(KNOWN) if self.baseline else None
        notes, errors = folder.open("notes.jsonl"), folder.open("errors.jsonl")
        texts = FirstTexts()
        writing = Writing(
            store,
            self.identifiers,
            self.evidence,
            lambda line: notes.write(line + "\n"),
            lambda line: errors.write(line + "\n"),
            FindingsTable(folder.open("findings.csv"), parquet),
            (lambda line: known.write(line + "\n")) if known else None,
            self.acceptances,
            texts,
            self.by,
        )
        writing.tally.repeated = store.repeated()
        for stored in store.rows():
            writing(stored)
        (folder.work / TEXTS).unlink(missing_ok=True)  # of a run with more evidence that broke off
        if self.evidence is Evidence.FULL:
            texts.write(store.text, folder.open(TEXTS).write)
        if parquet:
            parquet.close()
        return writing

    def _parquet(self, folder: ReportFolder) -> ParquetTable | None:
        try:
            return ParquetTable(folder.work / PARQUET)
        except ImportError:
            (folder.work / PARQUET).unlink(missing_ok=True)
            self.tell(f"{PARQUET} is left out, pyarrow is not there: pip install 'doclint[scan]'")
            return None

    def _cache(self, stack: ExitStack) -> Cache | None:
        if self.cache is None:
            return None
        cache = stack.enter_context(closing(Cache(self.cache)))
        if cache.anew:
            self.tell(f"--cache {self.cache}: the results there were damaged; begun anew")
        return cache

    def _store(self, folder: ReportFolder, keys: Keys) -> Store:
        """The store of the run that broke off, where it is to be gone on with, or a new one."""
        run = self._identity(keys)
        if self.resume and not (folder.work / NAME).exists():
            self.tell("--resume: there is nothing to go on with; scanning from the beginning")
        try:
            store = Store(folder.work, run)
        except DamagedError:
            self.tell("--resume: what was done is damaged; scanning from the beginning")
            remove(folder.work / NAME)
            store = Store(folder.work, run)
        if store.run != run:
            store.close()
            raise ScanError(
                f"--resume: {folder.work.name} is of a scan with other inputs, options or version; "
                "give the same ones, or leave --resume out to begin anew"
            )
        return store

    def _identity(self, keys: Keys) -> str:
        """What has to be the same for a scan to be gone on with."""
        reading = [self.reading.format, sorted(self.reading.mapping.items())]
        parts = [keys.run, self.run.options.get("claim"), reading, [file.name for file in self.files]]
        if self.linters:
            parts.append(sorted({self.linters.resolver.said(file.path) for file in self.files}))
        return hashlib.sha256(json.dumps(parts, default=str).encode("utf-8", "surrogatepass")).hexdigest()

    def _stopped(self, reason: str) -> str:
        work = self.out.with_name(self.out.name + ".unfinished")
        if not work.exists():
            return reason
        return f"{reason}; what was done is kept in {work}: put it right and go on with --resume"


def _prepare() -> None:
    """Import what the report is written with, while the processes load what lints."""
    page.prepare()
    with suppress(ImportError):
        import pyarrow.parquet  # noqa: F401


def _reason(error: OSError) -> str:
    said = os.strerror(error.errno).lower() if error.errno else "a file cannot be written (disk full?)"
    return f"{os.fsdecode(error.filename)}: {said}" if isinstance(error.filename, (str, bytes)) else said


def _reason_of_database(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return "no space left on device"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return "the results so far cannot be written: permission denied"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "another scan is writing the same results; wait until it has ended"
    return "the results so far cannot be written or read (disk full or damaged?)"
