"""The format of a text by its content; a name's ending only breaks ties."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from doclint.sources.columns import is_table
from doclint.sources.dialect import Header, header_of
from doclint.sources.formats import Format
from doclint.sources.model import UnreadableError

READS = (
    "doclint reads text, Markdown, RTF, Word, PDF, HTML, CSV, Excel, Parquet, JSON, FHIR, HL7 and C-CDA, "
    "also in .gz and .zip"
)
"""What to say where a file is none of these."""

_MISTAKEN = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a zip archive, Word document or Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
)
"""What is read, but not as the text that it is given as."""
_MAGIC = (
    (b"PARE", "an encrypted Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Office files before 2007 begin, and encrypted ones since."""
_OLE = (
    ("EncryptedPackage", "the Office document is encrypted: save it without a password"),
    ("WordDocument", "this is an old Word document (.doc): save it as .docx"),
    ("Workbook", "this is an old Excel workbook (.xls): save it as .xlsx or CSV"),
    ("Book", "this is an old Excel workbook (.xls): save it as .xlsx or CSV"),
    ("PowerPoint Document", "this is a PowerPoint presentation, which holds no notes"),
    ("__substg1.0_", "this is an Outlook message: save its text or its attachment"),
)
_TAR = (257, b"ustar")
_XML = re.compile(r"\s*<(?:\?xml|!doctype|[A-Za-z][\w.-]*:?ClinicalDocument|ClinicalDocument)\b", re.I)
_OBJECT = re.compile(r"\s*\{\s*(?:\"|\}|\Z)")
_SCALAR = re.compile(r"\s*(?:-?[0-9][0-9.eE+-]*|true|false|null|\"[^\"]*\")\s*")
_ARRAY = re.compile(r"\s*\[\s*(?:[\{\"]|\]\s*\Z|\Z)")


def refuse_known(sample: bytes) -> None:
    """Raise UnreadableError for a file that its first bytes give away as something that is no text."""
    if sample.startswith(OLE):
        raise UnreadableError(old_office(sample))
    if sample[_TAR[0] :].startswith(_TAR[1]):
        raise UnreadableError("this is a tar archive: unpack it, or pack its files as .zip")
    for magic, what in _MISTAKEN:
        if sample.startswith(magic):
            raise UnreadableError(f"this is {what}, and not the text that it is given as")
    for magic, what in _MAGIC:
        if sample.startswith(magic):
            raise UnreadableError(f"this is {what}; {READS}")


def old_office(directory: bytes) -> str:
    """What to say of an Office file of the old kind, by the names in its directory."""
    for name, reason in _OLE:
        if name.encode("utf-16-le") in directory:
            return reason
    return "this is an old Word or Excel document: save it as .docx, .xlsx or CSV"


def format_of(start: str, mapping: Mapping[str, str], suffix: str = "") -> Format:
    """The format of a text by its first characters; the name's ``suffix`` breaks ties. Raises UnreadableError."""
    if _XML.match(start):
        raise UnreadableError("this is an XML document, but neither HTML nor C-CDA: export the note as one of these")
    if _ARRAY.match(start):
        return Format.JSON
    if _OBJECT.match(start):
        return _object_format(start, suffix)
    if suffix == ".json" and _SCALAR.fullmatch(start):
        return Format.JSON
    header = header_of(start, mapping)
    if header and (suffix in (".csv", ".tsv") or (is_table(header.names, mapping) and _goes_on(start, header))):
        return Format.CSV
    return Format.TEXT


def _goes_on(start: str, header: Header) -> bool:
    """Whether the line behind a table's header is parted as the header is, or begins with a cell in quotes. Where it is
    not, as behind ``DAILY NOTE | golf clinic``, a note begins with a title."""
    lines = [line for line in start.split("\n")[header.skip + 1 :] if line.strip()]
    return bool(lines) and (header.delimiter in lines[0] or lines[0].lstrip().startswith(header.quote))


def _object_format(start: str, suffix: str) -> Format:
    """JSON Lines where the lines are objects of their own, else one JSON object."""
    lines = [line for line in start.split("\n") if line.strip()]
    if len(lines) < 2:
        return Format.JSON if _parses(start) and suffix not in (".jsonl", ".ndjson") else Format.JSONL
    if any(_parses(line) for line in lines[:20]) or all(line.lstrip().startswith("{") for line in lines[:3]):
        return Format.JSONL
    return Format.JSON


def _parses(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
