"""Scans that end before their time: whatever the moment, going on gives the report of an unbroken run."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from doclint.linter import Linter
from doclint.note import Note
from doclint.report.base import Run
from doclint.scan import run as engine
from doclint.scan.folder import FolderError, ReportFolder
from doclint.scan.run import Scan, ScanError
from doclint.scan.store import Store
from doclint.sources.model import ReadOptions
from doclint.sources.paths import expand

SAME = ("notes.jsonl", "findings.csv", "findings.parquet", "errors.jsonl", "texts.jsonl")
VAGUE = "97530 x 25 min: pt worked on stairs with assist, visit {}. Tolerated well."
COUNT = 30

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="breaks scans off in forked processes"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def linter() -> Linter:
    made = Linter()
    made.lint(VAGUE)
    return made


@pytest.fixture(autouse=True)
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclint.scan.page.write", lambda folder: None)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rows = [
        {"id": f"v-{n % 20}", "patient_id": f"p-{n % 3}", "date_of_service": f"2026-03-{n + 1:02}"}
        for n in range(COUNT)
    ]
    lines = [json.dumps(row | {"text": VAGUE.format(n)}) for n, row in enumerate(rows)]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join([*lines[:9], "{broken", *lines[9:]]), encoding="utf-8")
    return path


def scan(linter: Linter, source: Path, out: Path, **options: Any) -> dict[str, Any]:
    files, errors = expand([str(source)])
    run = Run({"version": "x"}, {"profile": "medicare"})
    return Scan(linter, files, ReadOptions(), run, out, errors=errors, **options)()[1]


def in_a_child(work: Callable[[], object]) -> int:
    """Do work in a process of its own; the number of the signal that ended it, or 0."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(count: int) -> Callable[[Note], Note]:
    seen = iter(range(count))

    def prepare(note: Note) -> Note:
        if next(seen, None) is None:
            die()
        return note

    return prepare


def test_a_scan_that_was_killed_at_any_moment_ends_with_the_same_bytes(
    linter: Linter, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doclint.scan.store._NOTES", 5)
    out = tmp_path / "out"
    scan(linter, source, tmp_path / "whole")
    moments = ("over_several", "FindingsTable", "page.write", "ReportFolder.write_summary", "Store.delete")
    for count in (1, 14):
        assert in_a_child(lambda n=count: scan(linter, source, out, prepare=dying_at(n), resume=True)) == signal.SIGKILL  # type: ignore[misc]
    for moment in moments:
        with monkeypatch.context() as patch:
            owner, _, name = moment.rpartition(".")
            patch.setattr(getattr(engine, owner) if owner else engine, name, die)
            assert in_a_child(lambda: scan(linter, source, out, resume=True)) == signal.SIGKILL, moment
        assert not out.exists()
    summary = scan(linter, source, out, resume=True)
    assert (summary["run"]["resumed"], summary["run"]["linted"]) == (COUNT, 0)
    assert all((out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes() for name in SAME)
    assert not (tmp_path / "out.unfinished").exists()


def test_a_scan_that_was_killed_at_the_last_moment_is_whole(linter: Linter, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scan(linter, source, out)
    out.rename(f"{out}.unfinished")  # as it stands between two steps of the end
    told: list[str] = []
    scan(linter, source, out, resume=True, tell=told.append)
    assert told == ["--resume: there is nothing to go on with; scanning from the beginning"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out"]


def test_another_scan_is_not_gone_on_with(linter: Linter, source: Path, tmp_path: Path) -> None:
    assert in_a_child(lambda: scan(linter, source, tmp_path / "out", prepare=dying_at(2))) == signal.SIGKILL
    with pytest.raises(ScanError, match="other inputs, options or version"):
        scan(Linter(select="TIM"), source, tmp_path / "out", resume=True)


def test_a_damaged_store_is_begun_anew(linter: Linter, source: Path, tmp_path: Path) -> None:
    work = tmp_path / "out.unfinished"
    work.mkdir()
    (work / "UNFINISHED").write_text("x")
    (work / "store.sqlite").write_bytes(b"no store")
    told: list[str] = []
    assert scan(linter, source, tmp_path / "out", resume=True, tell=told.append)["run"]["linted"] == COUNT
    assert told == ["--resume: what was done is damaged; scanning from the beginning"]


def test_a_full_disk_is_one_error_and_nothing_looks_whole(linter: Linter, source: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    def full(limit: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            scan(linter, source, tmp_path / "out")
        except ScanError as error:
            if "go on with --resume" in str(error):
                die()

    for limit in (4_000, 40_000, 100_000):
        assert in_a_child(lambda most=limit: full(most)) == signal.SIGKILL, limit  # type: ignore[misc]
        assert not (tmp_path / "out").exists()
        assert (tmp_path / "out.unfinished" / "UNFINISHED").exists()
    scan(linter, source, tmp_path / "out", resume=True)


def test_two_scans_do_not_write_one_report(linter: Linter, source: Path, tmp_path: Path) -> None:
    with ReportFolder(tmp_path / "out"):
        for resume in (False, True):
            with pytest.raises(FolderError, match="another scan is writing this report"):
                scan(linter, source, tmp_path / "out", resume=resume)


def test_a_folder_that_may_not_be_written_is_one_error(linter: Linter, source: Path) -> None:
    with pytest.raises(ScanError, match="no such file or directory"):
        scan(linter, source, Path("/proc/doclint/out"))


def test_a_store_of_a_run_that_broke_off_says_so(tmp_path: Path) -> None:
    first = Store(tmp_path, "run")
    first.close()
    second = Store(tmp_path, "run")
    second.close()
    assert (first.again, second.again) == (False, True)
