"""Trains the convolutional tagger of ``doclint_sequence`` and writes its weights as plain arrays.

It sees what the CRFs see of each token itself (word, shape, place, vocabulary, the rules' proposals) and the word's
vector, and looks some fifteen words to each side through dilated convolutions. It learns from the gold, and where there
is a teacher (``doclint.training.teacher``), from what that says of marked and unmarked notes. Needs the extra ``train``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from doclint.nlp.chart import Chart
from doclint.nlp.model.convolution import Matrix, token_features
from doclint.nlp.model.features import Clusters
from doclint.nlp.model.tables import table_of
from doclint.nlp.model.vectors import Vectors
from doclint.nlp.model.weights import blob
from doclint.training.examples import Example
from doclint.training.settings import Shown

_VARIANTS = 4
"""Ways in which a marked note is shown: as it is, and with some of the rules' proposals left out."""
_LESSON_VARIANTS = 2
"""The same of a note that only the teacher has marked."""
_LOWEST = 0.02
"""Share of the learning rate that is left at the end."""
_POOL = 8
"""Batches that are sorted by length together."""
Ids = NDArray[np.int64]
Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taught:
    """What a teacher says: ``of`` a marked note's chart, and of the ``lessons`` that the epochs show in turn; it counts
    ``share`` beside the gold."""

    of: Callable[[Chart], Matrix]
    lessons: Sequence[Iterable[tuple[Chart, Matrix]]]
    share: float


@dataclass(slots=True)
class _Sample:
    shown: list[tuple[Ids, Ids]]
    """By variant: the feature numbers of all tokens, and where each token's begin."""
    vectors: Any
    tags: Any
    """Numbers of the gold's entity labels; None for an unmarked note."""
    evidence: Any
    said: Any
    """The teacher's probabilities, tokens by labels; None without a teacher."""

    def __len__(self) -> int:
        return len(self.vectors)


class Network(nn.Module):  # type: ignore[misc]
    """Sums of feature embeddings, gated convolutions with residuals (Dauphin and others 2017), one linear layer."""

    def __init__(self, features: int, vectors: int, labels: int, options: Options) -> None:
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
    settings: Shown,
    options: Options,
    say: Callable[[str], None],
    *,
    taught: Taught | None = None,
) -> dict[str, NDArray[Any]]:
    """Fit by AdamW; the arrays that ``doclint.nlp.model.convolution`` reads. One thread, same examples, same bytes.

    ``settings`` say what is shown, ``options`` what the network is like.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    chance = random.Random(settings.seed)
    marked = [example for example in examples if len(example.chart)]
    shown = [_shown(example.chart, clusters, settings, chance, _VARIANTS) for example in marked]
    count = Counter(name for variants in shown for names in variants[0] for name in names)
    index = {
        name: number
        for number, name in enumerate(sorted(name for name, times in count.items() if times >= options["fewest"]), 1)
    }
    column = {label: number for number, label in enumerate(labels)}
    sign = {label: number for number, label in enumerate(evidence)}

    def sample(variants: list[list[list[str]]], chart: Chart, said: Matrix | None, example: Example | None) -> _Sample:
        marks = example.evidence if example is not None else None
        return _Sample(
            [_numbers(names, index) for names in variants],
            torch.tensor(np.stack([vectors.of(word) for word in chart.words])),
            torch.tensor([column[tag] for tag in example.tags]) if example is not None else None,
            torch.tensor([sign[tag] for tag in marks]) if marks is not None else None,
            torch.tensor(said) if said is not None else None,
        )

    samples = [
        sample(variants, example.chart, taught.of(example.chart) if taught is not None else None, example)
        for variants, example in zip(shown, marked, strict=True)
    ]
    lessons = [
        [
            sample(_shown(chart, clusters, settings, chance, _LESSON_VARIANTS), chart, said, None)
            for chart, said in lesson
        ]
        for lesson in (taught.lessons if taught is not None else ())
    ]
    network = Network(len(index), vectors.size, len(labels) + len(evidence), options)
    _fit(network, samples, lessons, len(labels), taught.share if taught is not None else 0.0, options, chance, say)
    return _arrays(network, index, labels, evidence, options)


def write(arrays: dict[str, NDArray[Any]], path: Path) -> None:
    """The arrays as an npz file, as they are: packing would save a tenth of it and cost more to read."""
    with path.open("wb") as out:
        np.savez(out, **arrays)  # type: ignore[arg-type]


def _shown(
    chart: Chart, clusters: Clusters, settings: Shown, chance: random.Random, variants: int
) -> list[list[list[str]]]:
    """The names of each token's features, in so many ways."""
    charts = [chart] + [
        replace(chart, candidates=[item for item in chart.candidates if chance.random() < settings.rules_kept])
        for _ in range(variants - 1)
    ]
    return [
        [[name for name in names if not name.startswith(settings.dropped)] for names in token_features(each, clusters)]
        for each in charts
    ]


