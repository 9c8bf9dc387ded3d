"""The first step: the rows of files, each with its number in the order of the input, and its note as JSON."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticSerializationError

from doclint.linter import Linter
from doclint.note import Note
from doclint.privacy import Redaction, shown
from doclint.result import InputError
from doclint.scan.judge import failure, prepared
from doclint.scan.keys import Keys
from doclint.scan.spark.frames import Rows
from doclint.scan.spark.units import Unit, items_of
from doclint.scan.store import LONGEST
from doclint.sources.formats import Format
from doclint.sources.model import File, Item, Loaded, ReadOptions

READ = {
    "number": "int64",
    "key": "binary",
    "id": "string",
    "clinician": "string",
    "path": "string",
    "row": "int64",
    "error": "string",
    "note": "string",
    "seen": "string",
}
"""A row is a note, an ``error`` as JSON, or what a unit was ``seen`` to be, as JSON."""

TEXTS = {"key": "binary", "text": "string", "characters": "int64"}
"""The text of a note, a long one cut, and its whole length."""

FILES = 1000
"""Files of which it is kept what was recognised."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads units, which come pickled. ``linter`` are a linter's options, which keys hang on."""

    linter: dict[str, Any]
    options: ReadOptions
    prepare: Callable[[Note], Note] | None = None

    def __call__(self, units: Rows) -> Rows:
        for (packed,) in units:
            unit: Unit = pickle.loads(packed)
            if unit.file.path is not None:
                yield from self.unit(unit)
            else:  # a file at an address that is empty
                yield from replace(self, options=replace(self.options, stdin=io.BytesIO())).unit(unit)

    def unit(self, unit: Unit) -> Rows:
        """The rows of one unit."""
        keys = keys_of(pickle.dumps(self.linter))
        seen = _Seen()
        number = unit.first
        for item in prepared(items_of(unit, self.options, seen), self.prepare):
            number += 1
            yield (number, *_row(item, keys), None)
        if seen.files:
            yield (unit.first, *[None] * 7, json.dumps(seen.files))


@dataclass(frozen=True, slots=True)
class Texts:
    """Makes rows of ``TEXTS`` from keys and notes as JSON."""

    redact: Redaction | None = None

    def __call__(self, rows: Rows) -> Rows:
        for key, written in rows:
            text = shown(Note.model_validate_json(written), self.redact)
            yield (key, text[:LONGEST], len(text))


@lru_cache(maxsize=4)
def keys_of(options: bytes) -> Keys:
    """The keys of notes under a linter of pickled options; no model is loaded for them."""
    return Keys(Linter(**pickle.loads(options)))


def _row(item: Item, keys: Keys) -> tuple[Any, ...]:
    """The columns of ``READ`` from the key to the note."""
    if isinstance(item, InputError):
        return (None, None, None, None, None, item.model_dump_json(), None)
    note = item.note
    if not note.id:  # as the linter names it
        digest = hashlib.sha256(note.text.encode("utf-8", "surrogatepass")).hexdigest()
        note = note.model_copy(update={"id": digest[:12]})
    try:
        written = note.model_dump_json()
    except (PydanticSerializationError, UnicodeError, RecursionError):
        error = failure(Loaded(note, item.source), "a field of the note cannot be written as JSON")
        return (None, None, None, None, None, error.model_dump_json(), None)
    return (
        keys.of(note, written),
        note.id,
        note.clinician_id,
        item.source.path,
        item.source.row,
        None,
        written,
    )


class _Seen:
    """Keeps what the first files of a unit were recognised as."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, Any]] = {}

    def advanced(self, size: int) -> None:
        pass

    def recognised(self, file: File, columns: Mapping[str, str]) -> None:
        self._of(file)["columns"] = dict(columns)

    def format(self, file: File, form: Format) -> None:
        self._of(file)["format"] = form.value

    def _of(self, file: File) -> dict[str, Any]:
        empty: dict[str, Any] = {"format": None, "columns": {}}
        return self.files.setdefault(file.name, empty) if len(self.files) < FILES else empty
