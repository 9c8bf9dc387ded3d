"""Word clusters and word vectors from all-MiniLM-L6-v2 (``doclint.training.minilm``).

Each word is read alone by the encoder and its pieces are averaged. The vectors are grouped by k-means at three grains,
and turned to their main directions. Needs the extra ``train`` (torch, tokenizers, safetensors and the package with the weights).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from doclint.nlp.model.vectors import FILE as VECTORS
from doclint.nlp.model.weights import blob

GRAINS = (100, 400, 1600)
DIRECTIONS = 96
_BATCH = 512


def vectors(words: list[str]) -> NDArray[np.float32]:
    """One unit vector a word (words by 384): each word read alone, its pieces averaged."""
    import torch

    from doclint.training import minilm

    tokenizer = minilm.tokenizer()
    encoder = minilm.pretrained().eval()
    out = []
    with torch.no_grad():
        for start in range(0, len(words), _BATCH):
            pieces = [tokenizer.encode(word).ids for word in words[start : start + _BATCH]]
            longest = max(map(len, pieces))
            ids = torch.tensor([p + [0] * (longest - len(p)) for p in pieces])
            mask = torch.tensor([[1] * len(p) + [0] * (longest - len(p)) for p in pieces])
            mean = (encoder(ids, mask) * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            out.append(torch.nn.functional.normalize(mean).numpy())
    return np.concatenate(out).astype(np.float32)


def principal(found: NDArray[np.float32], directions: int = DIRECTIONS) -> tuple[NDArray[np.int8], float]:
    """The vectors along their main directions (words by directions) in eight bits, and the scale that undoes it."""
    centred = found - found.mean(axis=0)
    _, _, axes = np.linalg.svd(centred[:: max(1, len(centred) // 8000)], full_matrices=False)
    turned = centred @ axes[:directions].T
    turned /= turned.std()
    scale = float(np.abs(turned).max()) / 127
    return np.round(turned / scale).astype(np.int8), scale


def rarity(words: list[str], texts: Iterable[str]) -> NDArray[np.float16]:
    """How much each word counts in a phrase: the logarithm of notes over notes with the word."""
    count: Counter[str] = Counter()
    notes = 0
    for text in texts:
        notes += 1
        count.update(set(re.findall(r"[a-z]+", text.lower())))
    return np.array([math.log((notes + 1) / (count[word] + 1)) for word in words], np.float16)


def vocabulary(texts: Iterable[str]) -> list[str]:
    """The encoder's whole words and the words of the texts, lower case, two letters or more, sorted."""
    from doclint.training import minilm

    known = minilm.tokenizer().get_vocab()
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


def write(out: Path, texts: list[str]) -> None:
    """Write ``clusters.npz`` and ``vectors.npz`` for the words of these texts and of the encoder."""
    words = vocabulary(texts)
    found = vectors(words)
    rows, scale = principal(found)
    with (out / "clusters.npz").open("wb") as file:
        np.savez_compressed(file, words=blob(words), clusters=groups(found))
    with (out / VECTORS).open("wb") as file:
        np.savez(file, rows=rows, scale=np.array([scale], np.float32), rarity=rarity(words, texts))
