"""Component ``doclint_sequence``: entities and evidence by trained sequence models that see what the rules propose.

The entity model's spans take the place of the rules' (``doclint.nlp.model.merge``). The evidence model marks patient
responses,
limitations, help without amount, stock phrases, group and shortened treatment for ``doclint_evidence`` and
``doclint_visit``. ``chart.likely`` says how likely each token belongs to an element: what a rule of absence asks
before it
speaks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.attribution import CODE
from doclint.nlp.chart import Candidate, chart_for
from doclint.nlp.model.crf import Matrix, Reader, read_clusters, read_field, spans
from doclint.nlp.model.merge import merge

ENTITIES = "sequence.npz"
EVIDENCE = "evidence.npz"
BOTH = "RESPONSE_LIMITATION"
"""The evidence model's label for words that are response and limitation at once."""
_NOT_TODAY = frozenset({"goals", "home", "history", "precautions", "diagnosis"})


class Sequence:
    """Reads a note with both models (``reader``: entities, then evidence); ``caution`` (0 to 1) is what the label O is
    multiplied by before the spans are taken."""

    def __init__(self, reader: Reader, caution: float) -> None:
        self.reader = reader
        self.caution = caution

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_for(doc, "doclint_sequence", "doclint_layout", "doclint_terms", "doclint_resolve")
        if not len(chart):
            return doc
        entities, evidence = self.reader.marginals(chart)
        names, signs = (field.labels for field in self.reader.fields)
        found = spans(entities, names, self.caution)
        chart.evidence = spans(evidence, signs, self.caution)
        mine = np.array([code in (CODE, None) for code in chart.code_of])
        today = np.array([section not in _NOT_TODAY for section in chart.section_of])
        for element, parts, where in (
            ("GOAL", ("GOAL",), None),
            ("ASSISTANCE", ("ASSISTANCE", "CUE"), mine),
            ("SKILLED", ("SKILLED", "CUE"), mine),
            ("ACTIVITY", ("ACTIVITY",), mine),
        ):
            chart.likely[element] = _likely(entities, names, parts, where)
        for element in ("RESPONSE", "LIMITATION"):
            chart.likely[element] = _likely(evidence, signs, (element, BOTH), today)
        chart.candidates = merge(
            chart,
            [
                Candidate(span.label, span.first, span.last, confidence=round(span.probability, 4), source="model")
                for span in found
            ],
        )
        return doc


def _likely(
    probabilities: Matrix, labels: tuple[str, ...], parts: tuple[str, ...], where: NDArray[np.bool_] | None
) -> list[float]:
    """How likely each token belongs to an element, 0 where the element could not count."""
    columns = [number for number, label in enumerate(labels) if label[2:] in parts]
    likely = probabilities[:, columns].sum(axis=1)
    if where is not None:
        likely = likely * where
    return [float(value) for value in likely]


@Language.factory(
    "doclint_sequence", requires=["doc._.doclint_chart"], default_config={"model": "fast", "caution": 0.6}
)
def create_sequence(nlp: Language, name: str, model: str, caution: float) -> Sequence:
    """Factory of ``doclint_sequence``; ``model`` names a folder of models/."""
    return Sequence(Reader((read_field(model, ENTITIES), read_field(model, EVIDENCE)), read_clusters(model)), caution)
