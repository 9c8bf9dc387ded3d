"""The Spark session of a scan: on this machine, on a cluster, or the one that ``spark-submit`` has begun."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_JAVA = 17
_HERE = re.compile(r"(?:local\b|spark://(?:127\.|localhost\b))")
_LOCAL = re.compile(r"local(?:\[(\d+|\*)\])?\Z")
_TRIES = 4
"""How often a task is tried: one that ended its process is tried again in a way that finds out the note that did it."""
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.io.encryption.enabled": "true",
    "spark.executorEnv.PYTHONWARNINGS": "ignore",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(64 * 1024 * 1024),
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100",
    "spark.sql.inMemoryColumnarStorage.batchSize": "100",
    "spark.task.maxFailures": str(_TRIES),
}
"""What a scan needs; what Spark keeps on disk between the steps holds text of notes, so it is encrypted."""
_QUIET = Path(__file__).with_name("log4j2.properties")


class SparkError(Exception):
    """Spark cannot be used, or a job of it failed; the message says what would be right, and quotes nothing."""


@contextmanager
def session(master: str | None, scratch: Path) -> Iterator[SparkSession]:
    """A session, stopped at the end. ``scratch`` is a folder for what Spark keeps where it runs on this machine.

    Without a ``master`` it is that of ``spark-submit``, else every core of this machine. Raises SparkError.
    """
    check()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    master = master or (None if submitted() else "local[*]")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of the version of pandas, which is not used here
        spark = _begun(master, _SETTINGS | _placed(master, scratch))
        try:
            yield spark
        finally:
            spark.stop()


def _begun(master: str | None, settings: dict[str, str]) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("doclint scan")
    for name, value in settings.items():
        builder = builder.config(name, value)
    if master is not None:
        found = _LOCAL.match(master)
        builder = builder.master(f"local[{found[1] or 1},{_TRIES}]" if found else master)
    if master is not None and _HERE.match(master):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise SparkError(f"Spark cannot be started ({type(error).__name__}): check --master and Java") from None


def _placed(master: str | None, scratch: Path) -> dict[str, str]:
    """Settings that hang on where Spark runs."""
    if master is None:
        return {}
    out = {"spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_QUIET.as_uri()}"}
    if _HERE.match(master):
        out |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    if master.startswith("local"):
        out["spark.local.dir"] = str(scratch)
    return out


def check() -> None:
    """Raise SparkError where pyspark or Java is missing."""
    if find_spec("pyspark") is None:
        raise SparkError("--engine spark needs pyspark: pip install 'doclint[spark]'")
    if find_spec("pyarrow") is None:
        raise SparkError("--engine spark needs pyarrow: pip install 'doclint[spark]'")
    if not submitted() and (_java() or 0) < _JAVA:
        raise SparkError(f"--engine spark needs Java {_JAVA} or newer: install it, or set JAVA_HOME to where it is")


def _java() -> int | None:
    """The version of Java, or None where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if program is None:
        return None
    try:
        said = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def submitted() -> bool:
    """Whether ``spark-submit`` has started this program, and its Java."""
    return "PYSPARK_GATEWAY_PORT" in os.environ
