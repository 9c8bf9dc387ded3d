"""How soon a command begins: its whole processor time, as a ratio to a bare ``import spacy; spacy.blank("en")``.

    python tests/benchmarks/start.py [--repeats 9] [--without-server]

Medians over processes, each command in turn; the first round, which fills the caches of the machine, is left out.
"""

from __future__ import annotations

import contextlib
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from figures import DOCLINT, Figures, Process, corpus_notes, options
from service import serving

BARE = "import spacy; spacy.blank('en')"


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--without-server", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        note = Path(folder) / "note.txt"
        note.write_text(corpus_notes(1)[0], encoding="utf-8")
        commands = {
            "lint": ("lint", str(note)),
            "help": ("--help",),
            "rules": ("rules",),
            "explain": ("explain", "GOL002"),
        }
        if not given.without_server:
            port, _ = stack.enter_context(serving("--workers", "1"))
            commands["lint --server"] = ("lint", "--server", f"http://127.0.0.1:{port}", str(note))
        times: dict[str, list[float]] = defaultdict(list)
        for _ in range(given.repeats + 1):
            times["bare spaCy"].append(Process(BARE).seconds)
            for name, arguments in commands.items():
                times[name].append(Process(DOCLINT, *arguments).seconds)
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    figures = Figures()
    print("processor time of a command, ratio to a bare spaCy\n")
    for name, each in medians.items():
        figures.line(f"start {name}", each, medians["bare spaCy"])
    figures.write(given.json)


if __name__ == "__main__":
    main()
