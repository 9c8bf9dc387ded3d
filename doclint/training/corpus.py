"""The corpus of marked notes: its format, its splits, its reader, and the way into spaCy's DocBin.

A note's text carries its marks inline: ``⟦LABEL|words⟧``, ``⟦LABEL=value|words⟧``, ``⟦LABEL@status|words⟧``, without
nesting.
One JSON object a line: id, writer, setting, style, discipline, profile, claim, marked, findings, optional, why, and
``applicable: false``
where the note is of another kind. An empty ``claim`` means that no billing export exists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import DocBin

from doclint.nlp.chart import chart_of
from doclint.note import Note

Split = Literal["train", "development", "test"]

LABELS = ("ACTIVITY", "EXERCISE", "PASSIVE", "ASSISTANCE", "GOAL", "MINUTES", "SKILLED", "CUE")
_MARK = re.compile(r"⟦([A-Z]+)(?:@([a-z_]+))?(?:=([^|⟦⟧]*))?\|([^⟦⟧]*)⟧")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked stretch: offsets into the note without marks, end exclusive."""

    label: str
    start: int
    end: int
    text: str
    status: str = "performed"
    value: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedNote:
    """A note of the corpus with its gold."""

    id: str
    writer: str
    text: str
    marks: tuple[Mark, ...]
    findings: frozenset[str]
    optional: frozenset[str]
    applicable: bool
    row: dict[str, Any] = field(repr=False)
    file: str = ""
    """The name of its writers' file, as ``splits.json`` has it."""

    def note(self) -> Note:
        """The note as the linter is given it: without its gold; an empty claim is none."""
        keep = {
            key: self.row[key]
            for key in ("id", "discipline", "profile", "claim", "date_of_service", "signed_by", "note_type")
            if key in self.row
        }
        if keep.get("claim") == []:
            del keep["claim"]
        return Note.model_validate({"date_of_service": "2026-03-02", **keep, "text": self.text})


def parse(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """The text without its marks, and the marks. Raises ValueError where a bracket is left over."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        label, status, value, words = match.groups()
        marks.append(Mark(label, len(text), len(text) + len(words), words, status or "performed", value))
        text += words
        at = match.end()
    text += marked[at:]
    if "⟦" in text or "⟧" in text:
        raise ValueError("unbalanced mark")
    return text, tuple(marks)


def split_of(folder: Path) -> dict[str, Split]:
    """Split by the name of the writer's file, from ``splits.json``."""
    data = json.loads((folder / "splits.json").read_text(encoding="utf-8"))
    named: dict[str, Split] = {}
    for path in sorted((folder / "notes").glob("writer-*.jsonl")):
        name = path.stem.removeprefix("writer-")
        named[name] = "development" if name in data["development"] else "test" if name in data["test"] else "train"
    return named


def read(folder: Path, split: Split | None = None) -> Iterator[MarkedNote]:
    """The notes of one split (or all), by file name and line. Raises ValueError with the file and line of a bad row."""
    for name, of in split_of(folder).items():
        if split is not None and of != split:
            continue
        path = folder / "notes" / f"writer-{name}.jsonl"
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    text, marks = parse(row["marked"])
                except (ValueError, KeyError) as error:
                    raise ValueError(f"{path.name}, line {number}: {error}") from error
                yield MarkedNote(
                    row["id"],
                    row["writer"],
                    text,
                    marks,
                    frozenset(row["findings"]),
                    frozenset(row.get("optional", [])),
                    row.get("applicable", True),
                    row,
                    name,
                )


def tags(note: MarkedNote, nlp: Language) -> tuple[Any, list[str]]:
    """The note's chart (by the components of ``nlp``) and a BIO tag for every token of it."""
    chart = chart_of(nlp(note.text))
    out = ["O"] * len(chart)
    for mark in note.marks:
        first, last = chart.tokens_of(mark.start, mark.end)
        for token in range(first, last):
            out[token] = ("B-" if token == first else "I-") + mark.label
    return chart, out


def docbin(notes: Iterator[MarkedNote], nlp: Language) -> DocBin:
    """The notes as spaCy's DocBin, gold marks in ``doc.spans["doclint"]``."""
    out = DocBin(store_user_data=False)
    for note in notes:
        doc = nlp.make_doc(note.text)
        spans = [doc.char_span(mark.start, mark.end, label=mark.label, alignment_mode="expand") for mark in note.marks]
        doc.spans["doclint"] = [span for span in spans if span is not None]
        out.add(doc)
    return out
