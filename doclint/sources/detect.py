"""The format of a file by its content; a name's ending only breaks ties."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from doclint.sources.columns import is_table
from doclint.sources.dialect import header_of
from doclint.sources.formats import Format
from doclint.sources.model import UnreadableError

_READS = "doclint reads text, Markdown, JSON, JSON Lines and CSV"
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a zip archive (also .docx and .xlsx)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
    (b"PAR1", "a Parquet file"),
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
)
_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|html|ClinicalDocument)\b", re.I)
_HL7 = re.compile(r"[\x0b\s]*(?:MSH|FHS|BHS)[^\w\s]")
_OBJECT = re.compile(r"\s*\{\s*(?:\"|\}|\Z)")
_SCALAR = re.compile(r"\s*(?:-?[0-9][0-9.eE+-]*|true|false|null|\"[^\"]*\")\s*")
_ARRAY = re.compile(r"\s*\[\s*(?:[\{\"]|\]\s*\Z|\Z)")


def refuse_known(sample: bytes) -> None:
    """Raise UnreadableError for a file that its first bytes give away as something that is not read."""
    for magic, what in _MAGIC:
        if sample.startswith(magic):
            raise UnreadableError(f"this is {what}; {_READS}: export the note as one of these")


def format_of(start: str, mapping: Mapping[str, str], suffix: str = "") -> Format:
    """The format of a text by its first characters; the name's ``suffix`` breaks ties. Raises UnreadableError."""
    if _MARKUP.match(start):
        raise UnreadableError(f"this is an XML or HTML document; {_READS}: export the note as one of these")
    if _HL7.match(start):
        raise UnreadableError(f"this is an HL7 message; {_READS}: export the note as one of these")
    if _ARRAY.match(start):
        return Format.JSON
    if _OBJECT.match(start):
        return _object_format(start, suffix)
    if suffix == ".json" and _SCALAR.fullmatch(start):
        return Format.JSON
    header = header_of(start, mapping)
    rows = "\n" in start.strip()
    if header and (suffix in (".csv", ".tsv") or (rows and is_table(header.names, mapping))):
        return Format.CSV
    return Format.TEXT


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
