"""How fast doclint is, as ratios to what spaCy's stock tokenizer and a bare spaCy start take on the same machine in
the same run.

    python tests/benchmarks/speed.py [--repeats 5] [--notes 200]

Medians of processor time on one core (wall time for scans). It is no test: nothing fails when it is slow.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parents[2]
WORDS = 300
DOCLINT = "import sys; from doclint.cli import main; sys.exit(main())"
BARE = "import spacy; spacy.blank('en')"
MEMORY = """
import json, resource, sys
from doclint.linter import Linter
texts, linter, peaks = json.load(open(sys.argv[1])), Linter(), []
for turn in range(40):
    for number, text in enumerate(texts):
        linter.lint(f"{text}\\nvisit w{turn}x{number} q{number}z{turn}")
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
print(peaks[0], peaks[len(peaks) // 2], peaks[-1], 40 * len(texts))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--notes", type=int, default=200)
    given = parser.parse_args()
    notes = corpus_notes(given.notes)
    print(f"doclint {'is compiled' if compiled() else 'runs as Python files'}\n")
    _reading(notes, given.repeats)
    with tempfile.TemporaryDirectory() as folder:
        _cold_start(Path(folder), notes[0], given.repeats)
        _scan(Path(folder), notes, given.repeats)
        _memory(Path(folder), notes)


def compiled() -> bool:
    """Whether the grammars are compiled (hatch_build.py)."""
    from doclint.nlp import chart

    return str(chart.__file__).endswith(tuple(EXTENSION_SUFFIXES))


def corpus_notes(most: int) -> list[str]:
    """Texts of about 300 words each: notes of the training corpus, one behind the other where one is shorter."""
    from doclint.training.corpus import read

    out: list[str] = []
    text = ""
    for note in read(ROOT / "corpora", "train"):
        text = f"{text}\n\n{note.text}" if text else note.text
        if len(text.split()) >= WORDS * 0.9:
            out.append(text)
            text = ""
    return out[:: max(1, len(out) // most)][:most]


def _reading(notes: Sequence[str], repeats: int) -> None:
    import spacy

    from doclint.linter import Linter
    from doclint.nlp.publish import facts_of
    from doclint.note import Note
    from doclint.result import Source

    words = sum(len(text.split()) for text in notes) / WORDS

    def median(action: Callable[[str], object]) -> float:
        return statistics.median(_seconds(lambda: [action(text) for text in notes]) for _ in range(repeats)) / words

    blank = spacy.blank("en")
    first = _seconds(lambda: [blank(text) for text in notes]) / words
    stock = median(blank)
    print(
        f"{len(notes)} notes of {words * WORDS / len(notes):.0f} words; per {WORDS} words, ratio to spaCy's stock tokenizer\n"
    )
    _line("stock tokenizer", stock, stock)
    _line("stock tokenizer, notes seen first", first, stock)
    for model in ("rules", "fast"):
        linter = Linter(model=model)
        linter.lint("97530 25 min: sit to stand with min A")
        print(f"\nmodel {model}")
        at = time.process_time()
        for text in notes:
            linter.lint(text)
        _line("whole lint, notes seen first", (time.process_time() - at) / words, stock)
        _line("whole lint", median(linter.lint), stock)
        parts: dict[str, list[float]] = defaultdict(list)
        for _ in range(repeats):
            spent: dict[str, float] = defaultdict(float)
            for text in notes:
                at = time.process_time()
                doc = linter.nlp.make_doc(text)
                at = _spend(spent, "tokenizer", at)
                for name, component in linter.nlp.pipeline:
                    doc = component(doc)
                    at = _spend(spent, name, at)
                facts = facts_of(doc)
                result = linter.judge(Note(text=text), facts, Source())
                at = _spend(spent, "rules and verdict", at)
                result.model_dump_json()
                _spend(spent, "JSON", at)
            for name, seconds in spent.items():
                parts[name].append(seconds)
        for name, times in parts.items():
            _line(f"  {name}", statistics.median(times) / words, stock)


def _spend(spent: dict[str, float], name: str, since: float) -> float:
    now = time.process_time()
    spent[name] += now - since
    return now


def _cold_start(folder: Path, text: str, repeats: int) -> None:
    note = folder / "note.txt"
    note.write_text(text, encoding="utf-8")
    commands = {
        "lint NOTE": ("lint", str(note)),
        "--help": ("--help",),
        "rules": ("rules",),
        "explain GOL002": ("explain", "GOL002"),
    }
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(repeats + 1):
        times["spacy.blank"].append(_process(BARE))
        for name, arguments in commands.items():
            times[name].append(_process(DOCLINT, *arguments))
    bare = statistics.median(times["spacy.blank"][1:])
    print("\ncold start, as ratio to a bare `import spacy; spacy.blank('en')`\n")
    for name, each in times.items():
        _line(name, statistics.median(each[1:]), bare)


def _scan(folder: Path, notes: Sequence[str], repeats: int) -> None:
    source = folder / "notes"
    source.mkdir()
    for number in range(max(1, 300 // len(notes)) * len(notes)):
        (source / f"{number}.txt").write_text(notes[number % len(notes)], encoding="utf-8")
    times: dict[int, list[float]] = defaultdict(list)
    for turn in range(min(repeats, 2)):
        for jobs in (1, 2):
            at = time.perf_counter()
            _process(
                DOCLINT,
                "scan",
                str(source),
                "--out",
                str(folder / f"out-{turn}-{jobs}"),
                "--jobs",
                str(jobs),
                quiet=True,
            )
            times[jobs].append(time.perf_counter() - at)
    one, two = (statistics.median(times[jobs]) for jobs in (1, 2))
    count = len(list(source.iterdir()))
    print(f"\nscan of {count} notes, wall: one job {one:.1f} s, two jobs {two:.1f} s: {one / two:.2f} times as fast")


def _memory(folder: Path, notes: Sequence[str]) -> None:
    import json

    texts = folder / "texts.json"
    texts.write_text(json.dumps(list(notes)), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", MEMORY, str(texts)], check=True, capture_output=True, text=True)
    first, half, last, count = done.stdout.split()
    print(
        f"\npeak memory over {count} different notes: {first} MB after a fortieth, {half} MB at half, {last} MB at the end"
    )


def _process(code: str, *arguments: str, quiet: bool = True) -> float:
    """Processor time of a Python process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=quiet, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _seconds(action: Callable[[], object]) -> float:
    at = time.process_time()
    action()
    return time.process_time() - at


def _line(name: str, seconds: float, unit: float) -> None:
    print(f"{name:36s} {seconds * 1000:9.2f} ms {seconds / unit:8.2f}", flush=True)


if __name__ == "__main__":
    main()
