"""What a large model says of texts that nobody has marked, for a small one to learn (Hinton and others 2015).

The teacher is the mean of the CRFs, of a wide convolution and of the encoder of another model; it is too slow to ship
in the model that learns from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import cast

import numpy as np

from doclint.nlp.chart import Chart, build
from doclint.nlp.model.crf import Matrix
from doclint.nlp.model.sequence import Sequence
from doclint.nlp.pipeline import rule_pipeline
from doclint.training.convolution import Taught
from doclint.training.corpus import MarkedNote
from doclint.training.settings import TeacherSettings
from doclint.training.unmarked import unmarked_notes
from doclint.training.variations import variations


def taught(teacher: Sequence, corpora: Path, notes: list[MarkedNote], settings: TeacherSettings, seed: int) -> Taught:
    """What the teacher says of the marked notes, and of what each epoch in turn shows beside them: variations of them,
    and the unmarked notes."""
    unmarked = list(_read(teacher, unmarked_notes(corpora)))
    lessons = [
        [*_read(teacher, variations(notes, seed=seed + number)), *unmarked] for number in range(settings.variations)
    ]
    return Taught(lambda chart: _said(teacher, chart), lessons, settings.share)


def _read(teacher: Sequence, texts: Iterable[str]) -> Iterator[tuple[Chart, Matrix]]:
    components = [component for _, component in rule_pipeline().pipeline]
    for text in texts:
        chart = build(text)
        for component in components:
            cast("Callable[[Chart], Chart]", component)(chart)
        if len(chart):
            yield chart, _said(teacher, chart)


def _said(teacher: Sequence, chart: Chart) -> Matrix:
    """Entity and evidence labels side by side, tokens by labels."""
    return np.hstack(teacher.probabilities(chart))
