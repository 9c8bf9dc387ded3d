"""PDF to text by pypdf, page by page, lines and columns as they stand on the page."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from doclint.sources.blocks import Block, clean
from doclint.sources.model import UnreadableError
from doclint.sources.pdf_columns import unfolded

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 1000
MAX_DRAWING = 64 * 1024 * 1024
"""Bytes of drawing instructions, over all pages, that are read."""

_ENCRYPTED = "the PDF is encrypted: save it without a password"
_WIDE = re.compile(r"(?<=\S) {3,}")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")
_SHARE = 0.1
"""Share of characters of no meaning from which a text cannot be read."""
_INDENT = re.compile(r"^ {5,}", re.M)


def fits(sample: bytes) -> bool:
    """Whether a file begins as PDF."""
    return sample.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-")


def blocks(data: bytes) -> Iterator[Block]:
    """The pages of a PDF. Raises UnreadableError for one that is encrypted, has no text or is too large."""
    from pypdf import PdfReader

    found = pictures = False
    letters = unknown = 0
    with _silent():
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            _unlock(reader)
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableError(f"the PDF has more than {MAX_PAGES:,} pages: no single note")
    drawing = 0
    for number in range(len(reader.pages)):
        with _silent():
            page = reader.pages[number]
            drawn = _drawn(page)
            drawing += len(drawn)
            if drawing > MAX_DRAWING:
                raise UnreadableError("the PDF's pages are too large to read: print the note alone")
            text = _text(page) + _typed(page)
            found = found or bool(text.strip())
            letters += _letters(text)
            unknown += len(_UNKNOWN.findall(clean(text)))
            pictures = pictures or (not found and _pictures(page, drawn))
        yield f"page {number + 1}", text + "\n\n"
    if not found and pictures:
        raise UnreadableError("the PDF holds pictures and no text: run text recognition (OCR) on it first")
    if not found:
        raise UnreadableError("the PDF holds no text")
    if unknown > _SHARE * letters:
        raise UnreadableError("the PDF's fonts do not tell which letters they show: save the note as .docx or text")


def _unlock(reader: PdfReader) -> None:
    """Open a PDF that only forbids changes; anything else needs a password."""
    from pypdf.errors import DependencyError

    try:
        if reader.decrypt(""):
            return
    except (DependencyError, NotImplementedError):
        pass
    raise UnreadableError(_ENCRYPTED)


def _text(page: PageObject) -> str:
    """The page as it is laid out; in drawing order where that finds more, as in forms and turned pages."""
    plain = page.extract_text()
    try:
        laid = page.extract_text(extraction_mode="layout")
    except Exception:  # pypdf's layout mode fails with any error; its plain mode has read the page
        return plain
    if _letters(plain) > 1.02 * _letters(laid) + 5:
        return plain
    return _INDENT.sub("    ", _WIDE.sub("  ", unfolded(laid)))


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _typed(page: PageObject) -> str:
    """What was typed into the page's form fields, each behind its field's name, and into text notes on the page."""
    lines = []
    for reference in page.annotations or ():
        note: Any = reference.get_object()
        kind = note.get("/Subtype")
        if kind == "/FreeText":
            lines.append(str(note.get("/Contents", "")))
        elif kind == "/Widget":
            lines.append(_field(note))
    return "\n" + "\n".join(line for line in lines if line.strip())


def _field(widget: Any) -> str:
    """A filled field as ``name: value``, a ticked box as its name; nothing for what is empty or no text."""
    parent = widget["/Parent"].get_object() if "/Parent" in widget else {}
    form, value, name = (widget.get(key, parent.get(key)) for key in ("/FT", "/V", "/TU"))
    name = name or widget.get("/T") or parent.get("/T") or ""
    if form in ("/Tx", "/Ch") and isinstance(value, str) and value.strip():
        return f"{name}: {value}" if name else value
    if form == "/Btn" and widget.get("/AS") not in (None, "/Off"):
        return f"☒ {name}"
    return ""


def _drawn(page: PageObject) -> bytes:
    contents = page.get_contents()
    return contents.get_data() if contents is not None else b""


def _pictures(page: PageObject, drawn: bytes) -> bool:
    resources: Any = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    return bool(objects is not None and objects.get_object()) or b" ID" in drawn or b"\nID" in drawn


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what pypdf says of a file from standard error: it may quote the file."""
    logger = logging.getLogger("pypdf")
    before = logger.propagate
    handler = logging.NullHandler()
    logger.addHandler(handler)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
