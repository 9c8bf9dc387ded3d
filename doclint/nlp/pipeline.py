"""The spaCy pipeline: blank English with doclint's tokenizer and components."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import cast

import spacy
from spacy.language import Language

from doclint.nlp.chart import Chart, build, chart_of
from doclint.nlp.model.weights import MODELS

RULE_COMPONENTS = (
    "doclint_layout",
    "doclint_attribution",
    "doclint_terms",
    "doclint_minutes",
    "doclint_assistance",
    "doclint_tasks",
    "doclint_goals",
    "doclint_skilled",
    "doclint_resolve",
)
"""What the rules and the lexicon propose; each is a registered spaCy factory."""

FACT_COMPONENTS = (
    "doclint_sequence",
    "doclint_status",
    "doclint_durations",
    "doclint_visit",
    "doclint_evidence",
    "doclint_functions",
    "doclint_goal_sense",
    "doclint_links",
    "doclint_publish",
)
"""What the trained models make of it, and what turns spans into facts."""

_PUBLISH = "doclint_publish"
"""The component that writes what only readers of the Doc look at."""
_OWN = frozenset({*RULE_COMPONENTS, *FACT_COMPONENTS})

READING = frozenset({"doclint_sequence", "doclint_goal_sense"})
"""Components that read trained weights."""

TOKENIZER = "doclint.ClinicTokenizer.v1"


def read(nlp: Language, text: str) -> Chart:
    """The chart of a text when all components but the last have read it.

    No Doc is made where the pipeline is as ``load`` gives it, so spaCy's vocabulary keeps no word of the text.
    """
    if not _OWN.issuperset(nlp.pipe_names):
        return chart_of(nlp(text))
    chart = build(text)
    for name, component in nlp.pipeline:
        if name != _PUBLISH:
            cast("Callable[[Chart], Chart]", component)(chart)
    return chart


def load(model: str = "fast") -> Language:
    """The pipeline, ready to use; ``nlp(text).spans["doclint"]`` holds the entities. Raises ValueError for an unknown
    model.
    """
    if model not in MODELS:
        raise ValueError(f"no model {model!r}; there is {', '.join(MODELS)}")
    return assemble(None if model == "rules" else model)


def rule_pipeline() -> Language:
    """Tokenizer and components up to what the rules propose: what the sequence model stands on."""
    return _of(RULE_COMPONENTS, None)


def assemble(model: str | None, *, without: Collection[str] = ()) -> Language:
    """The pipeline with the weights of a model, by its name or the path of its folder; without those that need any
    where ``model`` is None. ``without`` names components to leave out.
    """
    names = (*RULE_COMPONENTS, *FACT_COMPONENTS)
    left_out = {*without, *(READING if model is None else ())}
    return _of([name for name in names if name not in left_out], model)


def _of(names: Iterable[str], model: str | None) -> Language:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.max_length = 20_000_000
    for name in names:
        nlp.add_pipe(name, config={"model": model} if name in READING else {})
    return nlp
