"""Writes ``tuning.jsonl`` and ``heldout.jsonl``: notes with marked identifiers, from the styles in the text files.

``python corpora/identifiers/make.py``. A style is a note with slots; it belongs to one split, as do the people's
names, and is filled six times. Marks are ``⟦KIND|words⟧``; what stands outside them is no identifier.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from people import person

HERE = Path(__file__).parent
COPIES = 6


def styles(split: str) -> list[tuple[str, str]]:
    """Name and text of each style."""
    parts = (HERE / f"{split}.txt").read_text(encoding="utf-8").split("=== ")[1:]
    return [(name, text.strip("\n")) for name, _, text in (part.partition("\n") for part in parts)]


def main() -> None:
    for split in ("tuning", "heldout"):
        lines = []
        for number, (style, text) in enumerate(styles(split), 1):
            for copy in range(COPIES):
                slots = person(random.Random(f"{split} {number} {copy}"), split)
                name = f"{split[0]}{number:02}-{copy + 1}"
                lines.append({"id": name, "style": style, "marked": text.format(**slots)})
        with (HERE / f"{split}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


if __name__ == "__main__":
    main()
