"""Component ``doclint_tasks``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import chart_of


class Tasks:
    """Component ``doclint_tasks``."""

    def __call__(self, doc: Doc) -> Doc:
        chart_of(doc)
        return doc


@Language.factory("doclint_tasks", requires=["doc._.doclint_chart"])
def create_tasks(nlp: Language, name: str) -> Tasks:
    """Factory of ``doclint_tasks``."""
    return Tasks()
