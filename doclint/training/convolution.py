"""Trains the convolutional tagger of ``doclint_sequence`` and writes its weights as plain arrays.

It sees what the CRFs see of each token itself (word, shape, place, vocabulary, the rules' proposals) and the word's
vector, and looks some fifteen words to each side through dilated convolutions. Needs the extra ``train``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from doclint.nlp.model.convolution import token_features
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.vectors import Vectors
from doclint.nlp.model.weights import blob
from doclint.training.examples import Example
from doclint.training.settings import Settings

_VARIANTS = 4
"""Ways in which a note is shown: as it is, and with some of the rules' proposals left out."""
_LOWEST = 0.02
"""Share of the learning rate that is left at the end."""


@dataclass(slots=True)
class _Sample:
    shown: list[list[list[int]]]
    """Feature numbers by variant and token."""
    vectors: Any
    tags: Any
    evidence: Any


class Network(nn.Module):  # type: ignore[misc]
    """Sums of feature embeddings, gated convolutions with residuals (Dauphin and others 2017), one linear layer."""

    def __init__(self, features: int, vectors: int, labels: int, options: dict[str, Any]) -> None:
        super().__init__()
        width, self.dropout = options["width"], options["dropout"]
        self.features = nn.EmbeddingBag(features + 1, width, mode="sum", padding_idx=0)
        nn.init.normal_(self.features.weight, std=0.1)
        self.vectors = nn.Linear(vectors, width, bias=False)
        self.layers = nn.ModuleList(
            nn.Conv1d(width, 2 * width, 3, padding=distance, dilation=distance) for distance in options["dilations"]
        )
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(len(options["dilations"]) + 1))
        self.out = nn.Linear(width, labels)

    def forward(self, ids: Any, offsets: Any, vectors: Any, mask: Any) -> Any:
        """``ids`` and ``offsets`` of all tokens, padding included; ``vectors`` and ``mask`` batch by tokens."""
        size, longest = mask.shape
        summed = self.features(ids, offsets).view(size, longest, -1) + self.vectors(vectors)
        hidden = self._drop(self.norms[0](summed)) * mask[..., None]
        for layer, norm in zip(self.layers, self.norms[1:], strict=True):
            value, gate = layer(hidden.transpose(1, 2)).transpose(1, 2).chunk(2, -1)
            hidden = norm(hidden + self._drop(value * torch.sigmoid(gate))) * mask[..., None]
        return self.out(self._drop(hidden))

    def _drop(self, hidden: Any) -> Any:
        return functional.dropout(hidden, self.dropout, self.training)


def train(
    examples: Sequence[Example],
    labels: Sequence[str],
    evidence: Sequence[str],
    clusters: Clusters,
    vectors: Vectors,
    settings: Settings,
    say: Callable[[str], None],
) -> dict[str, NDArray[Any]]:
    """Fit by AdamW; the arrays that ``doclint.nlp.model.convolution`` reads. One thread, same examples, same bytes."""
    options: dict[str, Any] = settings.convolution
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    chance = random.Random(settings.seed)
    named = [_shown(example, clusters, settings, chance) for example in examples if len(example.chart)]
    count = Counter(name for variants in named for names in variants[0] for name in names)
    index = {
        name: number
        for number, name in enumerate(sorted(name for name, times in count.items() if times >= options["fewest"]), 1)
    }
    column = {label: number for number, label in enumerate(labels)}
    sign = {label: number for number, label in enumerate(evidence)}
    samples = [
        _Sample(
            [[[index[name] for name in names if name in index] for names in tokens] for tokens in variants],
            torch.tensor(np.stack([vectors.of(word) for word in example.chart.words])),
            torch.tensor([column[tag] for tag in example.tags]),
            torch.tensor([sign[tag] for tag in example.evidence]) if example.evidence is not None else None,
        )
        for variants, example in zip(named, [e for e in examples if len(e.chart)], strict=True)
    ]
    network = Network(len(index), vectors.size, len(labels) + len(evidence), options)
    _fit(network, samples, len(labels), options, chance, say)
    return _arrays(network, index, labels, evidence, options)


