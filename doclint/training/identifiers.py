"""How many of the identifiers in the marked notes of ``corpora/identifiers`` are found: ``python -m
doclint.training.identifiers [tuning|heldout]`` prints recall and precision by kind.

An identifier counts as found where each letter and digit of it is masked, under whatever kind; what was masked counts
as right where at least half of its letters and digits are marked.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from doclint.privacy import KINDS, Identifier, Redaction, find
from doclint.training.corpus import Mark, parse

Split = Literal["tuning", "heldout"]
Finder = Callable[[str], Iterable[Identifier]]

_WHOLE = "all"


@dataclass(slots=True)
class Scores:
    """Counts by kind: what is marked, what of it was found, what was masked, what of that is right; and of notes."""

    marked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    notes: int = 0
    clean: int = 0
    """Notes in which nothing that is marked was left."""

    def add(self, text: str, marks: Iterable[Mark], found: Iterable[Identifier]) -> None:
        """One note."""
        marks, found = tuple(marks), tuple(found)
        hidden = {at for each in found for at in range(each.start, each.end)}
        gold = {at for mark in marks for at in range(mark.start, mark.end)}
        self.notes += 1
        left = 0
        for mark in marks:
            whole = all(at in hidden for at in range(mark.start, mark.end) if text[at].isalnum())
            left += not whole
            for kind in (mark.label, _WHOLE):
                self.marked[kind] += 1
                self.found[kind] += whole
        self.clean += not left
        for each in found:
            letters = [at for at in range(each.start, each.end) if text[at].isalnum()]
            right = 2 * sum(at in gold for at in letters) >= len(letters)
            for kind in (each.kind, _WHOLE):
                self.masked[kind] += 1
                self.right[kind] += right

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Kind, recall and precision, each as a share with its counts."""
        for kind in (*KINDS, _WHOLE):
            if self.marked[kind] or self.masked[kind]:
                yield kind, _share(self.found[kind], self.marked[kind]), _share(self.right[kind], self.masked[kind])


def notes(corpora: Path, split: Split) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The texts of a split with their marks."""
    with (corpora / "identifiers" / f"{split}.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield parse(json.loads(line)["marked"])


def score(corpora: Path, split: Split, finder: Finder = lambda text: find(text, Redaction.DATES)) -> Scores:
    """The scores of a finder; by default of what ``--redact-dates`` masks."""
    scores = Scores()
    for text, marks in notes(corpora, split):
        scores.add(text, marks, finder(text))
    return scores


def table(corpora: Path) -> str:
    """Both splits as a table in Markdown."""
    splits = {split: score(corpora, split) for split in ("heldout", "tuning")}
    rows = {split: {kind: cells for kind, *cells in each.rows()} for split, each in splits.items()}
    lines = [
        "| kind | what | held-out recall | held-out precision | tuning recall | tuning precision |",
        "|---|---|---|---|---|---|",
    ]
    for kind in (*KINDS, _WHOLE):
        cells = [*rows["heldout"].get(kind, ["–", "–"]), *rows["tuning"].get(kind, ["–", "–"])]
        lines.append(f"| {kind} | {KINDS.get(kind, '')} | {' | '.join(cells)} |")
    told = " | ".join(f"{each.clean} of {each.notes} notes | " for each in splits.values())
    return "\n".join([*lines, f"| notes with nothing left | | {told}|"])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


def main() -> None:
    split: Split = "tuning" if sys.argv[1:] == ["tuning"] else "heldout"
    scores = score(Path("corpora"), split)
    for kind, recall, precision in scores.rows():
        print(f"{kind:<10} recall {recall:<18} precision {precision}")
    print(f"{scores.clean} of {scores.notes} notes have no identifier left")


if __name__ == "__main__":
    main()
