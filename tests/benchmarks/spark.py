"""How long a scan takes with Spark on this machine (two cores), beside one job and two jobs without it.

    python tests/benchmarks/spark.py [--notes 400]

Wall time of whole commands, start included; needs Java and the extra `spark`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import DOCLINT, Figures, corpus_notes, options


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--notes", type=int, default=400)
    given = parser.parse_args()
    texts = corpus_notes(100)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "notes").mkdir()
        for number in range(given.notes):
            (folder / "notes" / f"{number}.txt").write_text(texts[number % len(texts)] + f"\nvisit {number}\n", "utf-8")
        one = _scan(folder, "one", "--jobs", "1")
        two = _scan(folder, "two", "--jobs", "2")
        spark = _scan(folder, "spark", "--engine", "spark", "--master", "local[2]")
        same = (folder / "spark" / "notes.jsonl").read_bytes() == (folder / "one" / "notes.jsonl").read_bytes()
    print(f"{given.notes} notes: one job {one:.1f} s, two jobs {two:.1f} s, Spark local[2] {spark:.1f} s")
    figures = Figures()
    figures.add(
        "spark",
        spark / two,
        f"Spark against two jobs: {spark / two:.2f}; the same bytes: {'yes' if same else 'NO'}",
    )
    figures.write(given.json)


def _scan(folder: Path, name: str, *engine: str) -> float:
    at = time.perf_counter()
    command = [sys.executable, "-c", DOCLINT, "scan", str(folder / "notes"), "--out", str(folder / name), *engine]
    subprocess.run([*command, "--fail-on", "never"], check=True, capture_output=True)
    return time.perf_counter() - at


if __name__ == "__main__":
    main()
