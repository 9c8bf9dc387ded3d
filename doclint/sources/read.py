"""Files become notes, one after the other; what cannot be read becomes an error with its place and reason."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from doclint.result import InputError
from doclint.sources import csv, json, jsonl, text
from doclint.sources.columns import FIELDS
from doclint.sources.detect import format_of
from doclint.sources.encoding import open_text
from doclint.sources.formats import Format
from doclint.sources.model import File, Item, ReadOptions, Rows, Silent, UnreadableError, Watcher


def read(files: Iterable[File], options: ReadOptions, watcher: Watcher | None = None) -> Iterator[Item]:
    """The notes of the files in order. Nothing raises: a file or row that cannot be read becomes an InputError."""
    watcher = watcher or Silent()
    for file in files:
        try:
            with _opened(file, options, watcher) as (start, stream):
                empty = True
                for item in _rows(start, stream, file, options, watcher):
                    empty = False
                    yield item
                if empty:
                    yield InputError(source=file.name, reason="the file holds no notes")
        except (UnreadableError, UnicodeError, OSError) as error:
            yield InputError(source=file.name, reason=_reason(error))


def inspect(file: File, options: ReadOptions) -> InputError | None:
    """What stands against reading a file, as far as its first characters tell; None for standard input."""
    if file.path is None or not file.path.is_file():
        return None if file.path is None or file.path.exists() else InputError(source=file.name, reason="no such file")
    try:
        with _opened(file, options, Silent()) as (start, stream):
            _rows(start, stream, file, options, Silent())
    except (UnreadableError, UnicodeError, OSError) as error:
        return InputError(source=file.name, reason=_reason(error))
    return None


def recognise_map(pairs: Sequence[str]) -> dict[str, str]:
    """``field=column`` pairs as a mapping. Raises UnreadableError with what would be right."""
    out: dict[str, str] = {}
    for pair in pairs:
        field, sign, column = (part.strip() for part in pair.partition("="))
        if not sign or not column:
            raise UnreadableError(f"{pair!r} is no field=column pair, such as text=note_body")
        if field not in FIELDS:
            near = difflib.get_close_matches(field, FIELDS, n=1)
            hint = f"did you mean {near[0]}?" if near else "the fields are " + ", ".join(FIELDS)
            raise UnreadableError(f"no field {field!r}; {hint}")
        out[field] = column
    return out


def _rows(start: str, stream: TextIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
    form = options.format or format_of(start, options.mapping, Path(file.name).suffix.lower())
    if form is Format.CSV:
        header, columns = csv.columns_of(start, options.mapping)
        watcher.recognised(file, columns.named)
        return csv.rows(stream, file, header, columns)
    if form is Format.JSONL:
        return jsonl.rows(stream, file, options.mapping)
    if form is Format.JSON:
        return json.rows(stream, file, options.mapping)
    return text.rows(stream, file)


@contextmanager
def _opened(file: File, options: ReadOptions, watcher: Watcher) -> Iterator[tuple[str, TextIO]]:
    """A file's first characters and its text. Raises UnreadableError, OSError or UnicodeError."""
    if file.path is None:
        stream = options.stdin or (sys.stdin.buffer if sys.stdin is not None else None)
        if stream is None:
            raise UnreadableError("standard input is closed; name a file")
        yield open_text(cast(BinaryIO, _Counted(stream, watcher)))
        return
    with file.path.open("rb") as raw:
        yield open_text(cast(BinaryIO, _Counted(raw, watcher)))


class _Counted:
    """A binary stream that tells a watcher how much was read."""

    def __init__(self, stream: BinaryIO, watcher: Watcher) -> None:
        self._stream = stream
        self._watcher = watcher

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._watcher.advanced(len(data))
        return data


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return f"not whole {error.encoding.upper()} text at byte {error.start + 1} of a part: save the file as UTF-8"
    if isinstance(error, OSError):
        return os.strerror(error.errno).lower() if error.errno else "it cannot be read"
    return "it cannot be read as text"
