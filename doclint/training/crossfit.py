"""What the linter says of training notes when its models have not learned from their writers' files.

Several models are trained, each without one part of the files, and each lints the part that it has not seen. The model
of goal links and the calibration of confidence are fitted on that (cross-fitting; Zheng and van der Laan 2011).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from doclint.facts import Facts
from doclint.linter import Linter
from doclint.training.corpus import MarkedNote, read, split_of
from doclint.training.settings import Settings
from doclint.training.trial import part_of, trained

FOLDS = 5


def folds(corpora: Path) -> list[frozenset[str]]:
    """The names of the train files in ``FOLDS`` parts."""
    names = sorted(name for name, split in split_of(corpora).items() if split == "train")
    return [frozenset(names[start::FOLDS]) for start in range(FOLDS)]


def held_out(
    corpora: Path, settings: Settings, model: Path, say: Callable[[str], None]
) -> Iterator[tuple[MarkedNote, Facts]]:
    """Each train note with what the models read that were trained without its file; the word clusters and vectors of
    ``model`` serve all of them.
    """
    for number, left_out in enumerate(folds(corpora), 1):
        say(f"cross-fit: part {number} of {FOLDS}")
        shown = [note for note in read(corpora, "train") if note.file not in left_out]
        with tempfile.TemporaryDirectory() as folder:
            part = part_of(corpora, shown, Path(folder, "corpora"))
            linter = trained(part, Path(folder, "model"), settings, words=model, say=say)
            yield from read_with(linter, corpora, left_out)


def read_with(linter: Linter, corpora: Path, files: frozenset[str]) -> Iterator[tuple[MarkedNote, Facts]]:
    """The notes of these files with what a linter reads in them."""
    for note in read(corpora, "train"):
        if note.file in files:
            yield note, linter.facts(note.text)