def _numbers(names: list[list[str]], index: dict[str, int]) -> tuple[Ids, Ids]:
    known = [[index[name] for name in each if name in index] for each in names]
    begins = [0, *accumulate(len(each) for each in known[:-1])]
    return np.fromiter(chain.from_iterable(known), np.int64), np.array(begins, np.int64)


def _fit(
    network: Network,
    samples: list[_Sample],
    lessons: list[list[_Sample]],
    labels: int,
    share: float,
    options: Options,
    chance: random.Random,
    say: Callable[[str], None],
) -> None:
    optimizer = torch.optim.AdamW(network.parameters(), lr=options["rate"], weight_decay=options["decay"])
    size, epochs = options["batch"], options["epochs"]
    shown = [[*samples, *(lessons[epoch % len(lessons)] if lessons else ())] for epoch in range(epochs)]
    steps, step = sum(-(-len(each) // size) for each in shown), 0
    network.train()
    for epoch, order in enumerate(shown, 1):
        lost = 0.0
        for batch in _batches(order, size, chance):
            for group in optimizer.param_groups:
                group["lr"] = options["rate"] * min(1.0, (step + 1) / 100) * max(_LOWEST, 1 - step / steps)
            step += 1
            scores = network(*_padded(batch, chance, options["hidden_features"]))
            loss = sum(
                _loss(row[: len(sample)], sample, labels, share, options["smoothing"])
                for row, sample in zip(scores, batch, strict=True)
            ) / sum(map(len, batch))
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            lost += float(loss.detach()) * len(batch)
        say(f"convolution: epoch {epoch} of {epochs}, loss {lost / len(order):.3f}")
    network.eval()


def _batches(order: list[_Sample], size: int, chance: random.Random) -> list[list[_Sample]]:
    """Batches of about one length, in random order."""
    chance.shuffle(order)
    pools = (sorted(order[start : start + size * _POOL], key=len) for start in range(0, len(order), size * _POOL))
    out = [pool[start : start + size] for pool in pools for start in range(0, len(pool), size)]
    chance.shuffle(out)
    return out


def _loss(scores: Any, sample: _Sample, labels: int, share: float, smoothing: float) -> Any:
    """What the gold and the teacher miss in the scores of a note; the teacher counts ``share``, and alone where there is
    no gold."""
    kinds = (slice(None, labels), sample.tags), (slice(labels, None), sample.evidence)
    gold = sum(
        functional.cross_entropy(scores[:, part], wanted, reduction="sum", label_smoothing=smoothing)
        for part, wanted in kinds
        if wanted is not None
    )
    if sample.said is None:
        return gold
    told = -sum((sample.said[:, part] * scores[:, part].log_softmax(1)).sum() for part, _ in kinds)
    return told if sample.tags is None else share * told + (1 - share) * gold


def _padded(batch: Sequence[_Sample], chance: random.Random, hidden: float) -> tuple[Any, Any, Any, Any]:
    longest = max(map(len, batch))
    ids: list[Ids] = []
    offsets: list[Ids] = []
    vectors = torch.zeros((len(batch), longest, batch[0].vectors.shape[1]))
    mask = torch.zeros((len(batch), longest))
    met = 0
    for row, sample in enumerate(batch):
        shown, begins = sample.shown[chance.randrange(len(sample.shown))]
        ids.append(shown)
        offsets.append(begins + met)
        met += len(shown)
        offsets.append(np.full(longest - len(sample), met))
        vectors[row, : len(sample)] = sample.vectors
        mask[row, : len(sample)] = 1
    numbers = torch.tensor(np.concatenate(ids))
    numbers[torch.rand(len(numbers)) < hidden] = 0
    return numbers, torch.tensor(np.concatenate(offsets)), vectors, mask


def _arrays(
    network: Network, index: dict[str, int], labels: Sequence[str], evidence: Sequence[str], options: Options
) -> dict[str, NDArray[Any]]:
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    out: dict[str, NDArray[Any]] = {
        "labels": blob(list(labels)),
        "evidence": blob(list(evidence)),
        **table_of(index, state["features.weight"][1:].astype(np.float16)).arrays(),
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
