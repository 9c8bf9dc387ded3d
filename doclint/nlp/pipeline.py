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

READING = frozenset({"doclint_sequence", "doclint_goal_sense"})
"""Components that read trained weights."""

MODELS = ("fast", "accurate", "rules")
"""``fast`` adds small trained models; ``accurate`` an encoder on top (extra ``accurate``); ``rules`` is rules and
lexicon alone.
"""

TOKENIZER = "doclint.ClinicTokenizer.v1"


def load(model: str = "fast") -> Language:
    """The pipeline, ready to use; ``nlp(text).spans["doclint"]`` holds the entities. Raises ValueError for an unknown
    model.
    """
    if model not in MODELS:
        raise ValueError(f"no model {model!r}; there is {', '.join(MODELS)}")
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.max_length = 20_000_000
    for name in RULE_COMPONENTS:
        nlp.add_pipe(name)
    for name in FACT_COMPONENTS:
        if name not in READING:
            nlp.add_pipe(name)
        elif model != "rules":
            nlp.add_pipe(name, config={"model": model})
    return nlp
