"""CSV and its relatives: one note a row, streamed; rows are counted without the header, from 1."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TextIO

from doclint.result import InputError
from doclint.sources.cells import record_of
from doclint.sources.columns import Columns
from doclint.sources.dialect import Header, header_of
from doclint.sources.encoding import undecoded
from doclint.sources.model import MAX_RECORD, File, Item, Rows, UnreadableError
from doclint.sources.records import BadRecordError, item_of

_RETRIES = 4 * MAX_RECORD
"""Characters that are read again, in all, to find the rows behind a quote that was never closed."""


def columns_of(start: str, mapping: Mapping[str, str]) -> tuple[Header, Columns]:
    """The header of a table and its columns. Raises UnreadableError."""
    header = header_of(start, mapping)
    if header is None:
        raise UnreadableError("no header of a table on the first line; it has to name the columns, as in id,text")
    if reason := undecoded("".join(header.names)):
        raise UnreadableError(f"the header: {reason}")
    return header, Columns.of(header.names, mapping)


def rows(text: TextIO, file: File, header: Header, columns: Columns) -> Rows:
    """A note or an error for each row."""
    number = 0
    broken = False
    for cells, line in _records(text, header):
        if isinstance(cells, list) and len(cells) == len(header.names):
            number += 1
            broken = False
            yield _item(cells, columns, file, number)
        elif isinstance(cells, str) or not broken:  # the lines of a broken record are no rows of their own
            number += 1
            broken = isinstance(cells, str)
            yield InputError(source=file.name, row=number, reason=f"line {line}: {_reason(cells, len(header.names))}")


def _item(cells: list[str], columns: Columns, file: File, row: int) -> Item:
    try:
        return item_of(record_of(cells, columns), file, row)
    except BadRecordError as error:
        return InputError(source=file.name, row=row, reason=str(error))


def _reason(cells: list[str] | str, wanted: int) -> str:
    if isinstance(cells, str):
        return cells
    count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    return f"the row has {count}, the header {wanted}: a quote or a delimiter is missing or too many"


def _records(text: TextIO, header: Header) -> Iterator[tuple[list[str] | str, int]]:
    """The records behind the header with the line of each; a reason in place of one whose quotes do not close.

    The lines behind such a record's first are read again, so that the rows that it swallowed come out.
    """
    csv.field_size_limit(MAX_RECORD)
    lines = _Lines(text)
    retries = 0
    for _ in range(header.skip):
        next(lines, None)
    first = True
    while True:
        lines.taken.clear()
        begin = lines.number + 1
        reader = csv.reader(
            lines, delimiter=header.delimiter, quotechar=header.quote, escapechar=header.escape, strict=True
        )
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            size = sum(map(len, lines.taken))
            if retries + size <= _RETRIES:
                retries += size
                lines.put_back()
            yield "a quote is not closed, or stands inside a cell without being doubled", begin
            continue
        if first:
            first = False
        elif any(cell.strip() for cell in cells):
            while len(cells) > len(header.names) and not cells[-1]:
                cells.pop()
            yield cells, begin


class _Lines:
    """The lines of a text; those that the last record took can be put back but for the first."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._text.readline(MAX_RECORD)
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.number += 1
        return line

    def put_back(self) -> None:
        self._waiting.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.taken.clear()
