"""Settings and styles of notes in a few groups, so that scores can be read by group.

Rows of the corpus tell both in free words; ``strata.csv`` lists the words of each group, the first row that meets one
counts. Of notes whose own words name no group, the group of most other notes in the same file by the same writer
counts; else it is ``other``.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from doclint.training.corpus import MarkedNote

STRATA = ("setting", "style")
OTHER = "other"


@cache
def table() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Rows of the table: ``setting`` or ``style``, group, words in lower case."""
    with Path(__file__).with_name("strata.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((row["of"], row["group"], tuple(row["words"].split("|"))) for row in csv.DictReader(lines))


def group_of(stratum: str, words: str) -> str | None:
    """The group that the words name, or None."""
    lower = words.lower()
    return next((group for of, group, known in table() if of == stratum and any(w in lower for w in known)), None)


def groups(notes: Sequence[MarkedNote]) -> list[dict[str, str]]:
    """The group of every note by stratum, in order."""
    own = [{of: group_of(of, str(note.row.get(of, ""))) for of in STRATA} for note in notes]
    usual: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for note, named in zip(notes, own, strict=True):
        for of, group in named.items():
            if group is not None:
                usual[note.writer, of][group] += 1
    return [
        {of: group or _most(usual[note.writer, of]) for of, group in named.items()}
        for note, named in zip(notes, own, strict=True)
    ]


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda group: (-counts[group], group)) if counts else OTHER
