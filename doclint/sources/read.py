"""Files become notes, one after the other; what cannot be read becomes an error with its place and reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import BinaryIO, Protocol

from doclint.result import InputError
from doclint.sources import ccda, csv, documents, excel, fhir, hl7, json, jsonl, parquet, text
from doclint.sources.columns import FIELDS
from doclint.sources.detect import format_of
from doclint.sources.encoding import open_chunks, open_text, start_of
from doclint.sources.formats import Format
from doclint.sources.model import File, Item, ReadOptions, Rows, Silent, UnreadableError, Watcher
from doclint.sources.opening import Part, parts, reason_of

_ERRORS = (UnreadableError, UnicodeError, OSError)


class Reader(Protocol):
    """A module that reads a format which is told by its first bytes."""

    def fits(self, sample: bytes) -> bool:
        """Whether the first bytes are those of the format."""

    def rows(self, stream: BinaryIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
        """The notes. Raises UnreadableError, at once or on the way."""


READERS: tuple[tuple[Format, Reader], ...] = (
    (Format.PARQUET, parquet),
    (Format.EXCEL, excel),
    (Format.FHIR, fhir),
    (Format.CCDA, ccda),
    (Format.HL7, hl7),
    (Format.DOCUMENT, documents),
)
"""The first that fits reads; where none does, the file is read as text."""


def read(files: Iterable[File], options: ReadOptions, watcher: Watcher | None = None) -> Iterator[Item]:
    """The notes of the files in order. Nothing raises: a file or row that cannot be read becomes an InputError."""
    watcher = watcher or Silent()
    for file in files:
        try:
            for part in parts(file, options, watcher):
                if isinstance(part, InputError):
                    yield part
                else:
                    yield from _notes(part, options, watcher)
        except _ERRORS as error:
            yield InputError(source=file.name, reason=reason_of(error))


def inspect(file: File, options: ReadOptions, watcher: Watcher | None = None) -> InputError | None:
    """What stands against reading a file, as far as its beginning tells; None for standard input.

    One bad file among several in an archive is no reason; it becomes an error when the archive is read. The watcher
    is told what was recognised.
    """
    if file.path is None or not file.path.is_file():
        return None if file.path is None or file.path.exists() else InputError(source=file.name, reason="no such file")
    quiet = _Named(watcher) if watcher else Silent()
    try:
        with closing(parts(file, options, quiet)) as found:
            first = next(found)
            problem = first if isinstance(first, InputError) else _problem(first, options, quiet)
            return problem if problem is None or next(found, None) is None else None
    except _ERRORS as error:
        return InputError(source=file.name, reason=reason_of(error))


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


def _notes(part: Part, options: ReadOptions, watcher: Watcher) -> Rows:
    """The notes of a part; where it breaks off, an error stands at the row that is not whole."""
    row: int | None = None
    empty = True
    try:
        for item in _rows(part, options, watcher):
            empty = False
            row = item.row if isinstance(item, InputError) else item.source.row
            yield item
    except _ERRORS as error:
        behind = "" if row is None else "; nothing after it was read"
        yield InputError(
            source=part.file.name, row=None if row is None else row + 1, reason=f"{reason_of(error)}{behind}"
        )
    else:
        if empty:
            yield InputError(source=part.file.name, reason="the file holds no notes")


def _problem(part: Part, options: ReadOptions, watcher: Watcher) -> InputError | None:
    """What stands against reading a part; of a format whose whole is one note, it is read."""
    try:
        form = _format(part, options)
        rows = _rows(part, options, watcher)
        first = next(rows, None) if form in (Format.DOCUMENT, Format.CCDA) else None
    except _ERRORS as error:
        return InputError(source=part.file.name, reason=reason_of(error))
    return first if isinstance(first, InputError) else None


def _format(part: Part, options: ReadOptions) -> Format:
    """The format of a part: as stated, as its archive or content tells. Raises UnreadableError."""
    if stated := options.format or part.format:
        return stated
    for form, reader in READERS:
        if reader.fits(part.sample):
            return form
    return format_of(start_of(part.sample), options.mapping, part.suffix)


def _rows(part: Part, options: ReadOptions, watcher: Watcher) -> Rows:
    """The notes of a part. Raises UnreadableError, at once or on the way."""
    form = _format(part, options)
    watcher.format(part.file, form)
    if reader := dict(READERS).get(form):
        return reader.rows(part.stream, part.file, options, watcher)
    if form is Format.JSON:
        return json.rows(open_chunks(part.stream), part.file, options.mapping)
    start, stream = open_text(part.stream)
    if form is Format.CSV:
        header, columns = csv.columns_of(start, options.mapping)
        watcher.recognised(part.file, columns.named)
        return csv.rows(stream, part.file, header, columns)
    if form is Format.JSONL:
        return jsonl.rows(stream, part.file, options.mapping)
    return text.rows(stream, part.file)


class _Named:
    """A watcher that passes on what was recognised, and not how much was read."""

    def __init__(self, watcher: Watcher) -> None:
        self.recognised = watcher.recognised
        self.format = watcher.format

    def advanced(self, size: int) -> None:
        pass
