"""Documents inside of records (base64 in FHIR, HL7 v2 and C-CDA) become text; the content decides what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from doclint.sources import ccda, html
from doclint.sources.documents import text_of
from doclint.sources.hl7base64 import MAX_ATTACHMENT
from doclint.sources.model import SAMPLE, UnreadableError

_TEXT, _HTML, _CCDA, _RTF, _ZIP, _PDF, _OTHER = range(7)


@dataclass(frozen=True, slots=True)
class Content:
    """The text of an attachment, and the fields of a note where the attachment (a C-CDA) states some."""

    text: str
    fields: dict[str, Any] = field(default_factory=dict)


def form(data: bytes) -> int:
    """What an attachment is, as a number: the same note in several forms is read from the one with the least."""
    if data.startswith(b"%PDF"):
        return _PDF
    if data.startswith(b"{\\rtf"):
        return _RTF
    if data.startswith(b"PK\x03\x04"):
        return _ZIP
    if ccda.fits(data[:SAMPLE]):
        return _CCDA
    if html.fits(data[:SAMPLE]):
        return _HTML
    return _OTHER if b"\0\0\0" in data[:SAMPLE] else _TEXT


def content_of(data: bytes, content_type: str | None = None) -> Content:
    """The text of an attachment; ``content_type`` is heeded where the content does not say. Raises UnreadableError."""
    if not data.strip():
        raise UnreadableError("the attachment is empty")
    if len(data) > MAX_ATTACHMENT:
        raise UnreadableError(f"the attachment is longer than {MAX_ATTACHMENT // 1024**2} MB")
    if ccda.fits(data[:SAMPLE]):
        record = ccda.record_of(data)
        return Content(record.pop("text"), record)
    return Content(text_of(data, content_type=content_type).text)
