"""``findings.csv`` and ``findings.parquet``: one finding a row, flat; one safe for spreadsheets, one typed."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from doclint.report.escape import cell
from doclint.result import Result

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

COLUMNS = {
    "id": "string",
    "date_of_service": "date32",
    "clinician_id": "string",
    "discipline": "string",
    "profile": "string",
    "verdict": "string",
    "rule": "string",
    "name": "string",
    "severity": "string",
    "message": "string",
    "suggestion": "string",
    "start": "int32",
    "end": "int32",
    "line": "int32",
    "column": "int32",
    "excerpt": "string",
    "confidence": "float64",
    "authority": "string",
    "reference": "string",
    "cue": "string",
    "fingerprint": "string",
    "source": "string",
    "row": "int64",
    "accepted": "string",
    "accepted_by": "string",
    "accepted_until": "date32",
}
"""Column → its type in Parquet."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
"""Days of Parquet's dates count from here."""
_GROUP = 10_000
"""Rows of a row group."""
PARQUET = "findings.parquet"


def rows(result: Result, clinician: str | None) -> Iterator[tuple[Any, ...]]:
    """The findings of a result as rows; ``clinician`` is its note's."""
    for f in result.findings:
        yield (
            result.id,
            result.date_of_service,
            clinician,
            result.discipline,
            result.profile,
            result.verdict,
            f.rule,
            f.name,
            f.severity,
            f.message,
            f.suggestion,
            f.start,
            f.end,
            f.line,
            f.column,
            f.excerpt,
            f.confidence,
            f.authority,
            f.reference,
            f.cue,
            f.fingerprint,
            result.source.path,
            result.source.row,
            f.accepted and f.accepted.reason,
            f.accepted and f.accepted.who,
            f.accepted and f.accepted.until,
        )


class FindingsTable:
    """Writes rows to ``findings.csv``, and to ``findings.parquet`` where there is a file for it."""

    def __init__(self, stream: TextIO, parquet: ParquetTable | None = None) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(COLUMNS)
        self._parquet = parquet

    def add(self, result: Result, clinician: str | None) -> None:
        """The rows of one result."""
        for row in rows(result, clinician):
            self._writer.writerow(map(cell, row))
            if self._parquet:
                self._parquet.add(row)


class ParquetTable:
    """Writes rows as Parquet in row groups of a fixed size, so that the same rows give the same bytes.

    Raises ImportError without pyarrow, and OSError where the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._schema: pa.Schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in COLUMNS.items()])
        self._writer: pq.ParquetWriter = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Sequence[Any]] = []

    def add(self, row: Sequence[Any]) -> None:
        """One row, its values in the order of the columns."""
        self._rows.append(row)
        if len(self._rows) >= _GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is left and end the file."""
        if self._rows:
            self._flush()
        self._writer.close()

    def abandon(self) -> None:
        """Let go of the file of a run that broke off; nothing more is written if that cannot be."""
        self._rows.clear()
        try:
            self._writer.close()
        except OSError:
            return

    def _flush(self) -> None:
        import pyarrow as pa

        columns = [
            _column(values, kind) for values, kind in zip(zip(*self._rows, strict=True), COLUMNS.values(), strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema), row_group_size=_GROUP)
        self._rows.clear()


def _column(values: Sequence[Any], kind: str) -> pa.Array:
    """A column of values, made of its parts: ``pa.array`` imports pandas, which takes longer than all the writing."""
    import numpy as np
    import pyarrow as pa

    known = np.packbits(np.array([value is not None for value in values], bool), bitorder="little")
    if kind == "string":
        texts = [(value or "").encode() for value in values]
        parts = [np.cumsum([0, *map(len, texts)], dtype=np.int32), b"".join(texts)]
    elif kind == "date32":
        parts = [np.array([value.toordinal() - _EPOCH if value else 0 for value in values], np.int32)]
    else:
        parts = [np.array([value or 0 for value in values], kind)]
    return pa.Array.from_buffers(getattr(pa, kind)(), len(values), list(map(pa.py_buffer, (known, *parts))))
