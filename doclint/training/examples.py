"""A note as the sequence models learn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from doclint.nlp.chart import Chart


@dataclass(frozen=True, slots=True)
class Example:
    """A note's chart with an entity tag for every token; evidence tags where the note carries them."""

    chart: Chart
    tags: Sequence[str]
    evidence: Sequence[str] | None
