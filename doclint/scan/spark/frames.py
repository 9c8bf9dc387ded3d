"""Rows between the steps of a job: plain tuples in Python, Arrow batches in Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

Columns = Mapping[str, str]
"""Column → its type in Arrow."""
Rows = Iterator[tuple[Any, ...]]
Step = Callable[[Rows], Rows]
"""What is done with the rows of one partition, in order."""

_SPARK = {"int64": "bigint", "bool_": "boolean", "string": "string", "binary": "binary"}
_ROWS, _BYTES = 100, 1 << 20
"""A batch ends at so many rows or bytes of text."""


class StepError(Exception):
    """A step broke off; the message names the kind of error alone, since its own words may quote a note."""


def through(frame: DataFrame, step: Step, columns: Columns) -> DataFrame:
    """A frame with each partition put through a step, which gives rows of ``columns``."""

    def work(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        try:
            yield from _packed(step(_unpacked(batches)), columns)
        except Exception as error:
            raise StepError(f"{type(error).__name__} inside doclint") from None

    schema = ", ".join(f"`{name}` {_SPARK[kind]}" for name, kind in columns.items())
    return frame.mapInArrow(work, schema)


def _unpacked(batches: Iterable[RecordBatch]) -> Rows:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _packed(rows: Rows, columns: Columns) -> Iterator[RecordBatch]:
    import pyarrow as pa

    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in columns.items()])
    waiting: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if len(waiting) >= _ROWS or size >= _BYTES:
            yield _batch(waiting, schema)
            waiting, size = [], 0
    if waiting:
        yield _batch(waiting, schema)


def _batch(rows: list[tuple[Any, ...]], schema: Any) -> RecordBatch:
    import pyarrow as pa

    arrays = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
