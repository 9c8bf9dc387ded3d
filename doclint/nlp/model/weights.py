"""Model files: where they lie, and that they are what was released. Only arrays are read, never a pickle."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MODELS = ("fast", "accurate", "rules")
"""``fast`` adds small trained models; ``accurate`` an encoder on top (extra ``accurate``); ``rules`` is rules and
lexicon alone.
"""


class ModelError(RuntimeError):
    """A model file that is missing or not the one that its meta.json names."""


def folder(model: str) -> Path:
    """The folder of one model: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[2]
    for base in (package / "models", package.parent / "models"):
        if (base / model / "meta.json").is_file():
            return base / model
    raise ModelError(f"model {model!r} is not installed; `pip install` doclint again, or `doclint train` in a checkout")


@cache
def owner(model: str, name: str) -> str | None:
    """The model whose folder holds a file of this one: itself, or the model that it builds on; None for neither."""
    here: str | None = model
    while here is not None:
        meta = json.loads((folder(here) / "meta.json").read_text(encoding="utf-8"))
        if name in meta["files"]:
            return here
        here = meta.get("base")
    return None


def content(model: str, name: str) -> bytes:
    """One file of a model, checked against the SHA-256 in its meta.json. Raises ModelError."""
    where = folder(owner(model, name) or model)
    expected = json.loads((where / "meta.json").read_text(encoding="utf-8"))["files"].get(name)
    data = (where / name).read_bytes() if (where / name).is_file() else b""
    if expected != hashlib.sha256(data).hexdigest():
        raise ModelError(f"model file {model}/{name} is not the one that meta.json names; install doclint again")
    return data


@cache
def arrays(model: str, name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of one file of a model. Raises ModelError, also for a file that holds anything but arrays."""
    try:
        with np.load(io.BytesIO(content(model, name)), allow_pickle=False) as found:
            return {key: found[key] for key in found.files}
    except (ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        raise ModelError(f"model file {model}/{name} cannot be read as arrays; install doclint again") from None


@cache
def texts(model: str, name: str, key: str) -> tuple[str, ...]:
    """The texts of one array of a file, shared by all that ask. Raises ModelError."""
    return tuple(strings(arrays(model, name)[key]))


def strings(blob: NDArray[np.generic]) -> list[str]:
    """Texts stored as one array of UTF-8 bytes, a line each."""
    return blob.tobytes().decode("utf-8").split("\n")


def blob(texts: list[str]) -> NDArray[np.uint8]:
    """The reverse of ``strings``; the texts hold no line break."""
    return np.frombuffer("\n".join(texts).encode("utf-8"), dtype=np.uint8)
