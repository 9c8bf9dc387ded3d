"""Reads notes with the fine-tuned encoder of the model ``accurate``, through onnxruntime; trained by
``doclint.training.encoder``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.chart import Chart
from doclint.nlp.model import weights
from doclint.nlp.model.pieces import windows

FILE = "encoder.onnx"
PIECES = "tokenizer.json"
LABELS = "labels.npz"
Matrix = NDArray[np.float32]


class Encoder:
    """Probabilities of both kinds of labels for every token of a note. Raises weights.ModelError where the extra
    ``accurate`` is not installed."""

    def __init__(self, model: str) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ModuleNotFoundError as error:
            raise weights.ModelError(f"model {model!r} needs {error.name}: pip install 'doclint[accurate]'") from None
        labels = weights.arrays(model, LABELS)
        self.labels = tuple(weights.strings(labels["labels"]))
        self.evidence = tuple(weights.strings(labels["evidence"]))
        self._tokenizer = Tokenizer.from_str(weights.content(model, PIECES).decode("utf-8"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            weights.content(model, FILE), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = lru_cache(maxsize=50_000)(self._cut)

    def probabilities(self, chart: Chart) -> Matrix:
        """Entity and evidence labels side by side (tokens by labels)."""
        cut = len(self.labels)
        scores = np.zeros((len(chart), cut + len(self.evidence)), np.float32)
        for window in windows(chart.words, chart.line_of, self._pieces):
            scores[window.words] = self._run(window.ids)[window.at]
        return np.hstack([_softmax(scores[:, :cut]), _softmax(scores[:, cut:])])

    def _run(self, ids: list[int]) -> Matrix:
        """The scores of each piece of a window; windows side by side take longer than one after the other."""
        shown = np.array([ids], np.int64)
        scores: Matrix = self._session.run(None, {"ids": shown, "mask": np.ones_like(shown)})[0][0]
        return scores

    def _cut(self, word: str) -> list[int]:
        found: list[int] = self._tokenizer.encode(word, add_special_tokens=False).ids
        return found


def _softmax(scores: Matrix) -> Matrix:
    out: Matrix = np.exp(scores - scores.max(axis=1, keepdims=True))
    out /= out.sum(axis=1, keepdims=True)
    return out
