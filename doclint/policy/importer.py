"""``doclint policy import``: a published table becomes a table of the user's policy directory.

Only rows with a therapy code are kept. A table is written beside and put in place whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from doclint.policy import tables
from doclint.policy.loading import forget
from doclint.policy.published import Row, opened
from doclint.policy.quarter import Quarter
from doclint.policy.records import PolicyError
from doclint.policy.rows import Setting
from doclint.policy.store import Kind, policy_directory

if TYPE_CHECKING:
    import sqlite3

_CODE = re.compile(r"(?:\d{5}|\d{4}[A-Z]|[A-Z]\d{4})\Z")
_DATE = re.compile(r"(?:19|20)\d{6}\Z")
_PART = re.compile(r"(?<![a-z0-9])f(\d{1,2})(?![a-z0-9])", re.IGNORECASE)
_MEDICAID = re.compile(r"medicaid|(?<![a-z])mcd(?![a-z])", re.IGNORECASE)
_HOSPITAL = re.compile(r"hospital|ccioph|outpatient|(?<![a-z])(?:oph|opps)(?![a-z])", re.IGNORECASE)
_PRACTITIONER = re.compile(r"practitioner|physician|ccipra|(?<![a-z])(?:prac|pra)(?![a-z])", re.IGNORECASE)
_EQUIPMENT = re.compile(r"dme\b|equipment supplier", re.IGNORECASE)

_PREAMBLE = 200
_BATCH = 5_000
_INDICATORS = {"0": 0, "1": 1, "9": 9}

_SCHEMA = """
create table about (key text primary key, value text not null) without rowid;
create table edits (column1 text, column2 text, indicator integer, reason text, first text, last text not null,
  primary key (column1, column2, first, last, indicator)) without rowid;
