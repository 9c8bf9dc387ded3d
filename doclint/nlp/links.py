"""Component ``doclint_links``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Links:
    """Component ``doclint_links``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_links", requires=["doc._.doclint_chart"])
def create_links(nlp: Language, name: str) -> Links:
    """Factory of ``doclint_links``."""
    return Links()
