"""A note as the sequence models learn from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from doclint.nlp.chart import Chart
from doclint.nlp.pipeline import rule_pipeline
from doclint.training.corpus import MarkedNote, tags
from doclint.training.evidence import evidence_tags, read_marks


@dataclass(frozen=True, slots=True)
class Example:
    """A note's chart with an entity tag for every token; evidence tags where the note carries them."""

    chart: Chart
    tags: Sequence[str]
    evidence: Sequence[str] | None


def examples_of(notes: Iterable[MarkedNote], corpora: Path) -> list[Example]:
    """An example of each note, with the evidence that ``corpora`` marks in it."""
    nlp = rule_pipeline()
    marks = read_marks(corpora)
    out = []
    for note in notes:
        chart, labels = tags(note, nlp)
        evidence = evidence_tags(note, chart, marks[note.id]) if note.id in marks else None
        out.append(Example(chart, labels, evidence))
    return out
