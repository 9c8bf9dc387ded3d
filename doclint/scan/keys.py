"""What a stored result is found by: the note, and everything else that its verdict hangs on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING

from doclint import __version__
from doclint.lexicon.additions import checksums
from doclint.note import Note
from doclint.policy import PolicyError, load_policy
from doclint.policy.store import imported, policy_directory
from doclint.rules.registry import GROUP, load_rules

if TYPE_CHECKING:
    from doclint.linter import Linter

_BESIDE = frozenset(
    {"__pycache__", "cli", "config", "lsp", "models", "report", "samples", "scan", "service", "sources", "training"}
)
"""Folders of the package that no verdict hangs on; models are known by their own checksums."""
_KINDS = (".csv", ".json", ".py", ".toml", ".txt")


class Keys:
    """Keys of notes under one linter. Equal keys mean equal results, whatever file a note is read from."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter
        self._models = {linter.model: _model(linter.model)}
        self._policies = policy_directory()
        parts = {
            "options": linter.options,
            "versions": [__version__, version("spacy"), version("numpy")],
            "program": _program(),
            "model": self._models[linter.model],
            "rules": sorted(_other_rules()),
            "lexicons": checksums(),
            "tables": [(table.name, table.part, table.checksum) for table in imported()],
        }
        self.run = hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()
        """Stands for all but the note and its payer's profile."""

    def of(self, note: Note, written: str, settings: str = "") -> bytes:
        """The key of a note; ``written`` is the note as JSON, ``settings`` its options where they are its own."""
        own = json.loads(settings) if settings else self._linter.options
        parts = [self.run, _profile(note.profile or own["profile"], self._policies), written]
        if settings:
            model = own["model"]
            if model not in self._models:
                self._models[model] = _model(model)
            parts += [settings, self._models[model]]
        return hashlib.sha256("\x1f".join(parts).encode()).digest()[:20]


@cache
def _program() -> str:
    """The code and data of doclint that judge notes, as one checksum: a version number alone misses a change in a
    checkout. One that is packed in an archive is known by its version.
    """
    found = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in _files(str(package)) if package.is_dir() else ():
        with open(path, "rb") as file:
            content = file.read()
        place = os.path.relpath(path, package).replace(os.sep, "/")
        found.update(f"{place}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        below = sorted(entries, key=lambda entry: entry.name)
    for entry in below:
        if entry.is_dir():
            if entry.name not in _BESIDE:
                yield from _files(entry.path)
        elif entry.name.endswith(_KINDS):
            yield entry.path


def _model(name: str) -> str:
    """The checksum of a model's meta.json, which holds those of its files."""
    from doclint.nlp.model.weights import folder

    return "" if name == "rules" else hashlib.sha256((folder(name) / "meta.json").read_bytes()).hexdigest()


def _other_rules() -> Iterator[str]:
    if all(rule.__module__.startswith("doclint.") for rule in load_rules()):
        return
    for entry in entry_points(group=GROUP):
        yield f"{entry.name} {entry.value} {entry.dist.version if entry.dist else ''}"


@cache
def _profile(name: str, directory: Path) -> str:
    """What a payer profile says; a user's own lies in the directory."""
    try:
        return load_policy(name).facts.model_dump_json()
    except PolicyError:
        return name
