"""Component ``doclint_skilled``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Skilled:
    """Component ``doclint_skilled``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_skilled", requires=["doc._.doclint_chart"])
def create_skilled(nlp: Language, name: str) -> Skilled:
    """Factory of ``doclint_skilled``."""
    return Skilled()
