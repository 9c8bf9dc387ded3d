"""The user's policy directory: imported tables, one SQLite file each, looked up pair by pair."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from doclint.policy.quarter import Quarter
from doclint.policy.records import BUILT_IN, BUILT_IN_LAST, Edit, Maximum, PolicyError

if TYPE_CHECKING:
    import sqlite3

Kind = Literal["ptp", "mue"]


def policy_directory() -> Path:
    """Where the user's policy data lie: ``$DOCLINT_POLICY_DIR``, else below the user's data directory."""
    return _directory(os.environ.get("DOCLINT_POLICY_DIR"), os.environ.get("XDG_DATA_HOME"), os.environ.get("HOME"))


@lru_cache(maxsize=16)
def _directory(given: str | None, data: str | None, home: str | None) -> Path:
    if given:
        return Path(given)
    share = Path(data) if data else (Path(home) if home else Path.home()) / ".local" / "share"
    return share / "doclint" / "policy"


@lru_cache(maxsize=16)
def _folder(directory: Path) -> Path:
    return directory / "tables"


@dataclass(frozen=True, slots=True)
class Table:
    """An imported table: edit pairs (``ptp``) or daily maxima (``mue``) of one programme, setting and quarter.

    ``part`` is the number of the file where a table is published in several; such a file speaks only for pairs whose
    column 1 lies between ``first_code`` and ``last_code``. ``checksum`` is the SHA-256 of the file as published.
    """

    kind: Kind
    programme: str
    setting: str
    quarter: Quarter
    part: int | None
    first_code: str
    last_code: str
    file: str
    checksum: str
    rows: int
    path: Path

    @property
    def name(self) -> str:
        """How a finding names it."""
        part = f" file {self.part}" if self.part else ""
        return f"imported {self.programme} {self.setting} table {self.quarter}{part}"

    def speaks_for(self, column1: str) -> bool:
        """Whether a pair with this column 1 would stand in the table if it existed."""
        return self.part is None or self.first_code <= column1 <= self.last_code

    def pairs(self, column1: str, column2: str) -> tuple[Edit, ...]:
        """The rows of one pair, in this order of columns."""
        return _pairs(self, column1, column2)

    def maximum(self, code: str) -> Maximum | None:
        """The daily maximum of one code."""
        return _maximum(self, code)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    import sqlite3

    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@lru_cache(maxsize=4096)
def _pairs(table: Table, column1: str, column2: str) -> tuple[Edit, ...]:
    with _reading(table.path) as connection:
        rows = connection.execute(
            "select indicator, reason, first, last from edits where column1 = ? and column2 = ? order by first, last",
            (column1, column2),
        ).fetchall()
    return tuple(
        Edit(column1, column2, indicator, reason, _day(first), _day(last), table.name, table.quarter.first)
        for indicator, reason, first, last in rows
    )


@lru_cache(maxsize=4096)
def _maximum(table: Table, code: str) -> Maximum | None:
    with _reading(table.path) as connection:
        row = connection.execute("select units, adjudication from maxima where code = ?", (code,)).fetchone()
    return Maximum(code, row[0], row[1], table.name, table.quarter.first) if row else None


def imported() -> tuple[Table, ...]:
    """Every imported table, newest quarter first."""
    directory = policy_directory()
    stamp = changed(directory)
    return () if stamp is None else _imported(_folder(directory), stamp)


def changed(directory: Path) -> int | None:
    """When the tables of a policy directory last changed; None where there are none."""
    return _stamp(_folder(directory), int(time.monotonic()))


@lru_cache(maxsize=16)
def _stamp(folder: Path, second: int) -> int | None:
    """When the folder was last changed, asked once a second; None where there is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return None


@lru_cache(maxsize=8)
def _imported(folder: Path, stamp: int) -> tuple[Table, ...]:
    import sqlite3

    found: list[Table] = []
    for path in sorted(folder.glob("*.sqlite")):
        try:
            with _reading(path) as connection:
                about = dict(connection.execute("select key, value from about").fetchall())
            found.append(
                Table(
                    kind="ptp" if about["kind"] == "ptp" else "mue",
                    programme=about["programme"],
                    setting=about["setting"],
                    quarter=Quarter(int(about["year"]), int(about["number"])),
                    part=int(about["part"]) if about["part"] else None,
                    first_code=about["first_code"],
                    last_code=about["last_code"],
                    file=about["file"],
                    checksum=about["checksum"],
                    rows=int(about["rows"]),
                    path=path,
                )
            )
        except (sqlite3.Error, KeyError, ValueError):
            raise PolicyError(f"{path} is no imported table; delete it and import the published file again") from None
    return tuple(sorted(found, key=lambda t: (t.quarter, t.kind, t.programme, t.setting, t.part or 0), reverse=True))


def forget() -> None:
    """Drop what was read, after a table has changed."""
    _stamp.cache_clear()
    _imported.cache_clear()
    _pairs.cache_clear()
    _maximum.cache_clear()


def edit_tables(programme: str, setting: str, column1: str, date: dt.date) -> tuple[Table, ...]:
    """The imported tables that decide a pair on a date of service; none where the built-in list does.

    A published edit table holds the whole history, so the newest quarter decides for every date up to its end. Past
    every quarter that is known, the newest of all is used, unless the built-in list (Medicare's) is newer. Several
    tables are the files of one quarter.
    """
    tables = [
        t
        for t in imported()
        if t.kind == "ptp" and t.programme == programme and t.setting == setting and t.speaks_for(column1)
    ]
    if not tables:
        return ()
    quarter = tables[0].quarter
    older = programme == "medicare" and (date <= BUILT_IN_LAST or quarter.first < BUILT_IN)
    if quarter.last < date and older:
        return ()
    return tuple(t for t in tables if t.quarter == quarter)


def maximum_table(programme: str, setting: str, date: dt.date) -> Table | None:
    """The imported table of maxima for a date of service.

    Such a table holds for its own quarter, and the newest for what follows.
    """
    tables = [t for t in imported() if t.kind == "mue" and t.programme == programme and t.setting == setting]
    for table in tables:
        if table.quarter.first <= date <= table.quarter.last:
            return table
    if tables and date > max(tables[0].quarter.last, BUILT_IN_LAST) and tables[0].quarter.first >= BUILT_IN:
        return tables[0]
    return None
