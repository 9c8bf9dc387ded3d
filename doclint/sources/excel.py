"""Excel workbooks (.xlsx): one note a row, of each visible sheet whose header names the text's column."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from doclint.result import InputError
from doclint.sources.cells import record_of, shown
from doclint.sources.columns import Columns, is_table, known_fields
from doclint.sources.model import File, Item, ReadOptions, Rows, UnreadableError, Watcher
from doclint.sources.office import refuse_hostile
from doclint.sources.opening import seekable
from doclint.sources.records import BadRecordError, item_of

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_HEADER_ROWS = 20
"""Rows that are not blank among which the header is looked for: exports put titles above it."""
_NAME = 300
"""Characters of a cell that may be a column's name."""
_LAST_ROW = 1_048_576
_RETURN = re.compile("_x000[Dd]_")
_ZEROS = re.compile(r"0{2,20}")
_BROKEN = "the Excel workbook is damaged: open it in Excel and save it again, or as CSV"

Table = tuple[File, Iterator[list[str]], Columns]


def fits(sample: bytes) -> bool:
    """Whether the first bytes are those of a workbook."""
    return sample.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in sample and b"xl/" in sample


def rows(stream: BinaryIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
    """A note or an error for each row that is not blank, counted without the header, from 1. Raises UnreadableError.

    The first sheet that fits goes under the file's own name, a further one under ``export.xlsx!/Sheet``.
    """
    sheets = _sheets(seekable(stream, "an Excel workbook"))
    found: list[Table | InputError] = []
    for sheet in sheets:
        inside = f"!/{sheet.title}" if found else ""
        place = replace(file, name=file.name + inside, key=file.key + inside)
        try:
            if table := _table(sheet, options.mapping):
                found.append((place, *table))
        except UnreadableError as error:
            found.append(InputError(source=place.name, reason=str(error)))
    tables = [table for table in found if not isinstance(table, InputError)]
    if not tables:
        raise _no_table(sheets, found, options.mapping)
    for place, _, columns in tables:
        watcher.recognised(place, columns.named)
    return _notes(found)


def _notes(found: Sequence[Table | InputError]) -> Rows:
    for table in found:
        if isinstance(table, InputError):
            yield table
            continue
        file, cells, columns = table
        for number, row in enumerate(cells, 1):
            yield _item(row, columns, file, number)


def _item(cells: list[str], columns: Columns, file: File, row: int) -> Item:
    width = len(columns.names)
    try:
        record = record_of(cells + [""] * (width - len(cells)), columns)
    except BadRecordError as error:
        return InputError(source=file.name, row=row, reason=str(error))
    record["extra"] |= {f"column_{at + 1}": cells[at] for at in range(width, len(cells)) if cells[at]}
    return item_of(record, file, row)


def _table(sheet: ReadOnlyWorksheet, mapping: Mapping[str, str]) -> tuple[Iterator[list[str]], Columns] | None:
    """The rows below a sheet's header, and its columns; None where no row fits. Raises UnreadableError."""
    first = [_names(row) for row in islice(_rows(sheet), _HEADER_ROWS)]
    fitting = [at for at, names in enumerate(first) if is_table(names, mapping)]
    fitting += [at for at, names in enumerate(first) if "text" in known_fields(names, mapping)]
    if not fitting:
        return None
    columns = Columns.of(first[fitting[0]], mapping)
    return islice(_rows(sheet), fitting[0] + 1, None), columns


def _no_table(
    sheets: Sequence[ReadOnlyWorksheet], found: Sequence[Table | InputError], mapping: Mapping[str, str]
) -> UnreadableError:
    """Why no sheet is a table of notes, by the first that should be one, else by the first row that is not blank."""
    for problem in found:
        if isinstance(problem, InputError):
            return UnreadableError(problem.reason)
    first = next((row for sheet in sheets for row in _rows(sheet)), None)
    if first is None:
        return UnreadableError("the workbook is empty: no visible sheet has a row")
    try:
        Columns.of(_names(first), mapping)
    except UnreadableError as error:
        return error
    return UnreadableError(f"no header within the first {_HEADER_ROWS} rows of a sheet")


def _names(row: Sequence[str]) -> list[str]:
    return [name.strip()[:_NAME] for name in row]


def _sheets(stream: BinaryIO) -> list[ReadOnlyWorksheet]:
    """The visible sheets."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UnreadableError("Excel workbooks need openpyxl: pip install 'doclint[scan]'") from None
    refuse_hostile(stream)
    with _guarded():
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets: list[Any] = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            sheet.reset_dimensions()  # what a workbook says of its size is often wrong
        return sheets


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    """The rows that are not blank, as a person sees them, without blank cells at their end."""
    with _guarded():
        cells = sheet.iter_rows()
    for _ in range(_LAST_ROW):
        with _guarded():
            row = next(cells, None)
            if row is None:
                return
            seen = [_seen(cell) for cell in row]
        while seen and not seen[-1].strip():
            seen.pop()
        if seen:
            yield seen


def _seen(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str):
        return _RETURN.sub("\r", value) if "_x000" in value else value
    text = shown(value)
    if text.isdigit() and not isinstance(value, bool) and _ZEROS.fullmatch(cell.number_format or ""):
        return text.zfill(len(cell.number_format))
    return text


@contextmanager
def _guarded() -> Iterator[None]:
    """What openpyxl raises is one error; what it warns of is not said. A message of it could quote a cell."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Exception:
        raise UnreadableError(_BROKEN) from None
