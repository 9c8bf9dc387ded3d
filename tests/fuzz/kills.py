"""A scan is killed at random moments and gone on with: not a byte may be lost.

    python -m tests.fuzz.kills --times 100 --seed 1

Each time a fresh scan is killed once to three times, with all its processes, at moments drawn evenly over the time
that an unbroken one takes; every tenth has two worker processes, every twentieth draws the page too. The report must then
be that of the unbroken scan, byte by byte.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from doclint.linter import Linter
from doclint.report.base import Run
from doclint.scan import page
from doclint.scan.run import Scan
from doclint.sources.model import ReadOptions
from doclint.sources.paths import expand

SAME = ("notes.jsonl", "findings.csv", "findings.parquet", "errors.jsonl", "texts.jsonl")
VAGUE = "97530 x 25 min: pt worked on stairs with assist, visit {}. Tolerated well."
COUNT = 60


def source(folder: Path) -> Path:
    """A batch with a broken line and with ids that occur twice."""
    rows = [
        {"id": f"v-{n % 45}", "patient_id": f"p-{n % 3}", "date_of_service": f"2026-03-{n % 28 + 1:02}"}
        for n in range(COUNT)
    ]
    lines = [json.dumps(row | {"text": VAGUE.format(n)}) for n, row in enumerate(rows)]
    path = folder / "in.jsonl"
    path.write_text("\n".join([*lines[:9], "{broken", *lines[9:]]), encoding="utf-8")
    return path


def scan(linter: Linter, path: Path, out: Path, *, drawn: bool, **options: Any) -> None:
    files, errors = expand([str(path)])
    if not drawn:
        page.write = lambda folder: None  # type: ignore[assignment]
    Scan(linter, files, ReadOptions(), Run({"version": "x"}, {"profile": "medicare"}), out, errors=errors, **options)()


def child(work: Callable[[], object]) -> int:
    """Begin work in a process of its own, at the head of its own group; its number."""
    number = os.fork()
    if not number:
        os.setsid()
        try:
            work()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return number


def killed(work: Callable[[], object], after: float) -> bool:
    """Kill the work, and what it started, so many seconds after it began; whether it was not done by then."""
    number = child(work)
    time.sleep(after)
    try:
        os.killpg(number, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        os.kill(number, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) != 0


def finish(work: Callable[[], object]) -> None:
    if os.waitstatus_to_exitcode(os.waitpid(child(work), 0)[1]):
        raise AssertionError("a scan that was gone on with failed")


def hit(linter: Linter, times: int, seed: int, folder: Path) -> int:
    """Kill so many scans; how many kills found one at work. Raises AssertionError where a report differs."""
    drawing, path, hits = random.Random(seed), source(folder), 0
    whole: dict[tuple[bool, int], tuple[Path, float]] = {}

    def work(out: Path, drawn: bool, jobs: int) -> Callable[[], object]:
        resume = out.with_name(f"{out.name}.unfinished").exists()
        return lambda: scan(linter, path, out, drawn=drawn, jobs=jobs, resume=resume)

    for number in range(times):
        drawn, jobs = number % 20 == 19, 2 if number % 10 == 4 else 1
        if (drawn, jobs) not in whole:
            unbroken, began = folder / f"whole-{drawn}-{jobs}", time.monotonic()
            finish(work(unbroken, drawn, jobs))
            whole[drawn, jobs] = unbroken, time.monotonic() - began
        unbroken, lasts = whole[drawn, jobs]
        out = folder / f"out-{number}"
        for moment in [drawing.uniform(0, lasts) for _ in range(drawing.choice((1, 1, 2, 3)))]:
            if not out.exists():
                hits += killed(work(out, drawn, jobs), moment)
        if not out.exists():
            finish(work(out, drawn, jobs))
        for name in SAME:
            assert (out / name).read_bytes() == (unbroken / name).read_bytes(), f"{name} differs, kill {number}"
        assert (out / "report.html").exists() == drawn
        left = [entry.name for entry in folder.iterdir() if entry.name.startswith(f"{out.name}.")]
        assert not left, f"left behind: {left}"
    return hits


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.kills")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    linter = Linter()
    linter.lint(VAGUE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DOCLINT_DATA_DIR=str(Path(folder, "data")), DOCLINT_POLICY_DIR=str(Path(folder, "policy")))
        hits = hit(linter, given.times, given.seed, Path(folder))
    print(f"{given.times} scans, {hits} kills while at work: every report is the unbroken one's, byte by byte")


if __name__ == "__main__":
    main()
