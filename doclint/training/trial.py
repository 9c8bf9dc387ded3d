"""Models made to be measured and thrown away: trained on a part of the corpus, or without a part of what they see."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np
from spacy.language import Language

from doclint.linter import Linter
from doclint.nlp.model.weights import blob, strings
from doclint.nlp.pipeline import assemble
from doclint.training.build import build
from doclint.training.corpus import MarkedNote
from doclint.training.settings import Settings

CLUSTERS = "clusters.npz"
WORDS = (CLUSTERS, "vectors.npz")
"""What a build takes over from an earlier one, by file name."""


class TrialLinter(Linter):
    """A linter whose weights lie in any folder; ``without`` names components that are left out."""

    def __init__(self, folder: Path, *, without: Collection[str] = ()) -> None:
        super().__init__(model="rules")
        self._trial = assemble(str(folder.resolve()), without=without)
        self.model = str(folder.resolve())

    @property
    def nlp(self) -> Language:
        return self._trial


def first_writers(notes: Sequence[MarkedNote], size: int, *, seed: int) -> list[MarkedNote]:
    """So many notes, writer by writer in an order that the seed decides: more notes mean more writers, and a smaller
    choice is part of a larger one.
    """
    writers = sorted({note.writer for note in notes})
    random.Random(seed).shuffle(writers)
    place = {writer: number for number, writer in enumerate(writers)}
    return sorted(notes, key=lambda note: place[note.writer])[:size]


def part_of(corpora: Path, notes: Sequence[MarkedNote], out: Path) -> Path:
    """A corpora folder that holds these notes as its train split, and no other."""
    (out / "notes").mkdir(parents=True)
    rows = "".join(json.dumps(note.row, ensure_ascii=False) + "\n" for note in notes)
    (out / "notes" / "writer-part.jsonl").write_text(rows, encoding="utf-8")
    (out / "splits.json").write_text(json.dumps({"development": [], "test": []}), encoding="utf-8")
    shutil.copytree(corpora / "evidence", out / "evidence")
    return out


def trained(
    corpora: Path, out: Path, settings: Settings, *, words: Path, known: bool = True, say: Callable[[str], None]
) -> TrialLinter:
    """Train on the train split of ``corpora`` into ``out``, with what the model in the folder ``words`` knows of words:
    clusters, and vectors where it has any; with ``known`` false, no word of a note is among them. There is no teacher:
    its encoder has learned from all notes.
    """
    out.mkdir(parents=True)
    for name in WORDS:
        if (words / name).is_file():
            shutil.copy(words / name, out / name)
    if not known:
        _forget(out / CLUSTERS)
    settings = settings.model_copy(update={"teacher": None})
    build(out, corpora, settings, with_clusters=False, say=say)
    return TrialLinter(out)


def _forget(path: Path) -> None:
    """Give every word in a file of clusters a name that no word of a note has."""
    with np.load(path, allow_pickle=False) as data:
        arrays = {name: data[name] for name in data.files}
    arrays["words"] = blob([f"\0{word}" for word in strings(arrays["words"])])
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
