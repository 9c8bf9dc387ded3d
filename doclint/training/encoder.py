"""Fine-tunes the encoder of the model ``accurate`` on the corpora and writes it for onnxruntime, in eight-bit weights.

The encoder sees the words of a note alone; two linear layers on each word's first piece tell its entity tag and its
evidence tag. Needs the extra ``train``.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from doclint.nlp.model.pieces import Window, windows
from doclint.training import minilm
from doclint.training.examples import Example
from doclint.training.settings import EncoderSettings

_UNUSED, _MASK = 1000, 103
"""Pieces below the first number are marks; the second is the one that hides a piece."""
_POOL = 20
"""Batches that are sorted by length together."""


class Tagger(nn.Module):  # type: ignore[misc]
    """The encoder with its two linear layers as one: entity labels first, evidence labels behind them."""

    def __init__(self, encoder: minilm.Encoder, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.size, labels)

    def forward(self, ids: Any, mask: Any) -> Any:
        return self.head(self.encoder(ids, mask))


def train(
    examples: Sequence[Example],
    labels: Sequence[str],
    evidence: Sequence[str],
    settings: EncoderSettings,
    *,
    say: Callable[[str], None],
) -> Tagger:
    """Fine-tune by AdamW with a linear warm-up and decay; one thread and the same examples give the same weights."""
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)
    torch.set_num_threads(1)
    cut = lru_cache(maxsize=None)(_pieces(minilm.tokenizer()))
    column = {label: number for number, label in enumerate(labels)}
    sign = {label: number for number, label in enumerate(evidence)}
    data = [
        (window, example)
        for example in examples
        if len(example.chart)
        for window in windows(example.chart.words, example.chart.line_of, cut)
    ]
    model = Tagger(minilm.pretrained(settings.layers, settings.dropout), len(labels) + len(evidence))
    model.encoder.word.weight.requires_grad = False  # rare words keep the place that they were given
    inner = [value for value in model.encoder.parameters() if value.requires_grad]
    groups = [
        {"params": inner, "top": settings.rate},
        {"params": list(model.head.parameters()), "top": settings.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, lr=settings.rate, weight_decay=0.01)
    size = settings.batch
    steps, step = settings.epochs * ((len(data) + size - 1) // size), 0
    model.train()
    for epoch in range(settings.epochs):
        lost = 0.0
        for batch in _batches(data, size, chance):
            for group in optimizer.param_groups:
                group["lr"] = group["top"] * min(1.0, (step + 1) / 60) * max(0.0, 1 - step / steps)
            step += 1
            ids, mask = _padded([window for window, _ in batch])
            hidden = (torch.rand(ids.shape) < settings.hidden_pieces) & (ids > _UNUSED)
            scores = model(ids.masked_fill(hidden, _MASK), mask)
            loss, words = torch.zeros(()), 0
            for row, (window, example) in zip(scores, batch, strict=True):
                found = row[window.at]
                wanted = torch.tensor([column[example.tags[word]] for word in window.words])
                loss = loss + functional.cross_entropy(found[:, : len(labels)], wanted, reduction="sum")
                if example.evidence is not None:
                    wanted = torch.tensor([sign[example.evidence[word]] for word in window.words])
                    loss = loss + functional.cross_entropy(found[:, len(labels) :], wanted, reduction="sum")
                words += len(window.words)
            loss = loss / max(1, words)
            loss.backward()
            nn.utils.clip_grad_norm_(inner, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            lost += float(loss.detach())
        say(f"encoder: epoch {epoch + 1} of {settings.epochs}, loss {lost * size / len(data):.3f}")
    model.eval()
    return model


def write(model: Tagger, path: Path) -> None:
    """The model as ONNX, its matrices and embeddings in eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids, mask = torch.ones((1, 16), dtype=torch.long), torch.ones((1, 16), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "encoder.onnx")
        torch.onnx.export(
            model,
            (ids, mask),
            str(whole),
            input_names=["ids", "mask"],
            output_names=["scores"],
            dynamic_axes={name: {0: "batch", 1: "piece"} for name in ("ids", "mask", "scores")},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)


def _pieces(tokenizer: Any) -> Callable[[str], list[int]]:
    def cut(word: str) -> list[int]:
        found: list[int] = tokenizer.encode(word, add_special_tokens=False).ids
        return found

    return cut


def _batches(
    data: list[tuple[Window, Example]], size: int, chance: random.Random
) -> list[list[tuple[Window, Example]]]:
    """Batches of windows of about one length, in random order."""
    order = list(data)
    chance.shuffle(order)
    out = []
    for start in range(0, len(order), size * _POOL):
        pool = sorted(order[start : start + size * _POOL], key=lambda item: len(item[0].ids))
        out += [pool[at : at + size] for at in range(0, len(pool), size)]
    chance.shuffle(out)
    return out


def _padded(group: Sequence[Window]) -> tuple[Any, Any]:
    longest = max(len(window.ids) for window in group)
    ids = torch.zeros((len(group), longest), dtype=torch.long)
    mask = torch.zeros((len(group), longest), dtype=torch.long)
    for row, window in enumerate(group):
        ids[row, : len(window.ids)] = torch.tensor(window.ids)
        mask[row, : len(window.ids)] = 1
    return ids, mask
