"""Component ``doclint_goals``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Goals:
    """Component ``doclint_goals``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_goals", requires=["doc._.doclint_chart"])
def create_goals(nlp: Language, name: str) -> Goals:
    """Factory of ``doclint_goals``."""
    return Goals()
