"""How soon a command begins: its whole processor time, as a ratio to a bare ``import spacy; spacy.blank("en")``.

    python tests/benchmarks/start.py [--repeats 9] [--without-server]

Medians over processes, each command in turn; the first round, which fills the caches of the machine, is left out.
spaCy loads every package that registers a component, so what else is installed counts: the bare spaCy is one beside
which nothing is installed, doclint neither, and doclint is one that stands alone beside spaCy.
"""

from __future__ import annotations

import contextlib
import re
import statistics
import tempfile
from collections import defaultdict
from importlib.metadata import distributions
from pathlib import Path

from figures import DOCLINT, Figures, Process, corpus_notes, options
from service import serving

BARE = "import spacy; spacy.blank('en')"
ALONE = """
import importlib.metadata as metadata
every = metadata.Distribution.discover
def discover(cls, **given):
    return (found for found in every(**given) if found._normalized_name not in {hidden!r})
metadata.Distribution.discover = classmethod(discover)
"""
"""Hides packages that register components of spaCy; spaCy looks for such by this module, which costs no import more."""
OF_SPACY = frozenset({"spacy", "spacy_legacy", "spacy_loggers", "srsly", "thinc"})


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
        beside = registered() - OF_SPACY
        bare = ALONE.format(hidden=beside | {"doclint"}) + BARE
        lint = ALONE.format(hidden=beside - {"doclint"}) + DOCLINT
        times: dict[str, list[float]] = defaultdict(list)
        for _ in range(given.repeats + 1):
            times["bare spaCy"].append(Process(bare).seconds)
            for name, arguments in commands.items():
                times[name].append(Process(lint if name == "lint" else DOCLINT, *arguments).seconds)
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    figures = Figures()
    print("processor time of a command, ratio to a bare spaCy\n")
    for name, each in medians.items():
        figures.line(f"start {name}", each, medians["bare spaCy"])
    figures.write(given.json)


def registered() -> set[str]:
    """The installed packages that register something with spaCy."""
    found = {
        package.name
        for package in distributions()
        if any(point.group.startswith(("spacy_", "thinc_")) for point in package.entry_points)
    }
    return {re.sub(r"[-_.]+", "_", name).lower() for name in found}


if __name__ == "__main__":
    main()
