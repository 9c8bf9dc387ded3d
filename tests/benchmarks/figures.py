"""What the benchmarks share: the notes, the clocks, and figures that are printed, kept and held against the targets."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).resolve().parents[2]
"""The clone, whose corpora and package are used."""
sys.path.insert(1, str(ROOT))
WORDS = 300
KNOWN = 500
"""Texts of the training corpus that a process has read where words are to be as in life: most were met in notes before,
some are new (some 12 of the 200 words of a note, by what the development corpus has and the training corpus has not).
"""
DOCLINT = "import sys; from doclint.cli import main; sys.exit(main())"

AT_MOST = {
    "fast first sight": 1.0,
    "fast as in life": 1.0,
    "accurate": 15.0,
    "start lint": 1.25,
    "start help": 0.25,
    "start rules": 0.25,
    "start explain": 0.25,
    "start lint --server": 0.15,
    "scan memory": 1.05,
    "scan notes": 1.15,
    "fast 1,000,000 characters": 1.25,
}
AT_LEAST = {
    "scan two jobs": 1.5,
    "medspaCy": 30.0,
    "medspaCy first sight": 30.0,
    "medspaCy as in life": 30.0,
    "edsnlp": 1.0,
    "edsnlp first sight": 1.0,
    "edsnlp as in life": 1.0,
}
"""What a ratio is to be at most, or at least, by the figure's name; other figures answer no target."""


def options(description: str | None) -> argparse.ArgumentParser:
    """A parser with what every benchmark takes."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="Write the figures here too, by name.")
    return parser


class Figures:
    """Ratios by name, as they become known."""

    def __init__(self, known: dict[str, float] | None = None) -> None:
        self.known: dict[str, float] = dict(known or {})

    def add(self, name: str, ratio: float, said: str) -> None:
        """Keep a ratio and print what is said of it, with its target."""
        self.known[name] = round(ratio, 4)
        print(said + (f"  ({verdict(name, ratio)})" if verdict(name, ratio) else ""), flush=True)

    def line(self, name: str, seconds: float, unit: float, *, indent: str = "") -> None:
        """A time and its ratio to another."""
        self.add(name, seconds / unit, f"{indent + name:40s} {seconds * 1000:9.2f} ms {seconds / unit:8.2f}")

    def write(self, path: Path | None) -> None:
        """Write them as JSON where a file is named."""
        if path:
            path.write_text(json.dumps(self.known, indent=2) + "\n", encoding="utf-8")

    def verdicts(self) -> Iterator[str]:
        """A line for each target, met or not."""
        for name in (*AT_MOST, *AT_LEAST):
            ratio = self.known.get(name)
            yield f"{name:40s} {'not measured' if ratio is None else f'{ratio:8.2f}  {verdict(name, ratio)}'}"


def verdict(name: str, ratio: float) -> str:
    """Whether a ratio meets its target; nothing where it has none."""
    for word, limits, met in (
        ("at most", AT_MOST, ratio <= AT_MOST.get(name, ratio)),
        ("at least", AT_LEAST, ratio >= AT_LEAST.get(name, ratio)),
    ):
        if name in limits:
            return f"to be {word} {limits[name]:g}: {'met' if met else 'NOT met'}"
    return ""


def corpus_texts(split: str = "development") -> list[str]:
    """The texts of the notes of a split. The models were trained on ``train``: of ``development`` they know no note."""
    from doclint.training.corpus import read

    return [note.text for note in read(ROOT / "corpora", split)]


def corpus_notes(most: int, split: str = "development") -> list[str]:
    """Texts of about 300 words each: notes of a split, one behind the other where one is shorter."""
    out: list[str] = []
    text = ""
    for note in corpus_texts(split):
        text = f"{text}\n\n{note}" if text else note
        if len(text.split()) >= WORDS * 0.9:
            out.append(text)
            text = ""
    return out[:: max(1, len(out) // most)][:most]


def words_of(texts: Sequence[str]) -> float:
    """How many times 300 words texts have."""
    return sum(len(text.split()) for text in texts) / WORDS


def seconds(action: Callable[[], object]) -> float:
    """Processor time of an action in this process."""
    at = time.process_time()
    action()
    return time.process_time() - at


class Process:
    """A Python process, run to its end: processor ``seconds``, ``wall`` time and the most ``memory`` in MiB."""

    def __init__(self, code: str, *arguments: str) -> None:
        at = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        ) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.perf_counter() - at
        self.seconds = used.ru_utime + used.ru_stime
        self.memory = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
