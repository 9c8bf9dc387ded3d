"""C-CDA: a clinical document, or a section of one, is one note."""

from __future__ import annotations

from typing import Any, BinaryIO

from doclint.note import MAX_TEXT
from doclint.sources.ccda.body import text_of_body
from doclint.sources.ccda.header import fields_of
from doclint.sources.ccda.markup import fits, parsed
from doclint.sources.hl7base64 import MAX_ATTACHMENT
from doclint.sources.model import File, ReadOptions, Rows, UnreadableError, Watcher
from doclint.sources.records import item_of

__all__ = ["fits", "record_of", "rows"]


def rows(stream: BinaryIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
    """The one note of a document. Raises UnreadableError."""
    data = _whole(stream)
    yield item_of(record_of(data), file, None)


def record_of(data: bytes) -> dict[str, Any]:
    """The fields of a note from a whole document: ``text`` is the narrative, the others what its header states.

    Read are the narrative blocks that a person sees, once: entries are not, but for a note that stands only there as
    an attachment. A document whose end is missing is refused, as half a note is none; other faults of its XML are
    repaired as far as they can be. Raises UnreadableError.
    """
    root = parsed(data)
    try:
        text = text_of_body(root)
    except RecursionError:
        raise UnreadableError("the XML document is nested too deep") from None
    if len(text) > MAX_TEXT:
        raise UnreadableError(f"longer than {MAX_TEXT:,} characters: no single note")
    return {**fields_of(root), "text": text}


def _whole(stream: BinaryIO) -> bytes:
    """All bytes of a stream, within the bound."""
    parts: list[bytes] = []
    size = 0
    while part := stream.read(1024 * 1024):
        parts.append(part)
        size += len(part)
        if size > MAX_ATTACHMENT:
            raise UnreadableError(f"longer than {MAX_ATTACHMENT // 1024**2} MB: no single document")
    return b"".join(parts)
