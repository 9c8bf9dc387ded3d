"""A small corpus for tests of training and evaluation: real notes of the train and development splits, few of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from itertools import islice
from pathlib import Path

from doclint.training.corpus import MarkedNote, Split, read

ROOT = Path(__file__).parents[2]
CORPORA = ROOT / "corpora"


def notes(split: Split, count: int) -> list[MarkedNote]:
    """The first notes of a split."""
    return list(islice(read(CORPORA, split), count))


def corpora(folder: Path, *, train: int, development: int) -> Path:
    """A corpora folder with so many notes in each split, the evidence marks and the unmarked notes of all, and its checksums."""
    (folder / "notes").mkdir(parents=True)
    for name, split, count in (("writer-one", "train", train), ("writer-two", "development", development)):
        rows = "".join(json.dumps(note.row, ensure_ascii=False) + "\n" for note in notes(split, count))
        (folder / "notes" / f"{name}.jsonl").write_text(rows, encoding="utf-8")
    (folder / "splits.json").write_text(json.dumps({"development": ["two"], "test": []}), encoding="utf-8")
    for name in ("evidence", "unmarked"):
        shutil.copytree(CORPORA / name, folder / name)
    listed = sorted(path for path in folder.rglob("*.json*"))
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in listed]
    (folder / "CHECKSUMS").write_text("".join(lines), encoding="utf-8")
    return folder


def checkout(folder: Path, *, train: int, development: int) -> Path:
    """A folder with a small corpus, the shipped model and its declarative file, of which the path is given."""
    corpora(folder / "corpora", train=train, development=development)
    shutil.copytree(ROOT / "models" / "fast", folder / "models" / "fast")
    (folder / "models" / "accurate").mkdir()
    shutil.copy(ROOT / "models" / "accurate" / "encoder.onnx", folder / "models" / "accurate")
    return Path(shutil.copy(ROOT / "models" / "fast.toml", folder / "models" / "fast.toml"))
