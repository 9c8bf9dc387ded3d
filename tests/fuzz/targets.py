"""What is fuzzed: each target takes any bytes and raises only where doclint breaks a promise.

A reader gives notes and errors with a place and a reason, and raises nothing; a parser raises its own error alone.
"""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from doclint.claim import ClaimError, parse_claim
from doclint.note import MAX_TEXT, Note
from doclint.result import InputError
from doclint.sources.formats import Format
from doclint.sources.model import File, Loaded, ReadOptions
from doclint.sources.read import read

from . import seeds

Target = Callable[[bytes], None]

LONGEST_REASON = 1_600
"""Characters: the names of 20 columns, of 60 characters each, are the most that is said."""
FILE = File(None, "given", "given")


def _read(data: bytes, form: Format | None = None) -> None:
    items = list(read([FILE], ReadOptions(format=form, stdin=io.BytesIO(data))))
    assert items, "neither a note nor an error"
    for item in items:
        if isinstance(item, InputError):
            assert item.reason, "an error without a reason"
            assert len(item.reason) < LONGEST_REASON, "a reason of this length quotes the input"
        else:
            assert isinstance(item, Loaded)
            assert item.note.text.strip(), "a note without a text"
            assert len(item.note.text) <= MAX_TEXT
            assert Note.model_validate_json(item.note.model_dump_json()).text == item.note.text


def _reader(form: Format | None, before: bytes = b"") -> Target:
    return lambda data: _read(before + data, form)


def _in_archive(whole: Callable[[], bytes], member: str, form: Format) -> Target:
    """A document of which one part is replaced by the data: the bytes reach the XML, not only the archive."""

    def run(data: bytes) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(_whole())) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                target.writestr(name, data if name == member else source.read(name))
        _read(out.getvalue(), form)

    _whole = cache(whole)
    return run


def _gzip(data: bytes) -> None:
    _read(gzip.compress(data, 1, mtime=0))
    _read(b"\x1f\x8b\x08\x00" + data)


def _zip(data: bytes) -> None:
    """The data as an archive, and as two files in one: names and contents."""
    _read(data)
    name, _, rest = data.partition(b"\0")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name[:40].decode("utf-8", "replace") or "n", rest)
        archive.writestr("second.txt", b"97530 15 min: stairs")
    _read(out.getvalue())


def _claim(data: bytes) -> None:
    with suppress(ClaimError):
        assert all(line.code for line in parse_claim(data.decode("utf-8", "replace")))


def _policy(data: bytes) -> None:
    from doclint.policy.importer import import_file
    from doclint.policy.quarter import Quarter
    from doclint.policy.records import PolicyError

    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        os.environ["DOCLINT_POLICY_DIR"] = str(Path(folder, "policy"))
        name = "table.zip" if data.startswith(b"PK") else "table.txt"
        path = Path(folder, name)
        path.write_bytes(data)
        with suppress(PolicyError):  # nothing of it gets into the user's own policy
            import_file(path, programme="medicare", setting="practitioner", quarter=Quarter(2026, 1))


@cache
def _linter() -> Callable[[str], None]:
    from doclint import Linter

    linter = Linter(model="fast")

    def lint(text: str) -> None:
        note = Note(id="n", text=text)
        result = linter.lint(note)
        assert result.errors == (), result.errors
        for entity in result.entities:
            assert entity.start is not None
            assert entity.end is not None
            assert 0 <= entity.start < entity.end <= len(text)
            assert text[entity.start : entity.end] == entity.text
        for finding in result.findings:
            assert finding.start is not None
            assert finding.end is not None
            assert 0 <= finding.start <= finding.end <= len(text)
            assert text[finding.start : finding.end] == finding.excerpt
        result.model_dump_json()

    return lint


def _lint(data: bytes) -> None:
    _linter()(note_of(data))


def note_of(data: bytes) -> str:
    """Bytes as a note: those up to 0x7f as they are, each higher one a word of the clinic (0x80 to 0xfe), and what
    stands behind 0xff as UTF-8."""
    head, _, tail = data.partition(b"\xff")
    words = seeds.WORDS
    return "".join(chr(byte) if byte < 0x80 else words[byte % len(words)] for byte in head) + tail.decode(
        "utf-8", "replace"
    )


READERS: dict[str, Target] = {
    "csv": _reader(Format.CSV),
    "json": _reader(Format.JSON),
    "jsonl": _reader(Format.JSONL),
    "text": _reader(Format.TEXT),
    "detect": _reader(None),
    "rtf": _reader(Format.DOCUMENT, b"{\\rtf1 "),
    "html": _reader(Format.DOCUMENT, b"<!DOCTYPE html><html>"),
    "pdf": _reader(Format.DOCUMENT, b"%PDF-1.7\n"),
    "docx": _in_archive(seeds.docx, "word/document.xml", Format.DOCUMENT),
    "excel": _in_archive(seeds.excel, "xl/worksheets/sheet1.xml", Format.EXCEL),
    "parquet": _reader(Format.PARQUET),
    "fhir": _reader(Format.FHIR),
    "hl7": _reader(Format.HL7),
    "ccda": _reader(Format.CCDA),
    "gzip": _gzip,
    "zip": _zip,
    "policy": _policy,
    "claim": _claim,
}
ALONE: dict[str, Target] = {**READERS, "linter": _lint}


def _mixed(data: bytes) -> None:
    """All of them: the first byte says which."""
    if data:
        list(ALONE.values())[data[0] % len(ALONE)](data[1:])


TARGETS: dict[str, Target] = {**ALONE, "mixed": _mixed}
