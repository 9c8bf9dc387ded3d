"""What a scan knows so far, on disk: results by key, the rows of the input in order, and what several notes tell.

One SQLite file in the unfinished report folder. It lives through a kill at any moment, holds what a report with full
evidence holds, and is deleted before the folder is whole.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

NAME = "store.sqlite"
_VERSION = "1"
LONGEST = 20_000
"""Characters that are kept of a note's text, at most."""
_NOTES, _SECONDS = 200, 1.0
"""A commit is made after so many changes or seconds."""
_SCHEMA = """
create table about (name text primary key, value text) without rowid;
create table results (
    number integer primary key, key blob unique not null, result blob, failure text, record text,
    patient text, discipline text, date text);
create index course on results (patient, discipline, date) where patient is not null;
"""
_ROWS = """
drop table if exists rows; drop table if exists repeated; drop table if exists several; drop table if exists baseline;
create table rows (
    number integer primary key, key blob, id text, clinician text, path text, row integer, error text,
    characters integer, text blob);
create index row_key on rows (key, number) where key is not null;
create index row_id on rows (id, number) where id is not null;
create table repeated (id text primary key, of integer, seen integer) without rowid;
create table several (key blob, place integer, finding text, primary key (key, place)) without rowid;
create table baseline (fingerprint integer primary key);
"""


class Judged(NamedTuple):
    """A note's result as compressed JSON, or the reason why there is none; and its record for rules over several
    notes, with what such records are put in order by.
    """

    result: bytes | None
    failure: str | None = None
    record: str | None = None
    patient: str | None = None
    discipline: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input: a note, found by its ``key``, or what could not be read, as JSON in ``error``. ``text`` is
    that of the note where the report is to show it.
    """

    key: bytes | None = None
    id: str | None = None
    clinician: str | None = None
    path: str | None = None
    row: int | None = None
    error: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A row with its result. ``place`` is which of ``of`` rows with the same id it is, from 1."""

    row: Row
    result: bytes | None
    failure: str | None
    several: tuple[str, ...]
    place: int
    of: int


class DamagedError(Exception):
    """A store that cannot be read."""


