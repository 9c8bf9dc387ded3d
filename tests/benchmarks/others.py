"""How fast other clinical pipelines on spaCy are over the same notes, beside doclint, on one core.

    python tests/benchmarks/others.py [--notes 60] [--environments FOLDER]

Each of the others gets an environment of its own, made in FOLDER at first use (medspaCy needs an older spaCy): pip must
reach a package index. What they do is part of what a lint does, with words of doclint's lexicon, so that the work is
comparable: medspaCy splits sentences (PyRuSH), finds 2,000 target phrases and the sections of doclint's list of headers,
and applies 300 ConText rules: its own English ones and doclint's cues of status (not done, planned, at home, another
person). edsnlp finds the same targets and sections and applies its negation with the same cues. doclint does its whole
lint. Medians of processor time per 300 words: at first sight in a fresh process, as in life (behind notes of the training
corpus), and seen before.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path

from figures import KNOWN, ROOT, WORDS, Figures, corpus_notes, options, words_of

HERE = Path(__file__).parent
PACKAGES = {"medspaCy": "medspacy>=1.3,<2", "edsnlp": "edsnlp>=0.17,<1"}
TARGETS = ("activities", "exercises", "passive", "assistance", "functions")
MOST = 2000
"""Target phrases."""
CONTEXT = 300
"""Rules of context, those that a pipeline brings included."""
TIMES = ("first sight", "as in life", "seen before")


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--notes", type=int, default=60)
    parser.add_argument("--known", type=int, default=KNOWN, help="Notes that are read before those as in life.")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--models", nargs="+", default=["fast", "rules"])
    parser.add_argument("--environments", type=Path, default=Path(tempfile.gettempdir()) / "doclint-benchmarks")
    given = parser.parse_args()
    texts = corpus_notes(given.notes)
    words = words_of(texts)
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work.json"
        known = corpus_notes(given.known, "train")
        content = {"texts": texts, "known": known, "repeats": given.repeats, **vocabulary()}
        work.write_text(json.dumps(content), encoding="utf-8")
        print(f"{len(texts)} notes; milliseconds of processor time per {WORDS} words: {', '.join(TIMES)}\n")
        ours = {}
        for model in given.models:
            ours[model] = _measured(Path(sys.executable), "doclint", work, model)
            print(_line(f"doclint, model {model}, whole lint", ours[model], words), flush=True)
        for name, package in PACKAGES.items():
            python = _environment(given.environments / name.lower(), package)
            theirs = _measured(python, name.lower(), work)
            print(_line(name, theirs, words), flush=True)
            for model, times in ours.items():
                label = name if model == "fast" else f"{name} against {model}"
                for what, our, their in zip(TIMES, times, theirs, strict=True):
                    each = f"{label} {what}".replace(" seen before", "")
                    figures.add(each, their / our, f"    {each}: {their / our:.1f} times doclint")
    figures.write(given.json)


def vocabulary() -> dict[str, object]:
    """Targets with labels, headers of sections by kind, and cues of context with category and direction."""
    from doclint.lexicon import rows, variants

    def phrases(name: str) -> Iterator[tuple[str, str]]:
        for row in rows(name):
            yield from ((phrase, name) for phrase in (row["term"], *variants(row["variants"])))

    cues = [
        [(cue, row["category"], row["direction"]) for cue in (row["term"], *variants(row["variants"]))]
        for row in rows("status_cues")
    ]
    return {
        "targets": _unlike(_in_turn(map(phrases, TARGETS)))[:MOST],
        "sections": {row["kind"]: variants(row["header"]) for row in rows("sections")},
        "cues": _unlike(_in_turn(cues)),
        "context": CONTEXT,
    }


def _in_turn(groups: Iterable[Iterable[tuple[str, ...]]]) -> Iterator[tuple[str, ...]]:
    """One of each group, then a second of each, and so on: the first so many are of all groups."""
    return (each for each in chain.from_iterable(zip_longest(*groups)) if each is not None)


def _unlike(phrases: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each phrase once."""
    found: dict[str, tuple[str, ...]] = {}
    for each in phrases:
        found.setdefault(each[0].lower(), each)
    return list(found.values())


def _measured(python: Path, name: str, work: Path, *arguments: str) -> tuple[float, ...]:
    """Median seconds of the TIMES; each round in two processes of its own, one of which knows notes."""
    rounds = json.loads(work.read_text(encoding="utf-8"))["repeats"]
    command = [str(python), str(HERE / f"other_{name}.py"), str(work), *arguments]
    outside = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    found = []
    for _ in range(rounds):
        both = [
            subprocess.run(
                [*command, known],
                check=True,
                capture_output=True,
                text=True,
                cwd=ROOT,
                env={**outside, "PYTHONPATH": str(ROOT)} if name == "doclint" else outside,
            ).stdout.split()
            for known in ("new", "known")
        ]
        found.append([float(both[0][-2]), *(float(each) for each in both[1][-2:])])
    return tuple(statistics.median(column) for column in zip(*found, strict=True))


def _line(name: str, times: tuple[float, ...], words: float) -> str:
    return f"{name:36s}" + "".join(f"{each / words * 1000:9.2f} ms" for each in times)


def _environment(folder: Path, package: str) -> Path:
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", package], check=True, stdout=subprocess.DEVNULL)
    return python


if __name__ == "__main__":
    main()
