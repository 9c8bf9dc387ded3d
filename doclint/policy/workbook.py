"""The rows of a workbook's first sheet, streamed.

A published table has up to a million rows; a general reader of workbooks takes minutes for them. Only the plain
values of cells are read, no formulas or styles.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from doclint.policy.records import PolicyError

_CHUNK = 1 << 16
_MOST_TEXTS = 5_000_000
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml\Z")
_DTD = "a workbook with a document type definition"


def sheet_rows(archive: zipfile.ZipFile, name: str) -> Iterator[list[str]]:
    """The rows of the first sheet as texts; empty cells are empty texts. Raises PolicyError for what is no workbook."""
    sheets = sorted((int(found[1]), n) for n in archive.namelist() if (found := _SHEET.match(n)))
    if not sheets:
        raise PolicyError(f"{name}: the workbook has no sheet")
    try:
        texts = _shared_texts(archive)
        with archive.open(sheets[0][1]) as member:
            yield from _Sheet(texts).rows(member)
    except (expat.ExpatError, ValueError, IndexError, zipfile.BadZipFile) as error:
        if isinstance(error, PolicyError):
            raise
        raise PolicyError(f"{name}: no readable workbook: {type(error).__name__}") from None


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise PolicyError(_DTD)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells refer to by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    texts: list[str] = []
    parts: list[str] = []
    inside = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside
        inside = tag.endswith("t") and not tag.endswith("sst")

    def data(text: str) -> None:
        if inside:
            parts.append(text)

    def end(tag: str) -> None:
        nonlocal inside
        inside = False
        if tag.endswith("si"):
            texts.append("".join(parts))
            parts.clear()
            if len(texts) > _MOST_TEXTS:
                raise PolicyError("a workbook with too many texts")

    parser = _parser()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, data, end
    with archive.open("xl/sharedStrings.xml") as member:
        while chunk := member.read(_CHUNK):
            parser.Parse(chunk)
    return texts


class _Sheet:
    """Turns the XML of a sheet into rows, chunk by chunk."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.done: list[list[str]] = []
        self.row: list[str] = []
        self.value: list[str] = []
        self.inside = False
        self.shared = False

    def rows(self, member: IO[bytes]) -> Iterator[list[str]]:
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        while chunk := member.read(_CHUNK):
            parser.Parse(chunk)
            yield from self.done
            self.done = []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.shared = attributes.get("t") == "s"
            column = _column(attributes.get("r", ""))
            while len(self.row) < column < 50:
                self.row.append("")
        elif tag in ("v", "t"):
            self.inside = True

    def _data(self, text: str) -> None:
        if self.inside:
            self.value.append(text)

    def _end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.inside = False
        elif tag == "c":
            text = "".join(self.value)
            self.value.clear()
            self.row.append(self.texts[int(text)] if self.shared and text else text.strip())
        elif tag == "row":
            self.done.append(self.row)
            self.row = []


def _column(reference: str) -> int:
    """The number of a cell's column from 0, for the first 26; 0 where the cell does not say."""
    return ord(reference[0]) - 65 if len(reference) > 1 and reference[1].isdigit() else 0