create table maxima (code text primary key, units integer not null, adjudication text) without rowid;
"""


@dataclass(slots=True)
class Imported:
    """What one import did. ``read`` counts the rows of the published table, ``kept`` those with a therapy code."""

    kind: Kind
    programme: str
    setting: str
    quarter: Quarter
    part: int | None
    path: Path
    checksum: str
    read: int = 0
    kept: int = 0
    unreadable: int = 0
    assumed: list[str] = field(default_factory=list)
    """What neither options nor the file said, and what was taken instead, as sentences."""


@dataclass(slots=True)
class _Counts:
    read: int = 0
    unreadable: int = 0
    first_code: str = "~"
    last_code: str = ""
    newest: str = ""
    short: bool = False


def import_file(
    path: Path, *, programme: str | None = None, setting: Setting | None = None, quarter: Quarter | None = None
) -> tuple[Imported, ...]:
    """Import a published file; one result for each table in it.

    Raises PolicyError, and leaves earlier tables as they were.
    """
    if not path.is_file():
        raise PolicyError(f"{path}: no such file; give the table as downloaded, zipped or not")
    checksum = _checksum(path)
    with opened(path) as found:
        done = tuple(_import(path, name, rows, checksum, programme, setting, quarter) for name, rows in found)
    forget()
    return done


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _import(
    path: Path,
    name: str,
    rows: Iterator[Row],
    checksum: str,
    programme: str | None,
    setting: Setting | None,
    quarter: Quarter | None,
) -> Imported:
    preamble, first, kind = _start(rows, name)
    names = f"{path.name} {name}"
    told = f"{names} {preamble}"
    if kind == "mue" and _EQUIPMENT.search(preamble):
        raise PolicyError(f"{name}: maxima of equipment suppliers; doclint uses those of practitioners and hospitals")
    folder = policy_directory() / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".import-", suffix=".tmp", dir=folder)
    os.close(handle)
    try:
        counts = _Counts()
        kept = _write(Path(temporary), kind, chain([first], rows), counts)
        if not counts.read:
            raise PolicyError(f"{name}: no row could be read")
        result = _result(names, told, kind, counts, programme, setting, quarter, folder, checksum)
        result.kept = kept
        _describe(Path(temporary), result, counts, path.name)
        os.replace(temporary, result.path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return result


def _start(rows: Iterator[Row], name: str) -> tuple[str, Row, Kind]:
    preamble: list[str] = []
    for row in rows:
        cells = [*row, "", ""]
        if _CODE.match(cells[0]) and _CODE.match(cells[1]) and len(row) >= 5:
            return " ".join(preamble), row, "ptp"
        if _CODE.match(cells[0]) and cells[1].isdecimal() and len(cells[1]) <= 4:
            return " ".join(preamble), row, "mue"
        preamble.append(" ".join(row)[:2_000])
        if len(preamble) > _PREAMBLE:
            break
    raise PolicyError(
        f"{name}: no table of edit pairs (column 1, column 2, effective date …) nor of maximum units "
        f"(code, units …) begins in its first {_PREAMBLE} lines"
    )


def _result(
    names: str,
    told: str,
    kind: Kind,
    counts: _Counts,
    programme: str | None,
    setting: Setting | None,
    quarter: Quarter | None,
    folder: Path,
    checksum: str,
) -> Imported:
    assumed: list[str] = []
    if programme is None:
        programme = "medicaid" if _MEDICAID.search(told) or counts.short else "medicare"
    if setting is None:
        if _HOSPITAL.search(told):
            setting = "hospital"
        else:
            setting = "practitioner"
            if not _PRACTITIONER.search(told):
                assumed.append(
                    "the file does not say for whom it is: taken as practitioner; --setting hospital otherwise"
                )
    if quarter is None:
        quarter = Quarter.find(names) or Quarter.find(told)
    if quarter is None:
        if not counts.newest:
            raise PolicyError("the file does not name its quarter; give it, as in --quarter 2026Q2")
        quarter = Quarter.of(_day(counts.newest))
        assumed.append(
            f"the file does not name its quarter: taken as {quarter} by its newest date; --quarter otherwise"
        )
    number = _PART.search(names) if kind == "ptp" else None
    part = int(number[1]) if number else None
    tail = f"-f{part}" if part else ""
    target = folder / f"{kind}-{programme}-{setting}-{quarter}{tail}.sqlite"
    return Imported(
        kind,
        programme,
        setting,
        quarter,
        part,
        target,
        checksum,
        read=counts.read,
        unreadable=counts.unreadable,
        assumed=assumed,
    )


def _write(path: Path, kind: Kind, rows: Iterable[Row], counts: _Counts) -> int:
    import sqlite3

    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_SCHEMA}")
        if kind == "ptp":
            _insert(connection, "insert or ignore into edits values (?, ?, ?, ?, ?, ?)", _edits(rows, counts))
            kept = connection.execute("select count(*) from edits").fetchone()
        else:
            _insert(connection, "insert or replace into maxima values (?, ?, ?)", _maxima(rows, counts))
            kept = connection.execute("select count(*) from maxima").fetchone()
        connection.commit()
    return int(kept[0])


def _insert(connection: sqlite3.Connection, statement: str, records: Iterator[tuple[object, ...]]) -> None:
    batch: list[tuple[object, ...]] = []
    for record in records:
        batch.append(record)
        if len(batch) >= _BATCH:
            connection.executemany(statement, batch)
            batch.clear()
    connection.executemany(statement, batch)


def _edits(rows: Iterable[Row], counts: _Counts) -> Iterator[tuple[object, ...]]:
    """Rows of edit pairs.

    The deletion date is the last day in force; a row deleted on its first day never was in force.
    """
    wanted = tables.codes()
    for row in rows:
        if len(row) < 5 or not _CODE.match(row[0]) or not _CODE.match(row[1]):
            counts.unreadable += any(row)
            continue
        counts.read += 1
        one, two = row[0], row[1]
        if one < counts.first_code:
            counts.first_code = one
        if one > counts.last_code:
            counts.last_code = one
        short = bool(_DATE.match(row[2]))
        cells = row[2:] if short else row[3:]
        counts.short = counts.short or short
        if not cells or not _DATE.match(cells[0]):
            counts.read -= 1
            counts.unreadable += 1
            continue
        if cells[0] > counts.newest:
            counts.newest = cells[0]
        if one not in wanted and two not in wanted:
            continue
        try:
            yield _edit(one, two, cells)
        except (ValueError, IndexError, KeyError):
            counts.read -= 1
            counts.unreadable += 1


def _edit(one: str, two: str, cells: Row) -> tuple[object, ...]:
    first = _day(cells[0])
    last = None if cells[1] in ("*", "") else _day(cells[1])
    indicator = _INDICATORS[cells[2][:1]]
    if last is not None and last < first:
        raise ValueError("the deletion date lies before the effective date")
    return one, two, indicator, cells[3] if len(cells) > 3 else "", first.isoformat(), last.isoformat() if last else ""


def _maxima(rows: Iterable[Row], counts: _Counts) -> Iterator[tuple[object, ...]]:
    wanted = tables.known_codes()
    for row in rows:
        if len(row) < 2 or not _CODE.match(row[0]) or not row[1].isdecimal():
            counts.unreadable += any(row)
            continue
        counts.read += 1
        if row[0] in wanted:
            yield row[0], int(row[1]), row[2][:1] if len(row) > 2 else ""


def _day(text: str) -> dt.date:
    return dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _describe(path: Path, result: Imported, counts: _Counts, file: str) -> None:
    import sqlite3

    about = {
        "kind": result.kind,
        "programme": result.programme,
        "setting": result.setting,
        "year": result.quarter.year,
        "number": result.quarter.number,
        "part": result.part or "",
        "first_code": counts.first_code,
        "last_code": counts.last_code,
        "file": file,
        "checksum": result.checksum,
        "rows": result.kept,
    }
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("insert into about values (?, ?)", [(key, str(value)) for key, value in about.items()])
        connection.commit()
