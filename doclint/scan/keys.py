"""What a stored result is found by: the note, and everything else that its verdict hangs on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from doclint.note import Note
from doclint.policy import PolicyError, load_policy
from doclint.policy.store import imported, policy_directory
from doclint.rules.registry import GROUP

if TYPE_CHECKING:
    from doclint.linter import Linter

_BESIDE = ("cli", "report", "scan", "sources", "training", "samples")
"""Folders of the package that no verdict hangs on."""


class Keys:
    """Keys of notes under one linter. Equal keys mean equal results, whatever file a note is read from."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter
        parts = {
            "options": linter.options,
            "program": _program(),
            "model": _model(linter.model),
            "rules": sorted(_other_rules()),
            "tables": [(table.name, table.part, table.checksum) for table in imported()],
        }
        self.run = hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()
        """Stands for all but the note and its payer's profile."""

    def of(self, note: Note, written: str) -> bytes:
        """The key of a note; ``written`` is the note as JSON."""
        parts = (self.run, _profile(note.profile or self._linter.profile, policy_directory()), written)
        return hashlib.sha256("\x1f".join(parts).encode()).digest()[:20]


@cache
def _program() -> str:
    """The code and data of doclint that judge notes, as one checksum: a version number alone misses a checkout."""
    found = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package)
        if place.parts[0] not in _BESIDE and path.suffix in (".py", ".csv", ".toml", ".txt", ".json"):
            found.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _model(name: str) -> str:
    """The checksum of a model's meta.json, which holds those of its files."""
    from doclint.nlp.model.weights import folder

    return "" if name == "rules" else hashlib.sha256((folder(name) / "meta.json").read_bytes()).hexdigest()


def _other_rules() -> Iterator[str]:
    for entry in entry_points(group=GROUP):
        yield f"{entry.name} {entry.value} {entry.dist.version if entry.dist else ''}"


@cache
def _profile(name: str, directory: Path) -> str:
    """What a payer profile says; a user's own lies in the directory."""
    try:
        return load_policy(name).facts.model_dump_json()
    except PolicyError:
        return name
