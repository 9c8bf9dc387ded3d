"""Component ``doclint_evidence``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Evidence:
    """Component ``doclint_evidence``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_evidence", requires=["doc._.doclint_chart"])
def create_evidence(nlp: Language, name: str) -> Evidence:
    """Factory of ``doclint_evidence``."""
    return Evidence()
