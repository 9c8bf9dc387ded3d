"""Component ``doclint_functions``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Functions:
    """Component ``doclint_functions``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_functions", requires=["doc._.doclint_chart"])
def create_functions(nlp: Language, name: str) -> Functions:
    """Factory of ``doclint_functions``."""
    return Functions()
