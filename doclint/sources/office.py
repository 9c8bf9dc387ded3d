"""Which zip archives are documents of their own: Word, Excel and others, told by the files in them."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

from doclint.sources.formats import Format
from doclint.sources.model import UnreadableError

_CONTENT = "[Content_Types].xml"
_FOLDERS = (("word/", Format.DOCUMENT), ("xl/", Format.EXCEL))
_SHEET, _PARTS = 8 << 30, 512 << 20
"""Bytes that a sheet, which is streamed, and another part, which is not, may unpack to."""
_FREE, _RATIO = 64 << 20, 500
_PART = re.compile(rb"PK\x03\x04.{26}(word/|xl/)", re.S)
_PROLOG = 64 * 1024
_BAD = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError)
_BROKEN = "the {} breaks off or is damaged: copy it again from where it was made"
_OPEN = b"mimetypeapplication/vnd.oasis.opendocument"


def office_format(stream: BinaryIO, sample: bytes) -> Format | None:
    """The format of an Office document; None for an archive of files. Raises UnreadableError for other documents."""
    if _OPEN in sample[:200]:
        raise UnreadableError("this is an OpenDocument file (.odt, .ods): save it as .docx, .xlsx or CSV")
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except _BAD:
        _refuse_broken(sample)
        return None
    if _CONTENT not in names:
        return None
    if "xl/workbook.bin" in names:
        raise UnreadableError("this is a binary Excel workbook (.xlsb): save it as .xlsx or CSV")
    for folder, form in _FOLDERS:
        if any(name.startswith(folder) for name in names):
            return form
    if any(name.startswith("ppt/") for name in names):
        raise UnreadableError("this is a PowerPoint presentation, which holds no notes")
    return None


def _refuse_broken(sample: bytes) -> None:
    """Raise UnreadableError where a broken archive was an Office document: a file of it alone is no note."""
    if found := _PART.search(sample):
        raise UnreadableError(_BROKEN.format("Word document" if found[1] == b"word/" else "Excel workbook"))


def refuse_hostile(stream: BinaryIO) -> None:
    """Raise UnreadableError for a workbook whose parts unpack to too much, or whose XML declares entities."""
    try:
        with zipfile.ZipFile(stream) as archive:
            for part in archive.infolist():
                largest = _SHEET if part.filename.startswith("xl/worksheets/") else _PARTS
                if part.file_size > largest or part.file_size > max(_FREE, _RATIO * part.compress_size):
                    raise UnreadableError("the workbook unpacks to more than can be read: save it as CSV")
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        start = opened.read(_PROLOG).replace(b"\0", b"")
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                        raise UnreadableError("the workbook declares XML entities, which no workbook needs")
    except UnreadableError:
        raise
    except _BAD:
        raise UnreadableError(_BROKEN.format("Excel workbook")) from None
    finally:
        stream.seek(0)
