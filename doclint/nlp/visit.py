"""Component ``doclint_visit``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Visit:
    """Component ``doclint_visit``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_visit", requires=["doc._.doclint_chart"])
def create_visit(nlp: Language, name: str) -> Visit:
    """Factory of ``doclint_visit``."""
    return Visit()
