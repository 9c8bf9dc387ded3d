"""A scan with Spark: the job, and the report folder that its driver writes."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from doclint.report.forms import Evidence
from doclint.result import InputError
from doclint.scan import page
from doclint.scan.baseline import KNOWN, fingerprints
from doclint.scan.findings import PARQUET, FindingsTable, ParquetTable
from doclint.scan.finished import TEXTS
from doclint.scan.folder import ReportFolder
from doclint.scan.run import Scan, ScanError
from doclint.scan.spark.adding import add
from doclint.scan.spark.finishing import Done, Finishing, Known
from doclint.scan.spark.job import Job
from doclint.scan.spark.linting import Linting
from doclint.scan.spark.reading import Reading
from doclint.scan.spark.remote import LARGEST, Listed, check_free, copy, listed, too_large
from doclint.scan.spark.session import SparkError, session
from doclint.scan.spark.units import units_of
from doclint.scan.tally import Tally
from doclint.scan.texts import FirstTexts
from doclint.sources.model import File
from doclint.sources.opening import reason_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SCRATCH = "spark"
"""Folder of the unfinished report for what Spark keeps where it runs on this machine."""
_PACKED = (".gz", ".gzip", ".zip", ".parquet", ".docx", ".xlsx")
_UNPACKED = 6
"""How many times larger what these hold may be, about."""


@dataclass(frozen=True, slots=True)
class SparkScan:
    """Runs a ``scan`` on Spark. ``master`` is as Spark writes it; None is that of ``spark-submit``, or this machine.

    ``inputs`` are addresses of further files, which come behind the scan's own; ``to`` is the address that the finished
    report is copied to. Of the scan's options ``jobs``, ``cache`` and ``resume`` are left aside.
    """

    scan: Scan
    master: str | None = None
    inputs: Sequence[str] = ()
    to: str | None = None

    def __call__(self) -> tuple[Tally, dict[str, Any]]:
        """Scan; the counts, and what ``summary.json`` holds. Raises ScanError and FolderError."""
        try:
            with ExitStack() as stack:
                return self._scan(stack)
        except SparkError as error:
            raise ScanError(str(error)) from None
        except OSError as error:
            raise ScanError(reason_of(error)) from None

    def _scan(self, stack: ExitStack) -> tuple[Tally, dict[str, Any]]:
        scan = self.scan
        began, started = time.monotonic(), dt.datetime.now(dt.UTC)
        folder = stack.enter_context(ReportFolder(scan.out))
        scratch = folder.work / _SCRATCH if self.to is None else folder.out.with_name(_SCRATCH)
        running = stack.enter_context(ExitStack())
        running.callback(shutil.rmtree, scratch, ignore_errors=True)
        spark = running.enter_context(session(self.master, scratch))
        if self.to is not None:
            check_free(spark, self.to)
        remote = listed(spark, self.inputs)
        job = self._job(spark, [each for each in remote if each.size <= LARGEST])
        size = _size(scan.files) + sum(each.size for each in remote)
        pieces = running.enter_context(job(units_of(scan.files, scan.reading), size))
        report = _Report(folder, scan, stack)
        for each in remote:
            if each.size > LARGEST:
                report.refuse(too_large(each))
        report.write(pieces)
        if scan.evidence is Evidence.FULL:
            report.first.write(job.texts(report.first.keys).get, folder.open(TEXTS).write)
        if self.to is None:
            running.close()  # what Spark keeps here goes before the report is whole
        for name, seen in job.seen.items():
            scan.recognised.files.setdefault(name, seen)
            if seen["columns"]:
                scan.recognised.columns.setdefault(name, seen["columns"])
        summary = scan.summary(
            report.tally,
            replace(job.courses, findings=report.of_several),
            report.in_baseline,
            started=started,
            seconds=time.monotonic() - began,
            addresses=[each.path for each in remote],
            engine="spark",
            linted=job.linted,
        )
        folder.write_summary(summary)
        folder.close()
        page.write(folder.work)
        folder.finish()
        if self.to is not None:
            copy(spark, folder.out, self.to)
        for complaint in scan.acceptances.complaints() if scan.acceptances else ():
            scan.tell(complaint)
        return report.tally, summary

    def _job(self, spark: SparkSession, remote: Sequence[Listed]) -> Job:
        scan = self.scan
        options = scan.linter.options
        known = Known(spark.sparkContext.broadcast(_numbers(fingerprints(scan.baseline)))) if scan.baseline else None
        return Job(
            spark,
            Reading(options, scan.reading, scan.prepare),
            Linting(options, scan.note_timeout),
            scan.linter.ruling,
            Finishing(
                scan.identifiers,
                scan.evidence,
                scan.acceptances,
                known,
                scan.by(None),
            ),
            remote,
        )


class _Report:
    """Writes pieces, as they come, to the files of a report folder."""

    def __init__(self, folder: ReportFolder, scan: Scan, stack: ExitStack) -> None:
        self.tally = Tally()
        self.first = FirstTexts()
        self.in_baseline = self.of_several = 0
        self._acceptances = scan.acceptances
        self._parquet = ParquetTable(folder.work / PARQUET)
        stack.callback(self._parquet.abandon)
        self._files = {name: folder.open(f"{name}.jsonl") for name in ("notes", "errors")}
        self._files["findings"] = folder.open("findings.csv")
        FindingsTable(self._files["findings"])  # its header
        if scan.baseline:
            self._files["known"] = folder.open(KNOWN)
        for error in scan.errors:
            self.refuse(error)

    def refuse(self, error: InputError) -> None:
        """A file that is not read."""
        self._files["errors"].write(error.model_dump_json() + "\n")
        self.tally.unread += 1

    def write(self, pieces: Iterator[tuple[str, bytes]]) -> None:
        """Write to the end."""
        for kind, payload in pieces:
            if kind == "done":
                self._done(pickle.loads(payload))
            elif kind != "rows":
                self._files[kind].write(payload.decode())
            else:
                for row in pickle.loads(payload):
                    self._parquet.add(row)
        self._parquet.close()

    def _done(self, done: Done) -> None:
        add(self.tally, done.tally)
        self.in_baseline += done.in_baseline
        self.of_several += done.of_several
        self.first.add(done.first)
        if self._acceptances:
            self._acceptances.outcomes.update(done.outcomes)


def _numbers(prints: Iterator[str]) -> bytes:
    """Fingerprints as sorted numbers, 8 bytes each."""
    import numpy as np

    return np.unique(np.fromiter((int(each, 16) for each in prints), dtype=np.uint64)).tobytes()


def _size(files: Iterable[File]) -> int:
    """About how many bytes the files hold."""
    size = 0
    for file in files:
        if file.path is not None and file.path.is_file():
            size += file.path.stat().st_size * (_UNPACKED if file.path.suffix.lower() in _PACKED else 1)
    return size
