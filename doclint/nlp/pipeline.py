"""The spaCy pipeline: blank English with doclint's tokenizer and components."""

from __future__ import annotations

import spacy
from spacy.language import Language

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

MODEL_COMPONENTS = ("doclint_sequence",)
"""What a trained model makes of it."""

FACT_COMPONENTS = (
    "doclint_status",
    "doclint_durations",
    "doclint_visit",
    "doclint_evidence",
    "doclint_functions",
    "doclint_links",
    "doclint_publish",
)
"""What turns spans into facts."""

MODELS = ("fast", "rules")
"""``fast`` adds the trained sequence model; ``rules`` is rules and lexicon alone."""

TOKENIZER = "doclint.ClinicTokenizer.v1"


def load(model: str = "fast") -> Language:
    """The pipeline, ready to use; ``nlp(text).spans["doclint"]`` holds the entities. Raises ValueError for an unknown model."""
    if model not in MODELS:
        raise ValueError(f"no model {model!r}; there is {', '.join(MODELS)}")
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.max_length = 20_000_000
    for name in RULE_COMPONENTS:
        nlp.add_pipe(name)
    if model != "rules":
        for name in MODEL_COMPONENTS:
            nlp.add_pipe(name, config={"model": model})
    for name in FACT_COMPONENTS:
        nlp.add_pipe(name)
    return nlp
