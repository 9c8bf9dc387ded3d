"""A byte stream to HL7 v2 messages, one at a time: batches, MLLP frames, any line ends, any length of file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from doclint.sources.hl7utf8 import utf8

MAX_MESSAGE = 64 * 1024 * 1024
"""Longest message that is read, in bytes."""

_ENDS = re.compile(rb"\r\n|[\r\n\x0b\x1c]")
_HEADER = re.compile(rb"[ \t]*MSH[^\w\s]")
_OPENING = re.compile(rb"[ \t]*(?:FHS|BHS)[^\w\s]")
_CLOSING = re.compile(rb"[ \t]*(?:FTS|BTS)(?:[^\w\s]|\Z)")


@dataclass(slots=True)
class Raw:
    """The lines of a message as bytes. ``whole`` is false where the file breaks off inside it, or may."""

    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    whole: bool = True

    @property
    def too_long(self) -> bool:
        return self.size > MAX_MESSAGE

    def add(self, line: bytes) -> None:
        """Take a line; a message that grows too long keeps its header only."""
        self.size += len(line) + 1
        if self.too_long:
            del self.lines[1:]
        else:
            self.lines.append(line)


def messages(stream: BinaryIO) -> Iterator[Raw]:
    """The messages of a stream in order. Envelopes (FHS, BHS, BTS, FTS) are taken off.

    The last message of a batch whose end segment is missing, or of an MLLP frame that does not end, is not whole.
    """
    message: Raw | None = None
    batch = framed = False
    for line, end in _lines(stream):
        if _HEADER.match(line):
            if message is not None:
                yield message
            message = Raw()
            message.add(line)
        elif _OPENING.match(line) or _CLOSING.match(line):
            if message is not None:
                yield message
            message = None
            batch = bool(_OPENING.match(line))
        elif message is not None:
            message.add(line)
        if end == b"\x0b":
            framed = True
        elif end == b"\x1c":
            framed = False
    if message is not None:
        message.whole = not (batch or framed)
        yield message


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The lines with what ended each. A line that never ends comes in pieces of the bound's length."""
    rest = b""
    for chunk in utf8(stream):
        data = rest + chunk
        at = 0
        for end in _ENDS.finditer(data, max(0, len(rest) - 1)):
            if end.end() == len(data) and end.group() == b"\r":
                break
            yield data[at : end.start()], end.group()
            at = end.end()
        rest = data[at:]
        if len(rest) > MAX_MESSAGE:
            yield rest, b""
            rest = b""
    if rest:
        yield rest.removesuffix(b"\r"), b"\r" if rest.endswith(b"\r") else b""
