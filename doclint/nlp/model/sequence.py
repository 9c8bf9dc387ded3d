"""Component ``doclint_sequence``: entities and evidence by trained sequence models that see what the rules propose.

Two conditional random fields, a convolutional tagger and, in the model ``accurate``, a fine-tuned encoder read the
note; the geometric mean of their probabilities decides. The entity model's spans take the place of the rules'
(``doclint.nlp.model.merge``). The evidence model marks patient responses, limitations, help without amount, stock
phrases, group and shortened treatment for ``doclint_evidence`` and ``doclint_visit``. ``chart.likely`` says how likely
each token belongs to an element: what a rule of absence asks before it speaks.
"""

from __future__ import annotations

from collections.abc import Sequence as Several

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from doclint.nlp.attribution import CODE
from doclint.nlp.chart import Candidate, Chart, chart_for
from doclint.nlp.model.convolution import FILE as CONVOLUTION
from doclint.nlp.model.convolution import Convolution
from doclint.nlp.model.crf import Chains, Field, Matrix, read_clusters, read_field
from doclint.nlp.model.encoder import FILE as ENCODER
from doclint.nlp.model.encoder import Encoder
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.merge import merge
from doclint.nlp.model.rows import Rows
from doclint.nlp.model.spans import spans
from doclint.nlp.model.vectors import read_vectors
from doclint.nlp.model.weights import ModelError, owner

ENTITIES = "sequence.npz"
EVIDENCE = "evidence.npz"
BOTH = "RESPONSE_LIMITATION"
"""The evidence model's label for words that are response and limitation at once."""
SHARES = {1: (1.0,), 2: (0.5, 0.5), 3: (0.3, 0.3, 0.4)}
"""What the fields, the convolution and the encoder count in the mean, by how many there are; chosen on the development
split.
"""
_NOT_TODAY = frozenset({"goals", "home", "history", "precautions", "diagnosis"})
_LEAST = 1e-6
"""No model may rule a label out."""
_WINDOW, _BESIDE = 1024, 64
"""Tokens of a long note that are read at once, and those read beside them: more than the models look around."""


class Sequence:
    """Reads a note with all models; ``caution`` (0 to 1) is what the label O is multiplied by before the spans are
    taken."""

    def __init__(
        self,
        fields: tuple[Field, Field],
        clusters: Clusters,
        convolution: Convolution | None,
        encoder: Encoder | None = None,
        *,
        caution: float,
    ) -> None:
        self.labels, self.evidence = (field.labels for field in fields)
        for model in (convolution, encoder):
            if model is not None and (model.labels, model.evidence) != (self.labels, self.evidence):
                raise ModelError("the models do not name the same labels; install doclint again")
        self.chains = Chains(fields)
        self.rows = Rows(fields, clusters, convolution.embedding if convolution is not None else None)
        self.convolution = convolution
        self.encoder = encoder
        self.caution = caution

    def probabilities(self, chart: Chart) -> tuple[Matrix, Matrix]:
        """Entity and evidence labels (tokens by labels) of a note with a token at least."""
        votes = [self._small_models(chart)]
        if self.convolution is not None:
            votes = np.split(votes[0], 2, axis=1)
        if self.encoder is not None:
            votes.append(self.encoder.probabilities(chart))
        return _mean(votes, len(self.labels))

    def _small_models(self, chart: Chart) -> Matrix:
        """What the fields and, where there is one, the convolution make of a note, side by side; a long note is read
        in windows."""
        tokens = self.rows.tokens(chart)
        size = len(chart)
        parts: list[Matrix] = []
        for start in range(0, size, _WINDOW):
            first, last = max(start - _BESIDE, 0), min(start + _WINDOW + _BESIDE, size)
            scores, begin = self.rows.sums(tokens, first, last)
            part = self.chains.marginals(scores)
            if self.convolution is not None:
                part = np.hstack([part, self.convolution.probabilities(begin)])
            parts.append(part[start - first : start - first + _WINDOW])
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_for(doc, "doclint_sequence", "doclint_layout", "doclint_terms", "doclint_resolve")
        if not len(chart):
            return doc
        entities, evidence = self.probabilities(chart)
        found = spans(entities, self.labels, self.caution)
        chart.evidence = spans(evidence, self.evidence, self.caution)
        mine = np.array([code in (CODE, None) for code in chart.code_of])
        today = np.array([section not in _NOT_TODAY for section in chart.section_of])
        for element, parts, where in (
            ("GOAL", ("GOAL",), None),
            ("ASSISTANCE", ("ASSISTANCE", "CUE"), mine),
            ("SKILLED", ("SKILLED", "CUE"), mine),
            ("ACTIVITY", ("ACTIVITY",), mine),
        ):
            chart.likely[element] = _likely(entities, self.labels, parts, where)
        for element in ("RESPONSE", "LIMITATION"):
            chart.likely[element] = _likely(evidence, self.evidence, (element, BOTH), today)
        chart.candidates = merge(
            chart,
            [
                Candidate(span.label, span.first, span.last, confidence=round(span.probability, 4), source="model")
                for span in found
            ],
        )
        return doc


def _mean(votes: Several[Matrix], cut: int) -> tuple[Matrix, Matrix]:
    """The weighted geometric mean of the models' probabilities, for the labels before and behind ``cut``, each row
    summing to one."""
    shares = SHARES[len(votes)]
    logs = sum(np.float32(share) * np.log(np.maximum(vote, _LEAST)) for share, vote in zip(shares, votes, strict=True))
    one, other = (np.exp(part - part.max(axis=1, keepdims=True)) for part in np.split(logs, [cut], axis=1))
    return one / one.sum(axis=1, keepdims=True), other / other.sum(axis=1, keepdims=True)


def _likely(
    probabilities: Matrix, labels: tuple[str, ...], parts: tuple[str, ...], where: NDArray[np.bool_] | None
) -> NDArray[np.float64]:
    """How likely each token belongs to an element, 0 where the element could not count."""
    columns = [number for number, label in enumerate(labels) if label[2:] in parts]
    likely: NDArray[np.float64] = probabilities[:, columns].sum(axis=1).astype(np.float64)
    return likely if where is None else likely * where


@Language.factory(
    "doclint_sequence",
    requires=["doc._.doclint_chart"],
    default_config={"model": "fast", "caution": 0.8},
)
def create_sequence(nlp: Language, name: str, model: str, caution: float) -> Sequence:
    """Factory of ``doclint_sequence``; ``model`` names a folder of models/."""
    clusters = read_clusters(model)
    return Sequence(
        (read_field(model, ENTITIES), read_field(model, EVIDENCE)),
        clusters,
        Convolution(model, read_vectors(model)) if owner(model, CONVOLUTION) else None,
        Encoder(model) if owner(model, ENCODER) else None,
        caution=caution,
    )
