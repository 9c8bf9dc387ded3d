"""Component ``doclint_assistance``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Assistance:
    """Component ``doclint_assistance``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_assistance", requires=["doc._.doclint_chart"])
def create_assistance(nlp: Language, name: str) -> Assistance:
    """Factory of ``doclint_assistance``."""
    return Assistance()
