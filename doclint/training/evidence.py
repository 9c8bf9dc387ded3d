"""The corpus's evidence marks (``corpora/evidence``): what SKL002, SKL003, AST002, ACT005 and TIM006 rest on.

One JSON object a line: ``id``, ``marks`` (label and exact words), ``goals`` (a code for each GOAL mark: F functional
or I impairment, then
M measured or -). Only the train split is marked.
"""

from __future__ import annotations

import json
from pathlib import Path

from doclint.nlp.chart import Chart
from doclint.nlp.model.sequence import BOTH
from doclint.training.corpus import MarkedNote


def read_marks(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Label and words of every mark, by note id."""
    out: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((folder / "evidence").glob("writer-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            out[row["id"]] = [(label, words) for label, words in row["marks"]]
    return out


def evidence_tags(note: MarkedNote, chart: Chart, marks: list[tuple[str, str]]) -> list[str]:
    """A BIO tag for every token; response and limitation on the same words become one label."""
    label_of: list[str] = ["O"] * len(chart)
    begins: set[int] = set()
    used: dict[tuple[str, str], int] = {}
    for label, words in marks:
        start = note.text.find(words, used.get((label, words), 0))
        if start < 0:
            continue
        used[label, words] = start + 1
        first, last = chart.tokens_of(start, start + len(words))
        begins.add(first)
        for token in range(first, last):
            other = label_of[token]
            label_of[token] = (
                BOTH
                if {label, other} == {"RESPONSE", "LIMITATION"} or other == BOTH
                else label
                if other == "O"
                else other
            )
    out: list[str] = []
    for token, label in enumerate(label_of):
        new = token in begins or not token or label_of[token - 1] != label
        out.append("O" if label == "O" else ("B-" if new else "I-") + label)
    return out
