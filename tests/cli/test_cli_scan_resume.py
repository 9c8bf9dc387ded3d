"""Scans that break off: by a kill, by Ctrl-C, by a full disk."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("doclint"))
SAMPLE = Path(__file__).parents[2] / "doclint" / "samples" / "pt-defective-vague.txt"
SAME = ("notes.jsonl", "findings.csv", "findings.parquet", "errors.jsonl")


def export(path: Path, count: int) -> Path:
    text = SAMPLE.read_text(encoding="utf-8")
    rows = [
        {"id": f"v-{n % (count - 1)}", "patient_id": f"p-{n % 5}", "text": f"{text}\nVisit {n}"} for n in range(count)
    ]
    lines = [json.dumps(row) for row in rows]
    lines[count // 2] = "{broken"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def command(source: Path, out: Path, *options: str) -> list[str]:
    return [PROGRAM, "scan", str(source), "--out", str(out), "--fail-on", "never", *options]


def scan(source: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(source, out, *options), capture_output=True, text=True, check=False)


def stored(work: Path) -> int:
    log = work / "store.sqlite-wal"
    return log.stat().st_size if log.exists() else 0


def begun(source: Path, out: Path, options: Sequence[str], size: int) -> subprocess.Popen[bytes]:
    """A scan that has stored more than some bytes."""
    process = subprocess.Popen(
        command(source, out, *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    while process.poll() is None and stored(Path(f"{out}.unfinished")) <= size:
        time.sleep(0.01)
    return process


def same(one: Path, two: Path) -> bool:
    return all((one / name).read_bytes() == (two / name).read_bytes() for name in SAME)


def test_a_scan_that_was_killed_ends_with_the_same_bytes(tmp_path: Path) -> None:
    source = export(tmp_path / "in.jsonl", 300)
    assert scan(source, tmp_path / "whole").returncode == 0
    out = tmp_path / "out"
    for size, jobs in ((0, "1"), (120_000, "2")):
        process = begun(source, out, ["--jobs", jobs, "--resume"], size)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert (tmp_path / "out.unfinished" / "UNFINISHED").exists()
        assert not out.exists()
    done = scan(source, out, "--jobs", "2", "--resume")
    assert done.returncode == 0, done.stderr
    assert same(out, tmp_path / "whole")
    run = json.loads((out / "summary.json").read_text())["run"]
    assert run["resumed"] > 0
    assert run["resumed"] + run["linted"] == 299
    assert not (tmp_path / "out.unfinished").exists()


def test_ctrl_c_leaves_a_folder_to_go_on_with(tmp_path: Path) -> None:
    source = export(tmp_path / "in.jsonl", 300)
    process = begun(source, tmp_path / "out", ["--jobs", "2"], 120_000)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"--resume goes on with it" in err
    assert err.count(b"\n") == 1
    other = scan(source, tmp_path / "out", "--resume", "--select", "TIM")
    assert (other.returncode, other.stderr.count("\n")) == (2, 1)
    assert "other inputs, options or version" in other.stderr
    assert scan(source, tmp_path / "out", "--resume", "--identifiers", "keep").returncode == 0
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["run"]["resumed"] > 0


def test_a_damaged_store_is_begun_anew(tmp_path: Path) -> None:
    source = export(tmp_path / "in.jsonl", 5)
    work = tmp_path / "out.unfinished"
    work.mkdir()
    (work / "UNFINISHED").write_text("x")
    (work / "store.sqlite").write_bytes(b"no store")
    done = scan(source, tmp_path / "out", "--resume")
    assert done.returncode == 0, done.stderr
    assert "what was done is damaged; scanning from the beginning" in done.stderr


def test_a_full_disk_is_one_line_and_nothing_looks_whole(tmp_path: Path) -> None:
    source = export(tmp_path / "in.jsonl", 300)
    for limit in (40_000, 200_000):
        done = subprocess.run(
            command(source, tmp_path / "out"),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),  # type: ignore[misc]
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert "go on with --resume" in done.stderr
        assert not (tmp_path / "out").exists()
        assert (tmp_path / "out.unfinished" / "UNFINISHED").exists()
    assert scan(source, tmp_path / "out", "--resume").returncode == 0


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "stairs x4, CGA"}')
    done = scan(tmp_path / "in.jsonl", Path("/proc/doclint/out"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no such file or directory" in done.stderr


def test_two_scans_do_not_write_one_report(tmp_path: Path) -> None:
    source = export(tmp_path / "in.jsonl", 700)
    process = begun(source, tmp_path / "out", [], 0)
    try:
        for options in ([], ["--resume"]):
            done = scan(source, tmp_path / "out", *options)
            assert (done.returncode, done.stderr.count("\n")) == (2, 1)
            assert "another scan is writing this report" in done.stderr
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
