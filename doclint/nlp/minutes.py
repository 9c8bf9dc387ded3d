"""Component ``doclint_minutes``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Minutes:
    """Component ``doclint_minutes``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_minutes", requires=["doc._.doclint_chart"])
def create_minutes(nlp: Language, name: str) -> Minutes:
    """Factory of ``doclint_minutes``."""
    return Minutes()
