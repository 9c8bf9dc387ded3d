"""Component ``doclint_status``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Status:
    """Component ``doclint_status``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_status", requires=["doc._.doclint_chart"])
def create_status(nlp: Language, name: str) -> Status:
    """Factory of ``doclint_status``."""
    return Status()
