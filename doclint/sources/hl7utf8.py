"""Byte streams of any Unicode encoding as UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from doclint.sources.encoding import encoding_of
from doclint.sources.model import SAMPLE

_CHUNK = 256 * 1024


def utf8(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of a stream in pieces, without its mark; as UTF-8 where it is UTF-16 or UTF-32, else as they are."""
    start = stream.read(SAMPLE)
    name, mark = encoding_of(start)
    if name == "utf-8":
        yield start[mark:]
        while data := stream.read(_CHUNK):
            yield data
        return
    decoder = codecs.getincrementaldecoder(name)("replace")
    yield decoder.decode(start[mark:]).encode("utf-8", "replace")
    while data := stream.read(_CHUNK):
        yield decoder.decode(data).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def lenient(data: bytes) -> str:
    """The text of UTF-8, bytes that are none as Windows-1252; what is neither stays a mark that is refused later."""
    return data.decode("utf-8", "doclint.cp1252")
