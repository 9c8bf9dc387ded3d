"""Results of every corpus note, alone and glued to longer ones, and of odd texts; and whether two such files are equal.

    python tests/compiled/results.py write OUT [--model fast]
    python tests/compiled/results.py compare ONE OTHER

CI compares the results of the compiled package with those of the Python files.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ODD = (
    "",
    " ",
    "\n\n",
    "x",
    "97530",
    "MIN A\n" * 50,
    "Pt. " * 300,
    "\t| 97530 | 2 | 25 min |\n" * 20,
    "é ß 日本 ½ ²" * 10,
    "\r\nSUBJECTIVE:\r\nPt tired\r\n97530 25 min sit to stand min A to return to toileting\r\n",
)


def texts() -> Iterator[str]:
    """The notes of all splits, each three of them as one, and the odd ones."""
    from doclint.training.corpus import read

    for split in ("train", "development", "test"):
        notes = [note.text for note in read(ROOT / "corpora", split)]
        yield from notes
        yield from ("\n\n".join(notes[at : at + 3]) for at in range(0, len(notes), 3))
    yield from ODD


def write(out: Path, model: str) -> None:
    from doclint.linter import Linter

    linter = Linter(model=model)
    with out.open("w", encoding="utf-8") as file:
        file.writelines(linter.lint(text).model_dump_json() + "\n" for text in texts())


def alike(one: Any, other: Any) -> bool:
    """Whether two results say the same; decimals may differ where a sum is taken in another order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


def compare(one: Path, other: Path) -> int:
    """How many results differ; raises ValueError where one file has more of them."""
    with one.open(encoding="utf-8") as left, other.open(encoding="utf-8") as right:
        pairs = list(zip(left, right, strict=True))
    different = [number for number, (a, b) in enumerate(pairs) if a != b and not alike(json.loads(a), json.loads(b))]
    print(f"{len(pairs)} results, {len(different)} differ{': ' if different else ''}{different[:20] or ''}")
    return len(different)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write")
    writing.add_argument("out", type=Path)
    writing.add_argument("--model", default="fast")
    comparing = commands.add_parser("compare")
    comparing.add_argument("one", type=Path)
    comparing.add_argument("other", type=Path)
    given = parser.parse_args()
    if given.command == "compare":
        return min(1, compare(given.one, given.other))
    write(given.out, given.model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
