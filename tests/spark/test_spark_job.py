"""Scans as Spark jobs give the bytes of a scan on this machine; skipped without Java, unless DOCLINT_NEEDS_SPARK=1."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import doclint
from doclint.cli import main
from doclint.scan.finished import TEXTS
from doclint.scan.spark.session import SparkError, check
from tests.spark import made

FILES = ("notes.jsonl", "findings.csv", "findings.parquet", "errors.jsonl")
_OPTIONS = ("--model", "rules", "--fail-on", "never")
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that starts quickly."""


@pytest.fixture(scope="module", autouse=True)
def _spark() -> None:
    try:
        check()
    except SparkError as error:
        if os.environ.get("DOCLINT_NEEDS_SPARK") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the folder ``in``."""
    place = tmp_path_factory.mktemp("spark")
    made.make(place / "in")
    return place


@pytest.fixture(scope="module")
def local(batch: Path) -> Path:
    """The report of the batch by the local engine."""
    _scan_here(batch, "local")
    return batch / "local"


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))}
    return kept | {
        "JDK_JAVA_OPTIONS": _QUICK,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }


def _scan_here(place: Path, out: str, *options: str, inputs: str = "in") -> None:
    """Scan ``inputs`` into a report with the local engine, in this process."""
    arguments = ["scan", inputs, "--out", out, *_OPTIONS, "--jobs", "1", *options]
    with contextlib.chdir(place):
        assert main(arguments) == 0


def _scan(
    place: Path, out: str, *options: str, inputs: str = "in", by: tuple[str, ...] = (sys.executable, "-m", "doclint")
) -> str:
    """Scan ``inputs`` into a report with Spark; gives standard error."""
    arguments = [*by, "scan", inputs, "--out", out, *_OPTIONS, "--engine", "spark", *options]
    done = subprocess.run(
        arguments, cwd=place, env=_environment(), capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stderr


def _names(report: Path) -> set[str]:
    return {path.name for path in report.iterdir()}


def _same(one: Path, other: Path) -> None:
    for name in FILES:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_a_job_on_this_machine_gives_the_same_bytes(batch: Path, local: Path) -> None:
    said = _scan(batch, "spark", "--master", "local[2]")
    _same(local, batch / "spark")
    findings = (local / "findings.csv").read_text(encoding="utf-8")
    assert "EPI001" in findings, "the batch has to have findings over several notes"
    assert "number 2" in (local / "notes.jsonl").read_text(encoding="utf-8"), "and ids that stand there twice"
    assert "laundry basket" not in said
    assert (batch / "spark" / "texts.jsonl").read_bytes() == (local / "texts.jsonl").read_bytes() != b""
    assert _names(batch / "spark") == _names(local)
    assert (batch / "spark" / TEXTS).read_bytes() == (local / TEXTS).read_bytes() != b""


def test_a_cluster_of_two_workers_gives_the_same_bytes(batch: Path, local: Path) -> None:
    accepted = "rule,note,reason,who,until\nEPI001,v-3,a plateau,QA,2027-01-01\nGOL001,w-1,no,QA,2020-01-01\n"
    (batch / "accepted.csv").write_text(accepted, encoding="utf-8")
    options = ("--accept", "accepted.csv", "--as-of", "2026-06-01", "--evidence", "offsets", "--claim", "97530:2:GP")
    _scan_here(batch, "older", "--select", "ACT,AST")
    _scan_here(batch, "local-2", *options, "--baseline", "older")
    with _cluster(batch) as master:
        _scan(batch, "spark-2", *options, "--baseline", "older", "--master", master)
    assert all(any((batch / f"work-{number}").glob("app-*/*")) for number in range(2)), "both workers take part"
    _same(batch / "local-2", batch / "spark-2")
    assert (batch / "local-2" / "known.txt").read_bytes() == (batch / "spark-2" / "known.txt").read_bytes() != b""
    assert (batch / "local-2" / "notes.jsonl").read_bytes() != (local / "notes.jsonl").read_bytes()


def test_spark_submit_runs_the_documented_command_with_addresses(batch: Path) -> None:
    pattern = f"{batch}/in/*.*"
    _scan_here(batch, "local-3", inputs=pattern)
    script = str(Path(doclint.__file__).with_name("__main__.py"))
    submit = (_program("spark-submit"), "--master", "local[2]", script)
    to = (batch / "spark-3").as_uri()
    _scan(batch, to, inputs=f"file://{pattern}", by=submit)
    for name in ("notes.jsonl", "findings.csv", "errors.jsonl", TEXTS):
        told = (batch / "spark-3" / name).read_text(encoding="utf-8").replace("file:/", "/")
        assert told == (batch / "local-3" / name).read_text(encoding="utf-8")
    assert _names(batch / "spark-3") == _names(batch / "local-3")


@contextlib.contextmanager
def _cluster(place: Path) -> Iterator[str]:
    """A standalone master with two workers on loopback; gives its address."""
    port = _free_port()
    master = f"spark://127.0.0.1:{port}"
    common = ["--host", "127.0.0.1", "--webui-port", "0"]
    started = [_begun("org.apache.spark.deploy.master.Master", *common, "--port", str(port))]
    try:
        _wait_for(port)
        for number in range(2):
            work = ["--work-dir", str(place / f"work-{number}"), "--cores", "1", "--memory", "1g"]
            started.append(_begun("org.apache.spark.deploy.worker.Worker", *common, *work, master))
        yield master
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)


def _begun(kind: str, *options: str) -> subprocess.Popen[bytes]:
    environment = _environment() | {"SPARK_DAEMON_MEMORY": "256m"}
    command = [_program("spark-class"), kind, *options]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _program(name: str) -> str:
    """A program that comes with pyspark."""
    found = find_spec("pyspark")
    assert found is not None
    assert found.origin is not None
    beside = Path(found.origin).parent / "bin" / name
    return str(beside) if beside.exists() else str(shutil.which(name))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the master does not start")
