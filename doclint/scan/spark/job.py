"""The steps of a scan as one Spark job; between them Spark sorts, groups and joins."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from doclint.privacy import Redaction
from doclint.rules.ruling import Ruling
from doclint.scan.courses import Courses
from doclint.scan.spark import episodes, finishing
from doclint.scan.spark.frames import through
from doclint.scan.spark.linting import LINTED, Linting
from doclint.scan.spark.reading import FILES, READ, TEXTS, Reading, Texts
from doclint.scan.spark.remote import Listed, ReadingBytes
from doclint.scan.spark.session import SparkError
from doclint.scan.spark.units import PART, Unit, count_lines, first

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TASK = 16 * 1024 * 1024
"""Bytes of input that one task lints, about: some thousand notes."""
_MOST_TASKS = 20_000
_MOST_SKETCHES = 200
"""Parts of the patients: each sends 12 MB of template counts to the driver, one after the other."""


@dataclass(slots=True)
class Job:
    """One scan. ``episodes`` are the patients and courses that were looked at, ``linted`` the notes, ``seen`` what the
    first files were recognised as; known when it has run.
    """

    spark: SparkSession
    reading: Reading
    linting: Linting
    ruling: Ruling
    finishing: finishing.Finishing
    remote: Sequence[Listed] = ()
    courses: Courses = field(default_factory=Courses)
    linted: int = 0
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    _read: DataFrame | None = None

    @contextmanager
    def __call__(self, units: Sequence[Unit], size: int) -> Iterator[Iterator[tuple[str, bytes]]]:
        """Run; gives the pieces of the report in order. ``size`` is about how many bytes the units have.

        Raises SparkError.
        """
        with ExitStack() as stack:
            try:
                yield self._run(stack, units, size)
            except Exception as error:
                if "pyspark" in type(error).__module__ or "py4j" in type(error).__module__:
                    raise SparkError(_reason(error)) from None
                raise

    def _run(self, stack: ExitStack, units: Sequence[Unit], size: int) -> Iterator[tuple[str, bytes]]:
        from pyspark import StorageLevel
        from pyspark.sql import functions as F  # noqa: N812

        cores = self.spark.sparkContext.defaultParallelism
        tasks = min(_MOST_TASKS, max(cores, size // _TASK))
        self.spark.conf.set("spark.sql.shuffle.partitions", str(tasks))
        remote = [(each, Unit(first(len(units) + at), each.file)) for at, each in enumerate(self.remote)]
        here = self._counted(units) + [unit for each, unit in remote if not each.size]  # Spark passes over empty files
        read = through(self._frame(here, max(cores, size // PART)), self.reading, READ)
        if filled := {each.path: unit for each, unit in remote if each.size}:
            read = read.unionByName(self._read_remote(filled))
        self._read = read
        shuffled = read.repartition(tasks, F.coalesce("key", F.encode(F.col("number").cast("string"), "utf-8")))
        linted = through(shuffled.sortWithinPartitions("key", "number"), self.linting, LINTED)
        linted = linted.persist(StorageLevel.DISK_ONLY)
        stack.callback(linted.unpersist)
        self.linted = linted.where("first").count()
        self._see(linted)
        rows = linted.where("seen is null").drop("seen")
        finished = self._finished(rows, self._several(rows, min(tasks, _MOST_SKETCHES)), self._places(rows))
        finished = finished.persist(StorageLevel.DISK_ONLY)
        stack.callback(finished.unpersist)
        finished.count()
        linted.unpersist()
        return ((row.kind, bytes(row.payload)) for row in finished.toLocalIterator(prefetchPartitions=True))

    def texts(self, keys: Sequence[bytes]) -> dict[bytes, tuple[str, int]]:
        """The texts of notes by their keys, long ones cut, and their whole lengths; reads the inputs again."""
        from pyspark.sql import functions as F  # noqa: N812

        if self._read is None or not keys:
            return {}
        wanted = self._read.where(F.hex("key").isin([key.hex().upper() for key in keys])).select("key", "note")
        redact = self.reading.linter["redact"]
        texts = Texts(Redaction(redact) if redact else None)
        found = through(wanted.dropDuplicates(["key"]), texts, TEXTS).collect()
        return {bytes(row.key): (row.text, row.characters) for row in found}

    def _counted(self, units: Sequence[Unit]) -> list[Unit]:
        """The units, those that are parts of a file with the number of lines in front of them."""
        parts = [unit for unit in units if unit.lines is not None]
        if not parts:
            return list(units)
        counts = dict(
            self.spark.sparkContext.parallelize(parts, len(parts)).map(lambda u: (u.first, count_lines(u))).collect()
        )
        found: list[Unit] = []
        before = 0
        for unit in units:
            if unit.lines is None:
                found.append(unit)
                continue
            before = before if found and found[-1].lines and found[-1].file == unit.file else 0
            found.append(replace(unit, lines=replace(unit.lines, before=before)))
            before += counts[unit.first]
        return found

    def _read_remote(self, units: dict[str, Unit]) -> DataFrame:
        """The rows of files at addresses, which are read as units."""
        contents = self.spark.read.format("binaryFile").load([*units]).select("path", "content")
        return through(contents, ReadingBytes(self.reading, units), READ)

    def _frame(self, units: Sequence[Unit], slices: int) -> DataFrame:
        packed = [(bytearray(pickle.dumps(unit)),) for unit in units]
        made = self.spark.sparkContext.parallelize(packed, max(1, min(slices, len(packed))))
        return self.spark.createDataFrame(made, "unit binary", verifySchema=False)

    def _see(self, linted: DataFrame) -> None:
        found = linted.where("seen is not null").select("number", "seen").take(FILES)
        for _, seen in sorted(found):
            self.seen |= json.loads(seen)

    def _places(self, rows: DataFrame) -> DataFrame:
        """Number, ``place`` and ``total`` of the rows with an id that several have."""
        from pyspark.sql import functions as F  # noqa: N812

        numbers = F.sort_array(F.collect_list("number")).alias("numbers")
        ids = rows.where("id is not null").groupBy("id").agg(numbers)
        several = ids.select("numbers", F.size("numbers").alias("total")).where("total > 1")
        placed = several.select("total", F.posexplode("numbers").alias("place", "number"))
        return placed.withColumn("place", F.col("place") + 1)

    def _several(self, rows: DataFrame, parts: int) -> DataFrame:
        """Key and findings, as JSON, of the notes with findings that rest on several notes."""
        from pyspark.sql import functions as F  # noqa: N812

        records = rows.where("first and patient is not null").select(*episodes.RECORDS)
        placed = records.repartition(parts, "patient").sortWithinPartitions("patient", "discipline", "date", "number")
        counts = through(placed, episodes.count, episodes.COUNTED).toLocalIterator()
        templates, self.courses = episodes.added(tuple(row) for row in counts)
        shared = self.spark.sparkContext.broadcast(episodes.packed(templates))
        found = through(placed, episodes.Finding(shared, self.ruling), episodes.SEVERAL)
        return found.groupBy("key").agg(F.collect_list("finding").alias("several"))

    def _finished(self, rows: DataFrame, several: DataFrame, places: DataFrame) -> DataFrame:
        whole = rows.join(several, "key", "left").join(places, "number", "left")
        return through(whole.select(*finishing.COLUMNS).orderBy("number"), self.finishing, finishing.FINISHED)


def _reason(error: Exception) -> str:
    """What to say of an error of Spark, whose own words may quote data."""
    said = str(error)
    inside = next((part for part in said.split() if part.endswith("StepError:")), None)
    if inside:
        kind = said.split("StepError:", 1)[1].split()[0]
        return f"the Spark job broke off: {kind} inside doclint"
    return "the Spark job broke off (out of memory or disk, or a worker without doclint?); Spark's own log says more"
