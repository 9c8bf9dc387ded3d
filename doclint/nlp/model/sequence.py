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
_MINE = frozenset({CODE, None})
_DONE = "GOAL", "ASSISTANCE", "SKILLED", "ACTIVITY"
"""Elements that the entity model tells; all but goals count under the code alone."""
_SAID = "RESPONSE", "LIMITATION"
"""Elements that the evidence model tells, where they are of today."""
_PARTS = {
    "ASSISTANCE": ("ASSISTANCE", "CUE"),
    "SKILLED": ("SKILLED", "CUE"),
    "RESPONSE": ("RESPONSE", BOTH),
    "LIMITATION": ("LIMITATION", BOTH),
}
"""Labels that count for an element, where it is not its own alone."""
_LEAST = np.float32(1e-6)
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
        self._done, self._said = _columns(self.labels, _DONE), _columns(self.evidence, _SAID)
        self.chains = Chains(fields)
        self.rows = Rows(fields, clusters, convolution.embedding if convolution is not None else None)
        self.convolution = convolution
        self.encoder = encoder
        self.caution = caution

    def probabilities(self, chart: Chart) -> tuple[Matrix, Matrix]:
        """Entity and evidence labels (tokens by labels) of a note with a token at least."""
        votes = self._small_models(chart)
        if self.encoder is not None:
            votes.append(self.encoder.probabilities(chart))
        return _mean(votes, len(self.labels))

    def _small_models(self, chart: Chart) -> list[Matrix]:
        """What the fields and, where there is one, the convolution make of a note; a long note is read in windows."""
        tokens = self.rows.tokens(chart)
        size = len(chart)
        parts: list[list[Matrix]] = []
        for start in range(0, size, _WINDOW):
            first, last = max(start - _BESIDE, 0), min(start + _WINDOW + _BESIDE, size)
            scores, begin = self.rows.sums(tokens, first, last)
            part = [self.chains.marginals(scores)]
            if self.convolution is not None:
                part.append(self.convolution.probabilities(begin))
            parts.append([each[start - first : start - first + _WINDOW] for each in part])
        return parts[0] if len(parts) == 1 else [np.vstack(each) for each in zip(*parts, strict=True)]

    def _elements(self, chart: Chart, entities: Matrix, evidence: Matrix) -> None:
        """How likely each token belongs to an element, 0 where the element could not count."""
        size = len(chart)
        mine = np.fromiter(map(_MINE.__contains__, chart.code_of), np.bool_, size)
        away = np.fromiter(map(_NOT_TODAY.__contains__, chart.section_of), np.bool_, size)
        done = self._done @ entities.T
        done[1:] *= mine
        said = self._said @ evidence.T
        said *= ~away
        for elements, likely in ((_DONE, done), (_SAID, said)):
            chart.likely |= zip(elements, likely.astype(np.float64), strict=True)

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_for(doc, "doclint_sequence", "doclint_layout", "doclint_terms", "doclint_resolve")
        if not len(chart):
            return doc
        entities, evidence = self.probabilities(chart)
        found = spans(entities, self.labels, self.caution)
        chart.evidence = spans(evidence, self.evidence, self.caution)
        self._elements(chart, entities, evidence)
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
    logs = [np.maximum(vote, _LEAST) for vote in votes]
    for share, log in zip(SHARES[len(votes)], logs, strict=True):
        np.log(log, out=log)
        log *= np.float32(share)
    mean = logs[0]
    for log in logs[1:]:
        mean += log
    np.exp(mean, out=mean)
    for part in (mean[:, :cut], mean[:, cut:]):
        part /= part.sum(axis=1, keepdims=True)
    return mean[:, :cut], mean[:, cut:]


def _columns(labels: tuple[str, ...], elements: tuple[str, ...]) -> Matrix:
    """Elements by labels: one where a label counts for an element."""
    return np.array(
        [[label[2:] in _PARTS.get(element, (element,)) for label in labels] for element in elements], np.float32
    )


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
