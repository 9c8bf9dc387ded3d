"""Scans that break off: by a kill, by Ctrl-C. What happens at which moment stands in tests/scan/test_scan_unbroken.py."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("doclint"))
SAMPLE = Path(__file__).parents[2] / "doclint" / "samples" / "pt-defective-vague.txt"
SAME = ("notes.jsonl", "findings.csv", "findings.parquet", "errors.jsonl")
COUNT = 120
STORED = 30_000
"""Bytes that the store's log has when the store is made and reading begins."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    text = SAMPLE.read_text(encoding="utf-8")
    lines = [
        json.dumps({"id": f"v-{n}", "patient_id": f"p-{n % 5}", "text": f"{text}\nVisit {n}"}) for n in range(COUNT)
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    return path


def command(source: Path, out: Path, *options: str) -> list[str]:
    return [PROGRAM, "scan", str(source), "--out", str(out), "--fail-on", "never", *options]


def scan(source: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(source, out, *options), capture_output=True, text=True, check=False)


def begun(source: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    """A scan that has begun to read."""
    process = subprocess.Popen(
        command(source, out, *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    log = Path(f"{out}.unfinished", "store.sqlite-wal")
    while process.poll() is None and not (log.exists() and log.stat().st_size > STORED):
        time.sleep(0.01)
    return process


def test_a_scan_that_was_killed_ends_with_the_same_bytes(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = begun(source, out, "--jobs", "2")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / "out.unfinished" / "UNFINISHED").exists()
    assert not out.exists()
    done = scan(source, out, "--jobs", "2", "--resume")
    assert done.returncode == 0, done.stderr
    assert scan(source, tmp_path / "whole").returncode == 0
    assert all((out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes() for name in SAME)
    run = json.loads((out / "summary.json").read_text())["run"]
    assert run["resumed"] + run["linted"] == COUNT
    assert not (tmp_path / "out.unfinished").exists()


def test_ctrl_c_leaves_a_folder_to_go_on_with(source: Path, tmp_path: Path) -> None:
    process = begun(source, tmp_path / "out", "--jobs", "2")
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"--resume goes on with it" in err
    assert err.count(b"\n") == 1
    other = scan(source, tmp_path / "out", "--resume", "--select", "TIM")
    assert (other.returncode, other.stderr.count("\n")) == (2, 1)
    assert "other inputs, options or version" in other.stderr
    done = scan(source, tmp_path / "out", "--resume", "--identifiers", "keep")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "one row or file could not be read" in done.stderr
