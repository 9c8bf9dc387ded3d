"""The notes of the corpora that carry no marks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path


def unmarked_notes(corpora: Path) -> Iterator[str]:
    """The texts of ``unmarked/``, in the order of files and lines."""
    for path in sorted((corpora / "unmarked").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]
