"""Scans: two jobs against one, time and memory in the number of notes, and what a scan adds to the lint of a note.

    python tests/benchmarks/scans.py [--notes 2000] [--repeats 2]

Whole commands, start included, over an export of different notes of about 300 words.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from figures import DOCLINT, Figures, Process, corpus_notes, options, seconds


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=2)
    given = parser.parse_args()
    quarter = max(1, given.notes // 4)
    sizes = (quarter, 2 * quarter, 4 * quarter)
    notes = corpus_notes(100)
    texts = [f"{notes[at % len(notes)]}\nvisit w{at} q{at}z" for at in range(sizes[2])]
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = {size: [scan(folder, texts[:size], 1) for _ in range(given.repeats)] for size in sizes}
        two = [scan(folder, texts[: sizes[2]], 2) for _ in range(given.repeats)]
    wall = {size: statistics.median(run.wall for run in runs) for size, runs in one.items()}
    spent = {size: statistics.median(run.seconds for run in runs) for size, runs in one.items()}
    both = statistics.median(run.wall for run in two)
    few, some, many = sizes
    figures.add(
        "scan two jobs",
        wall[many] / both,
        f"{len(texts[:many])} notes, wall: one job {wall[many]:.1f} s, two jobs {both:.1f} s: {wall[many] / both:.2f} times as fast",
    )
    early, late = (spent[some] - spent[few]) / (some - few), (spent[many] - spent[some]) / (many - some)
    figures.add(
        "scan notes",
        late / early,
        f"a further note: {early * 1000:.2f} ms behind {few}, {late * 1000:.2f} ms behind {some} notes: {late / early:.2f}",
    )
    least, most = (max(run.memory for run in one[size]) for size in (few, many))
    figures.add(
        "scan memory",
        most / least,
        f"most memory: {least:.0f} MiB of {few} notes, {most:.0f} of {many}: {most / least:.2f}",
    )
    lint = alone(texts[some:many])
    figures.add(
        "scan beside lint",
        late / lint,
        f"a further note of the scan against its lint alone: {late * 1000:.2f} and {lint * 1000:.2f} ms: {late / lint:.2f}",
    )
    figures.write(given.json)


def scan(folder: Path, texts: Sequence[str], jobs: int) -> Process:
    """A scan of texts, done."""
    export = folder / "notes.jsonl"
    with export.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": f"n{at}", "text": text}) + "\n" for at, text in enumerate(texts))
    return Process(
        DOCLINT, "scan", str(export), "--out", str(folder / "out"), "--jobs", str(jobs), "--fail-on", "never"
    )


def alone(texts: Sequence[str]) -> float:
    """Seconds of processor time that a linter takes for a note of these."""
    from doclint.linter import Linter

    linter = Linter()
    linter.lint(texts[0])
    return seconds(lambda: [linter.lint(text) for text in texts]) / len(texts)


if __name__ == "__main__":
    main()
