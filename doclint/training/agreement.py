"""How far two markers agree who marked the same notes, the second blind: spans, values, findings, verdict.

``corpora/second/part-*.jsonl`` holds the second marks: ``id``, ``marked``, ``findings``, ``optional``.
"""

from __future__ import annotations

import json
from pathlib import Path

from doclint.result import Entity, Severity
from doclint.training.corpus import MarkedNote, parse, read
from doclint.training.scores import Scores, compare_findings, compare_spans, total


def second_marks(folder: Path) -> dict[str, MarkedNote]:
    """The second marking of every note that has one, by id."""
    out = {}
    for path in sorted((folder / "second").glob("part-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text, marks = parse(row["marked"])
            out[row["id"]] = MarkedNote(
                row["id"],
                "second",
                text,
                marks,
                frozenset(row["findings"]),
                frozenset(row.get("optional", [])),
                True,
                row,
            )
    return out


def agreement(folder: Path, severity: dict[str, Severity]) -> tuple[int, Scores]:
    """The number of notes marked twice, and the second marks scored against the first; what either calls optional is
    neutral.
    """
    second = second_marks(folder)
    scores = []
    for note in read(folder):
        other = second.get(note.id)
        if other is None:
            continue
        one = Scores()
        compare_findings(
            note.id, set(note.findings), set(note.optional | other.optional), set(other.findings), severity, one
        )
        entities = [
            Entity(label=m.label, start=m.start, end=m.end, text=m.text, status=m.status, value=m.value)  # type: ignore[arg-type]
            for m in other.marks
        ]
        compare_spans(note, entities, one)
        scores.append(one)
    return len(scores), total(scores)
