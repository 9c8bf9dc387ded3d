"""Results kept between scans, so that a scan of a grown export lints only what is new.

The file holds what a report with full evidence holds: words of notes, and real ids. It is readable by its owner alone.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from doclint.scan.store import Judged, remove

_NAME = "results.sqlite"
_DAYS = 400
"""Results that no scan has asked for in so many days are forgotten."""
_SCHEMA = """
create table if not exists results (
    key blob primary key, result blob, record text, patient text, discipline text, date text, used integer);
create index if not exists used on results (used);
"""
_WAITING = 100


class Cache:
    """The results in a folder, which is made where it is missing. ``anew`` is true where the file was damaged and a new
    one was begun. Several scans may use one at a time. Raises OSError or sqlite3.Error where it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / _NAME
        self._today = int(time.time() // 86_400)
        self._waiting: list[tuple[str, tuple[Any, ...]]] = []
        self.anew = False
        try:
            self._db = self._opened()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            remove(self._path)
            self._db = self._opened()
            self.anew = True

    def get(self, key: bytes) -> Judged | None:
        """The result of a key, or None."""
        row = self._db.execute(
            "select result, record, patient, discipline, date, used from results where key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        result, record, patient, discipline, date, used = row
        if used < self._today:
            self._write("update results set used = ? where key = ?", (self._today, key))
        return Judged(result, None, record, patient, discipline, date)

    def put(self, key: bytes, judged: Judged) -> None:
        """Keep a result."""
        if judged.result is not None:
            row = (key, judged.result, judged.record, judged.patient, judged.discipline, judged.date, self._today)
            self._write("insert or replace into results values (?, ?, ?, ?, ?, ?, ?)", row)

    def close(self) -> None:
        """Keep what was added and close the file."""
        try:
            self._flush()
        finally:
            self._db.close()

    def _opened(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        database = sqlite3.connect(self._path, timeout=60)
        try:
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = normal")
            database.executescript(_SCHEMA)
            database.execute("delete from results where used < ?", (self._today - _DAYS,))
            database.commit()
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _write(self, statement: str, values: tuple[Any, ...]) -> None:
        self._waiting.append((statement, values))
        if len(self._waiting) >= _WAITING:
            self._flush()

    def _flush(self) -> None:
        """Write in one short transaction, so that scans beside this one hardly wait."""
        with self._db:
            for statement, values in self._waiting:
                self._db.execute(statement, values)
        self._waiting.clear()
