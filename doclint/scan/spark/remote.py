"""Inputs and reports at addresses that Spark reaches and this program does not: ``hdfs://…``, ``s3a://…``."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from doclint.result import InputError
from doclint.scan.folder import MARKER, SUMMARY
from doclint.scan.spark.frames import Rows
from doclint.scan.spark.reading import Reading
from doclint.scan.spark.session import SparkError
from doclint.scan.spark.units import Unit
from doclint.sources.model import File

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LARGEST = 256 * 1024 * 1024
"""Bytes of a file that a task takes from such an address: it is held in memory."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file at an address with its size in bytes; ``path`` is how Spark names it."""

    path: str
    file: File
    size: int


def listed(spark: SparkSession, given: Sequence[str]) -> list[Listed]:
    """The files that addresses name, each with all files below it, by name. Raises SparkError where there are none."""
    found: dict[str, Listed] = {}
    for address in given:
        try:
            files = sorted(_below(spark, address))
        except Exception as error:
            raise SparkError(f"{address}: it cannot be listed ({_kind(error)})") from None
        if not files:
            raise SparkError(f"{address}: no such file, or no files in it")
        for path, size in files:
            named = path.rstrip("/").endswith(address.split("://", 1)[1].rstrip("/"))
            found.setdefault(path, Listed(path, File(None, path, PurePosixPath(path).name, named), size))
    names = [each.file.key for each in found.values()]
    return [
        each if names.count(each.file.key) == 1 else replace(each, file=replace(each.file, key=each.path))
        for each in found.values()
    ]


@dataclass(frozen=True, slots=True)
class ReadingBytes:
    """Reads files that come as path and content; ``units`` are what to read them as, by path."""

    reading: Reading
    units: dict[str, Unit]

    def __call__(self, files: Rows) -> Rows:
        for path, content in files:
            stdin = io.BytesIO(content)
            options = replace(self.reading.options, stdin=stdin)
            yield from replace(self.reading, options=options).unit(self.units[path])


def too_large(each: Listed) -> InputError:
    """What to say of a file that no task can take."""
    reason = f"a file of more than {LARGEST >> 20} MiB is read from a mounted folder alone: mount it, or split the file"
    return InputError(source=each.file.name, reason=reason)


def check_free(spark: SparkSession, address: str) -> None:
    """Raise SparkError where a report cannot be written to an address."""
    try:
        system, path = _system(spark, address)
        taken = system.exists(path) and len(system.listStatus(path)) and not system.exists(_child(spark, path, SUMMARY))
    except Exception as error:
        raise SparkError(f"--out {address}: it cannot be reached ({_kind(error)})") from None
    if taken:
        raise SparkError(f"--out {address}: the folder holds other files than a report; name a new or empty one")


def copy(spark: SparkSession, folder: Path, address: str) -> None:
    """Copy a report to an address, under another name until it is whole. Raises SparkError."""
    try:
        system, path = _system(spark, address)
        work = _java(spark).Path(address.rstrip("/") + ".unfinished")
        system.setWriteChecksum(False)  # no further files beside those of the report
        system.delete(work, True)
        system.mkdirs(work)
        system.create(_child(spark, work, MARKER)).close()
        for file in sorted(folder.iterdir()):
            system.copyFromLocalFile(False, True, _java(spark).Path(file.as_uri()), work)
        system.delete(_child(spark, work, MARKER), False)
        system.delete(path, True)
        renamed = system.rename(work, path)
    except Exception as error:
        raise SparkError(f"--out {address}: the report cannot be written ({_kind(error)})") from None
    if not renamed:
        raise SparkError(f"--out {address}: the report stands at {address}.unfinished and cannot be renamed")


def _below(spark: SparkSession, address: str) -> Iterator[tuple[str, int]]:
    """Path and size of the files, hidden ones aside."""
    system, path = _system(spark, address)
    for status in system.globStatus(path) or []:
        if status.isFile():
            yield status.getPath().toString(), status.getLen()
            continue
        top = status.getPath().toString()
        inside = system.listFiles(status.getPath(), True)
        while inside.hasNext():
            each = inside.next()
            name = each.getPath().toString()
            if not re.search(r"/[._]", name.removeprefix(top)):
                yield name, each.getLen()


def _system(spark: SparkSession, address: str) -> tuple[Any, Any]:
    path = _java(spark).Path(address)
    return path.getFileSystem(spark._jsc.hadoopConfiguration()), path


def _java(spark: SparkSession) -> Any:
    """Hadoop's file systems, as the driver's Java has them."""
    java: Any = spark._jvm
    return java.org.apache.hadoop.fs


def _child(spark: SparkSession, path: Any, name: str) -> Any:
    return _java(spark).Path(path, name)


def _kind(error: Exception) -> str:
    """The type of a Java exception: its own words may hold keys of an account."""
    java = getattr(error, "java_exception", None)
    return str(java.getClass().getSimpleName()) if java is not None else type(error).__name__
