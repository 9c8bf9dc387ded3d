"""Reading the quarterly tables as they are published: plain or zipped, tab-delimited text, CSV or a workbook.

The shape of the files: source CHO-DOC and BUILD-NCCI (policy notes 4.8). Text is cp1252; preamble lines precede the
data; nothing is held in memory but the row at hand.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from doclint.policy.records import PolicyError
from doclint.policy.workbook import sheet_rows

MAX_UNPACKED = 4 * 1024**3
"""Most bytes that one file may unpack to."""

MAX_RATIO = 400
"""Most times that a large file may grow by unpacking; a published table grows about fifteenfold."""

MAX_LINE = 65_536
"""Longest line in characters."""

_SMALL = 64 * 1024**2
_MOST_NESTED = 512 * 1024**2
_TEXT = (".txt", ".csv", ".tsv")

Row = list[str]


@contextmanager
def opened(path: Path) -> Iterator[list[tuple[str, Iterator[Row]]]]:
    """The tables of a file, each with its name and its rows. Raises PolicyError where it cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                file.seek(0)
                yield [(path.name, _text_rows(file, path.name))]
                return
            file.seek(0)
            with zipfile.ZipFile(file) as archive:
                yield _members(archive, path.name)
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise PolicyError(f"{path}: cannot be read: {error}") from None


def _members(archive: zipfile.ZipFile, name: str) -> list[tuple[str, Iterator[Row]]]:
    _check(archive, name)
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if "xl/workbook.xml" in names:
        return [(name, sheet_rows(archive, name))]
    texts = [n for n in names if PurePosixPath(n).suffix.lower() in _TEXT]
    if texts:
        return [(n, _member_rows(archive, n)) for n in texts]
    books = [n for n in names if PurePosixPath(n).suffix.lower() == ".xlsx"]
    if not books:
        raise PolicyError(f"{name}: holds neither a text table nor a workbook")
    return [(n, _book_rows(archive, n)) for n in books]


def _check(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what is encrypted, and what would unpack to more than a published table."""
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise PolicyError(f"{name}: {info.filename} is encrypted; unpack it first")
        if info.file_size > MAX_UNPACKED or info.file_size > max(_SMALL, MAX_RATIO * info.compress_size):
            raise PolicyError(
                f"{name}: {info.filename} would unpack to {info.file_size} bytes; that is no published table"
            )


def _member_rows(archive: zipfile.ZipFile, name: str) -> Iterator[Row]:
    with archive.open(name) as member:
        yield from _text_rows(member, name)


def _book_rows(archive: zipfile.ZipFile, name: str) -> Iterator[Row]:
    if archive.getinfo(name).file_size > _MOST_NESTED:
        raise PolicyError(f"{name}: unpack it first and import the workbook itself")
    with zipfile.ZipFile(io.BytesIO(archive.read(name))) as book:
        _check(book, name)
        yield from sheet_rows(book, name)


def _text_rows(file: IO[bytes], name: str) -> Iterator[Row]:
    start = file.read(4)
    utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    file.seek(0)
    with io.TextIOWrapper(file, encoding="utf-16" if utf16 else "cp1252", errors="replace", newline=None) as text:
        yield from _delimited(text, name)


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith("\n"):
            raise PolicyError(f"{name}: a line is longer than {MAX_LINE} characters; that is no published table")
        yield line


def _delimited(text: io.TextIOWrapper, name: str) -> Iterator[Row]:
    lines = _lines(text, name)
    head: list[str] = []
    for line in lines:
        head.append(line)
        if len(head) >= 100 or sum(map(len, head)) > MAX_LINE:
            break
    tabs = sum("\t" in line for line in head) * 2 >= sum("," in line for line in head)

    def every() -> Iterator[str]:
        yield from head
        yield from lines

    if tabs:
        for line in every():
            yield [cell.strip(' "\r\n\xa0') for cell in line.split("\t")]
    else:
        try:
            for row in csv.reader(every()):
                yield [cell.strip() for cell in row]
        except csv.Error as error:
            raise PolicyError(f"{name}: {error}") from None
