"""``meta.json`` of a model's folder: what the model was made from, and the checksum of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from doclint import __version__


def write(out: Path, about: Mapping[str, Any], origin: Mapping[str, str]) -> dict[str, Any]:
    """Write ``meta.json`` for the files that ``origin`` names, and return it; ``about`` says more of the model."""
    meta = {
        "schema": "doclint.model/1",
        "name": out.name,
        "version": __version__,
        **about,
        "origin": dict(origin),
        "files": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in sorted(origin)},
        "sizes": {name: (out / name).stat().st_size for name in sorted(origin)},
    }
    (out / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    return meta
