"""What a scan does with one note, here or in a worker process: lint it, and write down what came out."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError

from doclint.episodes import record_of
from doclint.note import Note
from doclint.privacy import Redaction
from doclint.processes import Failed
from doclint.result import Result, Source
from doclint.scan.store import Judged

if TYPE_CHECKING:
    from doclint.linter import Linter


Task = tuple[str, str]
"""A note as JSON, and the options that it is judged by, as JSON too; empty where they are those of the scan."""


class NoteWork:
    """Lints notes."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter
        self._beside: dict[str, Linter] = {}

    def __call__(self, task: Task) -> Judged:
        """The outcome of a note; what cannot be written as JSON is a failure."""
        written, settings = task
        linter = self._by(settings)
        note = linter.completed(Note.model_validate_json(written))
        facts = linter.facts(note.text)
        result = linter.judge(note, facts, Source())
        try:
            packed = zlib.compress(result.model_dump_json().encode(), 1)
        except (PydanticSerializationError, UnicodeError, RecursionError):
            return Judged(None, "the result cannot be written")
        record = record_of(note, facts, result, shown=linter.shown(note))
        if record is None:
            return Judged(packed)
        record["dates"] = linter.redact is not Redaction.DATES
        if settings:
            record["settings"] = settings
        order = (record["patient"], record["discipline"], record["date"])
        return Judged(packed, None, json.dumps(record, separators=(",", ":")), *order)

    def _by(self, settings: str) -> Linter:
        """The linter of a note's options; those of one model share its pipeline."""
        if not settings:
            return self._linter
        if settings not in self._beside:
            self._beside[settings] = self._linter.beside(**{**self._linter.options, **json.loads(settings)})
        return self._beside[settings]


def make_work(**options: Any) -> NoteWork:
    """The work of a worker process, by the options of a linter."""
    from doclint.linter import Linter

    linter = Linter(**options)
    _ = linter.nlp
    return NoteWork(linter)


def unpacked(packed: bytes) -> Result:
    """A result as it was put away."""
    return Result.model_validate_json(zlib.decompress(packed))


def outcome(done: Judged | Failed, limit: float | None) -> Judged:
    """What is put away of a note: its result, or the reason why it has none."""
    if isinstance(done, Judged):
        return done
    if done.why == "slow":
        return Judged(None, f"linting the note took longer than {limit or 0:g} seconds (--note-timeout)")
    if done.why == "died":
        return Judged(None, "linting the note ended its worker process (out of memory?)")
    return Judged(None, f"the note could not be linted: {done.kind} inside doclint")
