"""Fits what rests on notes that the models did not learn from: goal links and the calibration of confidence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from doclint.facts import Facts
from doclint.linter import Linter
from doclint.nlp.model.confidence import FILE as CONFIDENCE
from doclint.nlp.model.relation import FILE as RELATION
from doclint.nlp.model.relation import Relation
from doclint.result import Source
from doclint.training import confidence, crossfit, relation
from doclint.training.build import ABOUT, vectors_of, write_meta
from doclint.training.corpus import MarkedNote
from doclint.training.settings import Settings


def cross_fitted(out: Path, corpora: Path, settings: Settings, say: Callable[[str], None]) -> dict[str, Any]:
    """Add what is fitted on notes that the models did not learn from: goal links and the calibration of confidence."""
    seen = list(crossfit.held_out(corpora, settings, out, say))
    return fitted(out, settings, seen, say)


def fitted(
    out: Path, settings: Settings, seen: list[tuple[MarkedNote, Facts]], say: Callable[[str], None]
) -> dict[str, Any]:
    """Fit both on what was read in held-out notes, and write the files and the meta."""
    for name in (RELATION, CONFIDENCE):
        (out / name).unlink(missing_ok=True)
    vectors = vectors_of(out)
    linked = relation.examples(seen, vectors)
    say(f"relation: training on {len(linked)} notes")
    weight, bias = relation.train(linked, settings.relation_penalty)
    relation.write(weight, bias, out / RELATION)
    model = Relation(tuple(weight.tolist()), bias, vectors)
    linter = Linter(model="rules")
    results = [
        (note, linter.judge(note.note(), replace(facts, scores=facts.scores | model.scores(facts)), Source()))
        for note, facts in seen
    ]
    found = confidence.examples(results)
    say(f"confidence: fitting on {len(found)} findings")
    confidence.write(confidence.train(found, settings.confidence_penalty), out / CONFIDENCE)
    about = json.loads((out / "meta.json").read_text(encoding="utf-8"))
    return write_meta(out, {key: about[key] for key in ABOUT})