class Store:
    """The store of one scan; ``run`` stands for its options and inputs."""

    def __init__(self, folder: Path, run: str) -> None:
        self._path = folder / NAME
        self.again = self._path.exists()
        """Whether the store is of a run that broke off."""
        if not self.again:
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._db = sqlite3.connect(self._path, isolation_level=None)
        self._changes, self._committed = 0, time.monotonic()
        self._closed = False
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            if not self.again:
                self._db.executescript(f"begin; {_SCHEMA}")
                about = {"version": _VERSION, "run": run}
                self._db.executemany("insert into about values (?, ?)", about.items())
                self._db.execute("commit")
            elif self._db.execute("pragma quick_check(1)").fetchone() != ("ok",):
                raise DamagedError
            about = dict(self._db.execute("select name, value from about").fetchall())
        except sqlite3.OperationalError as error:
            self._db.close()
            if _no_room(error):
                raise
            raise DamagedError from None
        except (sqlite3.DatabaseError, DamagedError):
            self._db.close()
            raise DamagedError from None
        if about.get("version") != _VERSION or "run" not in about:
            self._db.close()
            raise DamagedError
        self.run = about["run"]
        """The options and inputs that the store was made with."""
        self.before = 0
        """The number of the last result of a run that broke off."""

    def begin(self) -> None:
        """Forget the rows of a run that broke off, and keep the results."""
        self._db.executescript(f"begin; {_ROWS} commit;")
        (self.before,) = self._db.execute("select coalesce(max(number), 0) from results").fetchone()
        self._db.execute("begin")

    def find(self, key: bytes) -> int | None:
        """The number of a key's result, or of the reason why there is none; None where the note was not linted."""
        found = self._db.execute("select number from results where key = ?", (key,)).fetchone()
        return found and int(found[0])

    def add(self, row: Row) -> None:
        """The next row of the input."""
        text = (None, None) if row.text is None else (len(row.text), zlib.compress(row.text[:LONGEST].encode(), 1))
        self._db.execute(
            "insert into rows (key, id, clinician, path, row, error, characters, text) values (?, ?, ?, ?, ?, ?, ?, ?)",
            (row.key, row.id, row.clinician, row.path, row.row, row.error, *text),
        )
        self._changed()

    def put(self, key: bytes, judged: Judged) -> None:
        """The result of a key; one that is there already stays."""
        self._db.execute(
            "insert or ignore into results (key, result, failure, record, patient, discipline, date)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            (key, judged.result, judged.failure, judged.record, judged.patient, judged.discipline, judged.date),
        )
        self._changed()

    def records(self) -> Iterator[tuple[int, str]]:
        """Number and record of each note with one, by patient, discipline, date and place in the input. A note that
        stands in the input several times, with the same fields and text, comes once.
        """
        return self._db.execute(
            "select (select min(number) from rows where rows.key = results.key) as first, record from results"
            " where patient is not null and first is not null order by patient, discipline, date, first"
        )

    def record(self, number: int) -> tuple[bytes, str, str]:
        """Key, id and record of a row by its number."""
        key, identifier, record = self._db.execute(
            "select results.key, id, record from rows join results on results.key = rows.key where rows.number = ?",
            (number,),
        ).fetchone()
        return key, identifier, record

    def add_several(self, key: bytes, place: int, finding: str) -> None:
        """A finding that rests on several notes, as JSON."""
        self._db.execute("insert or replace into several values (?, ?, ?)", (key, place, finding))
        self._changed()

    def add_baseline(self, fingerprints: Iterable[str]) -> None:
        """Fingerprints that an older report knows."""
        self._db.executemany("insert or ignore into baseline values (?)", ((_number(f),) for f in fingerprints))

    def in_baseline(self, fingerprint: str) -> bool:
        """Whether an older report knows a fingerprint."""
        found = self._db.execute("select 1 from baseline where fingerprint = ?", (_number(fingerprint),))
        return found.fetchone() is not None

    def rows(self) -> Iterator[Stored]:
        """Every row of the input in order, with its result."""
        found = self._db.execute(
            "select rows.key, rows.id, clinician, path, row, error, result, failure, of,"
            " exists (select 1 from several where several.key = rows.key)"
            " from rows left join results on results.key = rows.key left join repeated on repeated.id = rows.id"
            " order by rows.number"
        )
        for key, identifier, clinician, path, row, error, result, failure, of, several in found:
            yield Stored(
                Row(key, identifier, clinician, path, row, error),
                result,
                failure,
                self._several(key) if several else (),
                self._place(identifier) if of else 1,
                of or 1,
            )

    def text(self, key: bytes) -> tuple[str, int] | None:
        """The text of a key's note, cut after ``LONGEST`` characters, and how many it has; None where none is kept."""
        found = self._db.execute("select text, characters from rows where key = ? limit 1", (key,)).fetchone()
        return (zlib.decompress(found[0]).decode(), found[1]) if found and found[0] is not None else None

    def repeated(self) -> int:
        """Find the ids that several rows have; how many rows have an id that an earlier one has. To be called when all
        rows are added.
        """
        self._db.execute(
            "insert into repeated select id, count(*), 0 from rows where id is not null group by id having count(*) > 1"
        )
        return int(self._db.execute("select coalesce(sum(of - 1), 0) from repeated").fetchone()[0])

    def commit(self) -> None:
        """Make what was added last."""
        if self._db.in_transaction:
            self._db.execute("commit")
        self._db.execute("begin")
        self._changes, self._committed = 0, time.monotonic()

    def close(self) -> None:
        """Keep what was added and close the file."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._db.in_transaction:
                self._db.execute("commit")
        finally:
            self._db.close()

    def delete(self) -> None:
        """Close the store and delete its files."""
        self.close()
        remove(self._path)

    def _changed(self) -> None:
        self._changes += 1
        if self._changes >= _NOTES or time.monotonic() - self._committed > _SECONDS:
            self.commit()

    def _place(self, identifier: str) -> int:
        self._db.execute("update repeated set seen = seen + 1 where id = ?", (identifier,))
        return int(self._db.execute("select seen from repeated where id = ?", (identifier,)).fetchone()[0])

    def _several(self, key: bytes) -> tuple[str, ...]:
        found = self._db.execute("select finding from several where key = ? order by place", (key,))
        return tuple(finding for (finding,) in found)


def remove(path: Path) -> None:
    """Delete a store's files."""
    for ending in ("-wal", "-shm", ""):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _no_room(error: sqlite3.Error) -> bool:
    return error.sqlite_errorname in ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM") or (
        error.sqlite_errorname.startswith("SQLITE_IOERR")
    )


def _number(fingerprint: str) -> int:
    """Sixteen hex digits as a signed number of SQLite."""
    return int(fingerprint, 16) - (1 << 63)
