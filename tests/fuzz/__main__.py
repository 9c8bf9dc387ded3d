"""Coverage-guided fuzzing of the readers and of the linter, with atheris.

    python -m tests.fuzz TARGET --runs N [--seconds S] [--work FOLDER]
    python -m tests.fuzz readers --runs N       all readers, N executions each, one after the other
    python -m tests.fuzz everything --runs N    the linter too
    python -m tests.fuzz mixed --seconds S      all of them at once, for a look

Each target runs in a process of its own with a limit of time and memory for every execution. What it learned stays in
FOLDER/TARGET and is gone on from; an input that breaks a promise is kept beside it. Prints a line for each target:
executions, seconds, and what was found.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from .seeds import MIXED, seeds

*READERS, _ = MIXED
TARGETS = (*MIXED, "mixed")
"""By name: what they do is imported where it is traced."""
SLOWEST, MEMORY, LONGEST, LONGEST_NOTE = 20, 3_000, 4_096, 96
"""Seconds and MiB of one execution; bytes of an input, and of a note, of which a byte is a word."""
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=[*TARGETS, "readers", "everything"])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=0, help="no longer than this for a target; 0: no limit")
    parser.add_argument("--work", type=Path, default=Path("fuzz-work"))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        _inside(given.target, given.runs, given.seconds, given.work)
    names = {"readers": READERS, "everything": MIXED}.get(given.target, (given.target,))
    failed = [name for name in names if not run(name, given.runs, given.seconds, given.work)]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def run(target: str, runs: int, seconds: int, work: Path) -> bool:
    """Fuzz one target in a process of its own; whether it kept its promises."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.fuzz", target, "--inside", "--runs", str(runs), "--seconds", str(seconds)]
    done = subprocess.run(
        [*command, "--work", str(work)], capture_output=True, text=True, errors="replace", check=False
    )
    counted = _DONE.search(done.stderr)
    executions = counted[1] if counted else "?"
    verdict = "clean" if done.returncode == 0 else f"FAILED ({done.returncode})"
    print(f"{target}: {executions} executions, {time.monotonic() - began:.0f} s, {verdict}", flush=True)
    if done.returncode:
        print("\n".join((done.stderr + done.stdout).splitlines()[-40:]), flush=True)
    return done.returncode == 0


def _inside(target: str, runs: int, seconds: int, work: Path) -> None:
    import atheris

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with atheris.instrument_imports(include=["doclint", "striprtf", "pypdf", "docx"]):
        from . import targets

        for seed in seeds(target):
            targets.TARGETS[target](seed)  # what is imported at first use is traced too
    corpus = work / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-runs={runs}",
        f"-timeout={SLOWEST}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LONGEST if target != 'linter' else LONGEST_NOTE}",
        f"-artifact_prefix={work}/{target}-",
        "-print_final_stats=1",
        "-verbosity=0",
        "-detect_leaks=0",
        *([f"-max_total_time={seconds}"] if seconds else []),
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], targets.TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
