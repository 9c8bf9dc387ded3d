"""The last step: every row becomes lines of the report, in the order of the input."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from doclint.report.base import Yardstick
from doclint.report.forms import Evidence
from doclint.scan.acceptances import Acceptances
from doclint.scan.findings import FindingsTable, ParquetTable
from doclint.scan.identifiers import Identifiers
from doclint.scan.spark.frames import Rows
from doclint.scan.store import Row, Stored
from doclint.scan.tally import Tally
from doclint.scan.texts import FirstTexts
from doclint.scan.writing import Writing

if TYPE_CHECKING:
    from pyspark import Broadcast

FINISHED = {"number": "int64", "kind": "string", "payload": "binary"}
"""Pieces of the report: text of ``notes``, ``errors``, ``findings`` or ``known``, pickled ``rows`` of findings, and
one pickled ``Done`` at the end of a partition.
"""
COLUMNS = (
    "number",
    "first",
    "key",
    "id",
    "clinician",
    "path",
    "row",
    "error",
    "result",
    "failure",
    "several",
    "place",
    "total",
)
"""What finishing takes, sorted by number."""

_PIECE = 256 * 1024
"""Characters of a piece."""


@dataclass(slots=True)
class Done:
    """What a partition counted; ``of_several`` are findings that rest on several notes, ``first`` the notes to look at
    first.
    """

    tally: Tally
    in_baseline: int
    of_several: int
    outcomes: dict[int, str]
    first: FirstTexts


@dataclass(frozen=True, slots=True)
class Known:
    """The fingerprints of a baseline as sorted numbers of 8 bytes."""

    numbers: Broadcast[bytes]

    def in_baseline(self, fingerprint: str) -> bool:
        """Whether an older report knows a fingerprint."""
        import numpy as np

        numbers, number = np.frombuffer(self.numbers.value, np.uint64), np.uint64(int(fingerprint, 16))
        at = int(np.searchsorted(numbers, number))
        return at < len(numbers) and bool(numbers[at] == number)


@dataclass(frozen=True, slots=True)
class Finishing:
    """Makes rows of ``FINISHED`` from sorted rows."""

    identifiers: Identifiers
    evidence: Evidence
    acceptances: Acceptances | None
    known: Known | None
    by: Yardstick = field(default_factory=Yardstick)

    def __call__(self, rows: Rows) -> Rows:
        pieces = _Pieces()
        first_texts = FirstTexts()
        writing = Writing(
            self.known,
            self.identifiers,
            self.evidence,
            pieces.line("notes"),
            pieces.line("errors"),
            pieces.table(),
            pieces.line("known") if self.known else None,
            self.acceptances,
            first_texts,
            lambda path: self.by,
        )
        number = of_several = 0
        for number, first, key, identifier, clinician, path, row, error, result, failure, several, place, total in rows:
            read = Row(key, identifier, clinician, path, row, error)
            of_several += len(several or ()) if first else 0
            writing.tally.repeated += (place or 1) > 1
            writing(Stored(read, result, failure, tuple(several or ()), place or 1, total or 1))
            if pieces.size > _PIECE:
                yield from ((number, *piece) for piece in pieces.take())
        yield from ((number, *piece) for piece in pieces.take())
        outcomes = self.acceptances.outcomes if self.acceptances else {}
        yield (
            number,
            "done",
            pickle.dumps(Done(writing.tally, writing.in_baseline, of_several, outcomes, first_texts)),
        )


@dataclass(slots=True)
class _Pieces:
    """Gathers lines by kind until they are taken."""

    size: int = 0
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _csv: io.StringIO = field(default_factory=lambda: io.StringIO(newline=""))
    _rows: list[Sequence[Any]] = field(default_factory=list)

    def line(self, kind: str) -> Callable[[str], object]:
        """Takes lines of a kind."""
        lines = self._lines.setdefault(kind, [])

        def add(line: str) -> None:
            lines.append(line + "\n")
            self.size += len(line)

        return add

    def table(self) -> FindingsTable:
        """Takes findings, without the header."""
        table = FindingsTable(self._csv, cast(ParquetTable, self))
        self._clear()
        return table

    def add(self, row: Sequence[Any]) -> None:
        """A row of findings as Parquet takes it."""
        self._rows.append(row)

    def take(self) -> Iterator[tuple[str, bytes]]:
        """Kind and payload of what was gathered since."""
        for kind, lines in self._lines.items():
            if lines:
                yield kind, "".join(lines).encode()
                lines.clear()
        if self._rows:
            yield "findings", self._csv.getvalue().encode()
            yield "rows", pickle.dumps(self._rows)
            self._rows.clear()
            self._clear()
        self.size = 0

    def _clear(self) -> None:
        self._csv.seek(0)
        self._csv.truncate()
