"""Documents (PDF, RTF, Word, HTML) to text: files of one note each, and the attachments of clinical messages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from doclint.note import MAX_TEXT
from doclint.sources import docx, html, pdf, rtf
from doclint.sources.blocks import Block, Document, joined
from doclint.sources.detect import OLE, old_office
from doclint.sources.encoding import open_text, undecoded
from doclint.sources.model import File, Loaded, ReadOptions, Rows, UnreadableError, Watcher
from doclint.sources.records import item_of

__all__ = ["MAX_DOCUMENT", "Document", "fits", "rows", "text_of"]

MAX_DOCUMENT = 50 * 1024 * 1024
"""Largest document that is read, in bytes."""

_XML = re.compile(r"\s*<(?:\?xml|!DOCTYPE|[A-Za-z][\w.-]*:?ClinicalDocument|ClinicalDocument)\b")
_TEXTUAL = re.compile(r"text/|application/(?:octet-stream|x-unknown|unknown)\b|\Z", re.I)
_MARKUP = re.compile(r"html", re.I)
_LETTERED = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.I)
_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


def fits(sample: bytes) -> bool:
    """Whether a file's first bytes are those of a PDF, RTF, Word or HTML document."""
    return pdf.fits(sample) or rtf.fits(sample) or docx.fits(sample) or html.fits(sample)


def rows(stream: BinaryIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
    """The one note of a document. Raises UnreadableError."""
    data = _whole(stream)
    document = text_of(data, name=file.name)
    item = item_of({"text": document.text}, file, None)
    yield replace(item, places=document.places) if isinstance(item, Loaded) else item


def text_of(data: bytes, *, content_type: str | None = None, name: str = "") -> Document:
    """The text of a document. What it is, its content says; ``content_type``, and then the ending of ``name``, only
    where the content may be anything, as plain text may. Raises UnreadableError with the reason.
    """
    if len(data) > MAX_DOCUMENT:
        raise UnreadableError(f"the document is larger than {MAX_DOCUMENT >> 20} MB: no single note")
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError("the document is empty")
    found = _blocks(data, (content_type or "").strip(), name)
    if found is None:
        return Document(_plain(data, (content_type or "").strip()))
    kind, blocks = found
    document = _read(kind, blocks)
    if not document.text:
        raise UnreadableError(f"the {kind} holds no text")
    return document


def _blocks(data: bytes, content_type: str, name: str) -> tuple[str, Iterator[Block]] | None:
    """What the document is called and its blocks; None where it can only be plain text."""
    if pdf.fits(data):
        return "PDF", pdf.blocks(data)
    if rtf.fits(data):
        return "RTF document", rtf.blocks(data)
    if data.startswith(b"PK\x03\x04"):
        _refuse_archive(data)
        return "Word document", docx.blocks(data)
    if data.startswith(OLE):
        raise UnreadableError(old_office(data))
    charset = _LETTERED.search(content_type)
    textual = not content_type and name.lower().endswith((".htm", ".html", ".xhtml"))
    if html.fits(data[:65536]) or _MARKUP.search(content_type.partition(";")[0]) or textual:
        return "HTML document", html.blocks(data, charset[1] if charset else None)
    return None


def _refuse_archive(data: bytes) -> None:
    """Raise UnreadableError for a zip archive that is no Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise UnreadableError("the archive is broken: it cannot be read whole") from error
    if not docx.holds(names):
        raise UnreadableError("this is a zip archive and no Word document: save the note as .docx or PDF")


def _read(kind: str, blocks: Iterator[Block]) -> Document:
    """The blocks as one document; the libraries raise anything at what is broken, and may quote it."""
    try:
        return joined(blocks)
    except UnreadableError:
        raise
    except ImportError:
        raise UnreadableError(
            f"a library to read the {kind} is missing: install it with pip install 'doclint[scan]'"
        ) from None
    except RecursionError:
        raise UnreadableError(f"the {kind} is nested too deep") from None
    except MemoryError:
        raise UnreadableError(f"the {kind} is too large to read") from None
    except Exception:
        raise UnreadableError(f"the {kind} is broken: it cannot be read") from None


def _plain(data: bytes, content_type: str) -> str:
    """Plain text with its line ends as ``\\n``; nothing else is taken for it. Raises UnreadableError."""
    bare = content_type.partition(";")[0].strip()
    if not _TEXTUAL.match(bare):
        called = bare if _TYPE.fullmatch(bare) else "another kind"
        raise UnreadableError(f"the attachment is called {called}, and its content is not: export it again")
    start, stream = open_text(io.BytesIO(data))
    if _XML.match(start):
        raise UnreadableError("this is an XML document; doclint reads PDF, RTF, Word, HTML and plain text here")
    try:
        text = stream.read()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not whole {error.encoding.upper()} text: save the file as UTF-8") from None
    if reason := undecoded(text):
        raise UnreadableError(reason)
    if len(text) > MAX_TEXT:
        raise UnreadableError(f"the document's text is longer than {MAX_TEXT:,} characters: no single note")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _whole(stream: BinaryIO) -> bytes:
    """All bytes of a stream, one more than is read where it holds more."""
    parts: list[bytes] = []
    size = 0
    while size <= MAX_DOCUMENT and (part := stream.read(1024 * 1024)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)[: MAX_DOCUMENT + 1]
