"""The spaCy pipeline: blank English with doclint's tokenizer and components."""

from __future__ import annotations

import spacy
from spacy.language import Language

COMPONENTS = (
    "doclint_layout",
    "doclint_attribution",
    "doclint_terms",
    "doclint_minutes",
    "doclint_assistance",
    "doclint_tasks",
    "doclint_goals",
    "doclint_skilled",
    "doclint_resolve",
    "doclint_status",
    "doclint_visit",
    "doclint_evidence",
    "doclint_functions",
    "doclint_links",
    "doclint_publish",
)
"""The components in order; each is a registered spaCy factory."""

TOKENIZER = "doclint.ClinicTokenizer.v1"


def load() -> Language:
    """The pipeline, ready to use; ``nlp(text).spans["doclint"]`` holds the entities."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.max_length = 20_000_000
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
