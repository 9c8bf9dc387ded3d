"""How fast other clinical pipelines on spaCy are over the same notes, beside doclint, on one core.

    python tests/benchmarks/others.py [--notes 60] [--environments FOLDER]

Each of the others gets an environment of its own, made in FOLDER at first use (medspaCy needs an older spaCy): pip must
reach a package index. Every pipeline finds about 300 target phrases taken from doclint's lexicon, the sections of its
list of headers, and the context (negation and the like) of what it found by the rules that it brings. Medians of
processor time per 300 words, the first round left out.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from speed import WORDS, corpus_notes

HERE = Path(__file__).parent
PACKAGES = {"medspacy": "medspacy>=1.3,<2", "edsnlp": "edsnlp>=0.17,<1"}
TARGETS = ("activities", "exercises", "passive", "assistance")
MOST = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notes", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--environments", type=Path, default=Path(tempfile.gettempdir()) / "doclint-benchmarks")
    given = parser.parse_args()
    texts = corpus_notes(given.notes)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work.json"
        work.write_text(json.dumps({"texts": texts, "repeats": given.repeats, **_vocabulary()}), encoding="utf-8")
        words = sum(len(text.split()) for text in texts) / WORDS
        ours = _doclint(texts, given.repeats) / words
        print(f"{len(texts)} notes; milliseconds of processor time per {WORDS} words\n")
        print(f"{'doclint, model fast, whole lint':36s} {ours * 1000:9.2f} ms")
        for name, package in PACKAGES.items():
            python = _environment(given.environments / name, package)
            done = subprocess.run(
                [str(python), str(HERE / f"other_{name}.py"), str(work)], check=True, capture_output=True, text=True
            )
            seconds = float(done.stdout.split()[-1]) / words
            print(f"{name:36s} {seconds * 1000:9.2f} ms, {seconds / ours:.1f} times doclint", flush=True)


def _doclint(texts: list[str], repeats: int) -> float:
    from doclint.linter import Linter

    linter = Linter()
    rounds = []
    for _ in range(repeats + 1):
        at = time.process_time()
        for text in texts:
            linter.lint(text)
        rounds.append(time.process_time() - at)
    return statistics.median(rounds[1:])


def _vocabulary() -> dict[str, object]:
    from doclint.lexicon import rows, variants

    targets: list[tuple[str, str]] = []
    for vocabulary in TARGETS:
        phrases = [p for row in rows(vocabulary) for p in (row["term"], *variants(row["variants"]))]
        targets += [(phrase, vocabulary) for phrase in phrases[: MOST // len(TARGETS)]]
    sections = {row["kind"]: variants(row["header"]) for row in rows("sections")}
    return {"targets": targets, "sections": sections}


def _environment(folder: Path, package: str) -> Path:
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", package], check=True, stdout=subprocess.DEVNULL)
    return python


if __name__ == "__main__":
    main()
