"""Word documents (.docx) to text: paragraphs, lists and tables in order, as they read when all changes are accepted.

The parts are read within bounds and parsed by python-docx, which resolves no entities; pictures, headers and footers
are never unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from doclint.sources.blocks import Block, row
from doclint.sources.docx_numbering import Numbering
from doclint.sources.docx_runs import W, boxes, text_of
from doclint.sources.model import UnreadableError

MAX_PART = 32 * 1024 * 1024
"""Bytes of one unpacked part."""

_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = re.compile(rb"<Relationship\b[^>]{0,2000}/officeDocument\"[^>]{0,2000}>")
_TARGET = re.compile(rb"\bTarget=\"/?([^\"]{1,500})\"")
_WRAPPERS = frozenset({W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")})


def fits(sample: bytes) -> bool:
    """Whether a file's first bytes are those of a Word document."""
    if not sample.startswith(b"PK\x03\x04"):
        return False
    length = int.from_bytes(sample[26:28], "little")
    first = sample[30 : 30 + length]
    packaged = first == _TYPES.encode() or first.startswith((b"_rels/", b"docProps/", b"word/", b"customXml/"))
    word, sheet = sample.find(b"word/"), sample.find(b"xl/")
    return packaged and word >= 0 and not 0 <= sheet < word


def holds(names: list[str]) -> bool:
    """Whether the members of an archive are those of a Word document, a broken one too."""
    return _TYPES in names and not any(name.startswith(("xl/", "ppt/", "visio/")) for name in names)


def blocks(data: bytes) -> Iterator[Block]:
    """The paragraphs and table rows of a Word document. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = _main(package)
            root = _parsed(package, main)
            folder = main.rpartition("/")[0] + "/"
            numbering = Numbering(_parsed(package, f"{folder}styles.xml"), _parsed(package, f"{folder}numbering.xml"))
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise UnreadableError("the Word document is broken: its archive cannot be read whole") from error
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise UnreadableError(f"the Word document is broken: it has no text ({main})")
    yield from _Body(numbering).blocks(body)


class _Body:
    """Counts paragraphs and tables while it reads them; those of a cell or a text box count apart."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._paragraphs = 0
        self._tables = 0

    def blocks(self, body: Any) -> Iterator[Block]:
        held = ""
        for node in _within(body, "p", "tbl"):
            if node.tag == W + "tbl":
                self._tables += 1
                table = self._tables
                for number, text in enumerate(self._rows(node), 1):
                    yield f"table {table}, row {number}", text + "\n"
                continue
            self._paragraphs += 1
            held += self._paragraph(node)
            if not _joins_next(node):
                yield f"paragraph {self._paragraphs}", held + "\n"
                held = ""
            for box in boxes(node):
                yield f"paragraph {self._paragraphs}", self._inside(box) + "\n"
        if held:
            yield f"paragraph {self._paragraphs}", held + "\n"

    def _paragraph(self, node: Any) -> str:
        text = text_of(node)
        return self._numbering.marker(node) + text if text.strip() else text

    def _rows(self, table: Any) -> Iterator[str]:
        for line in _within(table, "tr"):
            if line.find(f"{W}trPr/{W}del") is None:
                yield row([self._inside(cell) for cell in _within(line, "tc")])

    def _inside(self, cell: Any) -> str:
        inner = _Body(self._numbering).blocks(cell)
        return "\n".join(text.strip("\n") for _, text in inner if text.strip())


def _within(node: Any, *names: str) -> Iterator[Any]:
    """The children of these names, also those inside content controls and accepted changes."""
    tags = {W + name for name in names}
    for child in node:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, *names)


def _joins_next(paragraph: Any) -> bool:
    """Whether the paragraph's end was deleted in a tracked change."""
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _main(package: zipfile.ZipFile) -> str:
    relations = _part(package, "_rels/.rels") or b""
    found = _MAIN.search(relations)
    target = _TARGET.search(found.group()) if found else None
    return target[1].decode("utf-8", "replace") if target else "word/document.xml"


def _parsed(package: zipfile.ZipFile, name: str) -> Any:
    """The root of a part, or None where the package has no such part."""
    from docx.oxml.parser import parse_xml

    data = _part(package, name)
    if data is None:
        return None
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise UnreadableError("the Word document declares XML entities, which no Word does: it is not read")
    try:
        return parse_xml(data.replace(_STRICT, _USUAL))
    except SyntaxError as error:  # lxml's XMLSyntaxError is one
        raise UnreadableError(f"the Word document is broken: {name} is no whole XML") from error


def _part(package: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        with package.open(name) as stream:
            data = stream.read(MAX_PART + 1)
    except KeyError:
        return None
    except RuntimeError as error:  # what zipfile raises for a member with a password
        raise UnreadableError("the Word document is encrypted: save it without a password") from error
    if len(data) > MAX_PART:
        raise UnreadableError(f"the Word document is too large: {name} has more than {MAX_PART >> 20} MB unpacked")
    return data