def write(arrays: dict[str, NDArray[Any]], path: Path) -> None:
    """The arrays as an npz file."""
    with path.open("wb") as out:
        np.savez_compressed(out, **arrays)  # type: ignore[arg-type]


def _shown(example: Example, clusters: Clusters, settings: Settings, chance: random.Random) -> list[list[list[str]]]:
    chart = example.chart
    charts = [chart] + [
        replace(chart, candidates=[item for item in chart.candidates if chance.random() < settings.rules_kept])
        for _ in range(_VARIANTS - 1)
    ]
    return [
        [[name for name in names if not name.startswith(settings.dropped)] for names in token_features(each, clusters)]
        for each in charts
    ]


def _fit(
    network: Network,
    samples: list[_Sample],
    labels: int,
    options: dict[str, Any],
    chance: random.Random,
    say: Callable[[str], None],
) -> None:
    optimizer = torch.optim.AdamW(network.parameters(), lr=options["rate"], weight_decay=options["decay"])
    size = options["batch"]
    steps, step = options["epochs"] * ((len(samples) + size - 1) // size), 0
    network.train()
    for epoch in range(options["epochs"]):
        order = list(samples)
        chance.shuffle(order)
        lost = 0.0
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            for group in optimizer.param_groups:
                group["lr"] = options["rate"] * min(1.0, (step + 1) / 100) * max(_LOWEST, 1 - step / steps)
            step += 1
            scores = network(*_padded(batch, chance, options["hidden_features"]))
            loss, words = torch.zeros(()), 0
            for row, sample in zip(scores, batch, strict=True):
                found = row[: len(sample.tags)]
                words += len(sample.tags)
                loss = loss + _loss(found[:, :labels], sample.tags, options)
                if sample.evidence is not None:
                    loss = loss + _loss(found[:, labels:], sample.evidence, options)
            loss = loss / words
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            lost += float(loss.detach())
        say(f"convolution: epoch {epoch + 1} of {options['epochs']}, loss {lost * size / len(samples):.3f}")
    network.eval()


def _loss(scores: Any, wanted: Any, options: dict[str, Any]) -> Any:
    return functional.cross_entropy(scores, wanted, reduction="sum", label_smoothing=options["smoothing"])


def _padded(batch: Sequence[_Sample], chance: random.Random, hidden: float) -> tuple[Any, Any, Any, Any]:
    longest = max(len(sample.tags) for sample in batch)
    ids: list[int] = []
    offsets: list[int] = []
    vectors = torch.zeros((len(batch), longest, batch[0].vectors.shape[1]))
    mask = torch.zeros((len(batch), longest))
    for row, sample in enumerate(batch):
        for token in sample.shown[chance.randrange(_VARIANTS)]:
            offsets.append(len(ids))
            ids += token
        offsets += [len(ids)] * (longest - len(sample.tags))
        vectors[row, : len(sample.tags)] = sample.vectors
        mask[row, : len(sample.tags)] = 1
    numbers = torch.tensor(ids)
    numbers[torch.rand(len(numbers)) < hidden] = 0
    return numbers, torch.tensor(offsets), vectors, mask


def _arrays(
    network: Network, index: dict[str, int], labels: Sequence[str], evidence: Sequence[str], options: dict[str, Any]
) -> dict[str, NDArray[Any]]:
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    out: dict[str, NDArray[Any]] = {
        "labels": blob(list(labels)),
        "evidence": blob(list(evidence)),
        "features": blob(list(index)),
        "rows": state["features.weight"][1:].astype(np.float16),
        "vectors": state["vectors.weight"].T.astype(np.float32),
        "dilations": np.array(options["dilations"], np.int16),
        "out": state["out.weight"].T.astype(np.float32),
        "out.bias": state["out.bias"].astype(np.float32),
    }
    for number in range(len(options["dilations"]) + 1):
        out[f"norm{number}"] = np.stack([state[f"norms.{number}.weight"], state[f"norms.{number}.bias"]])
    for number in range(len(options["dilations"])):
        kernel = state[f"layers.{number}.weight"]  # out by in by place
        out[f"layer{number}"] = kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0]).astype(np.float32)
        out[f"layer{number}.bias"] = state[f"layers.{number}.bias"].astype(np.float32)
    return out
