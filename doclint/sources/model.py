"""What the readers share: the files to read, what comes out, and the bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from doclint.note import MAX_TEXT, Note
from doclint.result import InputError, Source
from doclint.sources.file import CLOSED, File
from doclint.sources.formats import Format

__all__ = [
    "CLOSED",
    "MAX_RECORD",
    "SAMPLE",
    "File",
    "Item",
    "Loaded",
    "ReadOptions",
    "Rows",
    "Silent",
    "UnreadableError",
    "Watcher",
]

MAX_RECORD = 3 * MAX_TEXT
"""Longest row (a line of JSON, a CSV record, an item of a JSON array) in characters: a note and its escapes."""

SAMPLE = 64 * 1024
"""Bytes from which encoding and format are recognised."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A note and where it came from. Of a document, ``places`` are the offsets where its blocks begin, in order, and
    what a person calls each: ``page 2``, ``paragraph 7``, ``table 1, row 3``.
    """

    note: Note
    source: Source
    places: tuple[tuple[int, str], ...] = ()


Item = Loaded | InputError


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``mapping`` gives the column (or JSON key) of a field; ``format`` overrides what the content says."""

    format: Format | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    stdin: BinaryIO | None = None


class UnreadableError(ValueError):
    """A file that cannot be read at all; the message is the reason, without the file's name."""


class Watcher(Protocol):
    """Is told how a read goes on."""

    def advanced(self, size: int) -> None:
        """So many more bytes were read."""

    def recognised(self, file: File, columns: Mapping[str, str]) -> None:
        """The columns of a table were recognised: field to column."""

    def format(self, file: File, form: Format) -> None:
        """The format of a file was recognised."""


class Silent:
    """A watcher that does nothing."""

    def advanced(self, size: int) -> None:
        pass

    def recognised(self, file: File, columns: Mapping[str, str]) -> None:
        pass

    def format(self, file: File, form: Format) -> None:
        pass


Rows = Iterator[Item]
