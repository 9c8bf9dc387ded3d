"""The components for minutes, levels and the visit alone, so that their tests hang on nothing else."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language

from doclint.nlp.chart import Chart, chart_of
from doclint.nlp.pipeline import TOKENIZER
from doclint.nlp.resolve import mentions_of
from doclint.nlp.times.durations import Durations
from doclint.nlp.visit import Visit


@cache
def _pipeline() -> Language:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in ("layout", "attribution", "terms", "minutes", "assistance", "resolve"):
        nlp.add_pipe(f"doclint_{name}")
    return nlp


def read(text: str) -> Chart:
    """The chart with mentions, minutes, cues, signatures and kind."""
    doc = _pipeline()(text)
    chart = chart_of(doc)
    chart.mentions = mentions_of(chart, chart.candidates)
    Visit()(Durations()(doc))
    return chart
