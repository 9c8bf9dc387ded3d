"""Sentences with inline marks: ``⟦ACTIVITY@planned|stairs⟧`` or ``⟦ASSISTANCE=min|min A⟧``."""

from __future__ import annotations

import re
from functools import cache

from spacy.language import Language

from doclint.nlp.chart import chart_of
from doclint.nlp.pipeline import load

_MARK = re.compile(r"⟦([A-Z]+)(?:@([a-z_]+))?(?:=([^|⟧]*))?\|([^⟧]*)⟧")


@cache
def pipeline() -> Language:
    return load("rules")


def parse(marked: str) -> tuple[str, list[tuple[str, str, str, str | None]]]:
    """The plain text, and each mark as (label, words, status, value)."""
    marks = [(m[1], m[4], m[2] or "performed", m[3]) for m in _MARK.finditer(marked)]
    return _MARK.sub(lambda m: m[4], marked), marks


def check(marked: str, labels: set[str], *, values: bool = False) -> None:
    """The pipeline finds exactly the marks of these labels, with their status."""
    text, marks = parse(marked)
    width = 4 if values else 3
    found = [
        (m.label, m.text, m.status, m.value)[:width] for m in chart_of(pipeline()(text)).mentions if m.label in labels
    ]
    assert found == [mark[:width] for mark in marks if mark[0] in labels]
