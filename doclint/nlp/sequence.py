"""Component ``doclint_sequence``: entities and evidence by trained sequence models that see what the rules propose.

The entity model's spans take the place of the rules' (``doclint.nlp.merge``). The evidence model marks patient responses, limitations,
help without amount, stock phrases, group and shortened treatment for ``doclint_evidence`` and ``doclint_visit``.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.chart import Candidate, chart_of
from doclint.nlp.crf import Reader, observe, read_clusters, read_field, spans
from doclint.nlp.merge import merge

ENTITIES = "sequence.npz"
EVIDENCE = "evidence.npz"


class Sequence:
    """Reads a note with both models; ``caution`` (0 to 1) is what the label O is multiplied by before the spans are taken."""

    def __init__(self, entities: Reader, evidence: Reader, caution: float) -> None:
        self.entities = entities
        self.evidence = evidence
        self.caution = caution

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_of(doc)
        if not len(chart):
            return doc
        seen = observe(chart, self.entities.clusters)
        found = spans(self.entities.marginals(seen), self.entities.field.labels, self.caution)
        chart.evidence = spans(self.evidence.marginals(seen), self.evidence.field.labels, self.caution)
        chart.candidates = merge(chart, [Candidate(span.label, span.first, span.last, confidence=round(span.probability, 4), source="model")
                                         for span in found])
        return doc


@Language.factory("doclint_sequence", requires=["doc._.doclint_chart"], default_config={"model": "fast", "caution": 0.6})
def create_sequence(nlp: Language, name: str, model: str, caution: float) -> Sequence:
    """Factory of ``doclint_sequence``; ``model`` names a folder of models/."""
    clusters = read_clusters(model)
    return Sequence(Reader(read_field(model, ENTITIES), clusters), Reader(read_field(model, EVIDENCE), clusters), caution)
