"""Parquet files: one note a row, in small batches; columns are recognised as those of a CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from doclint.result import InputError
from doclint.sources.cells import record_of, shown
from doclint.sources.columns import Columns, plain
from doclint.sources.model import File, Item, ReadOptions, Rows, UnreadableError, Watcher
from doclint.sources.opening import seekable
from doclint.sources.records import BadRecordError, item_of

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetFile

_MAGIC = b"PAR1"
_BATCH = 32
"""Rows held at a time: each may hold a note of the greatest length."""
_LISTED = frozenset({"codes", "units", "minutes"})
_BUFFER = 1024 * 1024
_BROKEN = "the Parquet file breaks off or is damaged: export or copy it again"


def fits(sample: bytes) -> bool:
    """Whether the first bytes are those of a Parquet file."""
    return sample.startswith(_MAGIC)


def rows(stream: BinaryIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
    """A note or an error for each row, counted from 1. Raises UnreadableError."""
    table = _open(seekable(stream, "a Parquet file"))
    with _guarded():
        names = list(table.schema_arrow.names)
    columns = Columns.of(names, options.mapping)
    watcher.recognised(file, columns.named)
    return _notes(table, columns, file)


def _notes(table: ParquetFile, columns: Columns, file: File) -> Rows:
    number = 0
    for batch in _batches(table):
        for at in range(batch.num_rows):
            number += 1
            yield _item([(column, at) for column in batch.columns], columns, file, number)


def _batches(table: ParquetFile) -> Iterator[RecordBatch]:
    """A few rows at a time; none spans two row groups, so that a damaged one leaves those before it."""
    for group in range(table.num_row_groups):
        with _guarded():
            batches = table.iter_batches(batch_size=_BATCH, row_groups=[group], use_threads=False)
        while True:
            with _guarded():
                batch = next(batches, None)
            if batch is None:
                break
            yield batch


def _item(cells: Sequence[tuple[Any, int]], columns: Columns, file: File, row: int) -> Item:
    try:
        values = [column[at].as_py() for column, at in cells]
    except (ValueError, OverflowError, ArithmeticError):
        return InputError(source=file.name, row=row, reason="a value of the row is out of range, or no UTF-8")
    try:
        return item_of(_record(values, columns), file, row)
    except BadRecordError as error:
        return InputError(source=file.name, row=row, reason=str(error))


def _record(values: Sequence[Any], columns: Columns) -> dict[str, Any]:
    """The fields of a row; claim lines and the plan of care may be lists and objects. Raises BadRecordError."""
    fields = {at: field for field, at in columns.recognised.items()}
    record = record_of([_cell(value, fields.get(at, "")) for at, value in enumerate(values)], columns)
    if "claim" in columns.recognised and values[columns.recognised["claim"]] == []:
        record["claim"] = []  # nothing was billed
    for name, at in columns.others.items():
        if plain(name) == "plan_of_care" and isinstance(values[at], Mapping) and "plan_of_care" not in record:
            record["plan_of_care"] = {key: shown(value) for key, value in values[at].items() if value is not None}
            del record["extra"][name]
    return record


def _cell(value: Any, field: str) -> str:
    """A value as the cell of a CSV would hold it."""
    if field == "claim" and isinstance(value, (list, Mapping)):
        lines = value if isinstance(value, list) else [value]
        return json.dumps([_line(line) for line in lines], default=shown) if lines else ""
    if isinstance(value, list) and field in _LISTED:
        return ";".join(shown(item) for item in value)
    if isinstance(value, list) and field == "modifiers":
        return ";".join("+".join(map(shown, item)) if isinstance(item, list) else shown(item) for item in value)
    return shown(value)


def _line(line: object) -> object:
    return {key: value for key, value in line.items() if value is not None} if isinstance(line, Mapping) else line


def _open(stream: BinaryIO) -> ParquetFile:
    try:
        from pyarrow import parquet
    except ImportError:
        raise UnreadableError("Parquet files need pyarrow: pip install 'doclint[scan]'") from None
    stream.seek(-min(8, stream.seek(0, 2)), 2)
    end = stream.read(8)[-4:]
    stream.seek(0)
    if end == b"PARE":
        raise UnreadableError("the Parquet file is encrypted: export it without encryption")
    with _guarded():
        return parquet.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER)


@contextmanager
def _guarded() -> Iterator[None]:
    """What pyarrow raises is one error: a message of it could quote a value."""
    try:
        yield
    except Exception:
        raise UnreadableError(_BROKEN) from None
