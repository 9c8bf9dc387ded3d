"""Bytes to text by what the bytes are: UTF-8, UTF-16, UTF-32 or Windows-1252, with or without a mark."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable
from typing import IO, BinaryIO, TextIO

from doclint.sources.detect import READS, refuse_known
from doclint.sources.model import SAMPLE, UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNDECODED = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SHARE = 0.05
"""Share of control characters from which a file is no text."""
_FALLBACK = "doclint.cp1252"


def _fallback(error: UnicodeError) -> tuple[str, int]:
    """Read bytes other than UTF-8 as Windows-1252; those that are neither become lone surrogates, refused later."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    out = []
    for byte in error.object[error.start : error.end]:
        try:
            out.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            out.append(chr(0xDC00 + byte))
    return "".join(out), error.end


codecs.register_error(_FALLBACK, _fallback)


def encoding_of(sample: bytes) -> tuple[str, int]:
    """The encoding of a file from its first bytes, and the length of its mark."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name, len(mark)
    zeros = sample.count(0)
    if zeros:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
            if high > 0.4 * len(sample) / 2 and low < 0.1 * high and _decodes(sample, name):
                return name, 0
    return "utf-8", 0


def start_of(sample: bytes) -> str:
    """The first characters of a text by its first bytes. Raises UnreadableError where they are none."""
    refuse_known(sample)
    name, mark = encoding_of(sample)
    start = codecs.getincrementaldecoder(name)(_errors(name)).decode(sample[mark:])
    refuse_binary(start)
    return start


def open_text(stream: BinaryIO) -> tuple[str, TextIO]:
    """The first characters of a stream, and all of it as text, its line ends as given. Raises UnreadableError."""
    sample = first_bytes(stream)
    start = start_of(sample)
    name, mark = encoding_of(sample)
    return start, io.TextIOWrapper(rejoined(sample[mark:], stream), encoding=name, errors=_errors(name), newline="")


def open_chunks(stream: BinaryIO) -> Chunks:
    """A stream as text that is read in pieces. Raises UnreadableError."""
    sample = first_bytes(stream)
    start_of(sample)
    name, mark = encoding_of(sample)
    return Chunks(rejoined(sample[mark:], stream), name, _errors(name))


def _errors(name: str) -> str:
    return _FALLBACK if name == "utf-8" else "strict"


def first_bytes(stream: BinaryIO, size: int = SAMPLE) -> bytes:
    """The first bytes of a stream; fewer where it ends or breaks off. Raises UnreadableError where it begins broken."""
    found = bytearray()
    try:
        while len(found) < size and (more := some(stream, size - len(found))):
            found += more
    except UnreadableError:
        if not found:
            raise
    return bytes(found)


def some(stream: IO[bytes], size: int) -> bytes:
    """At least one byte, unless the stream ends: what a single read gives, so that nothing is lost where it breaks."""
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return read(size)


class Buffered(io.BufferedReader):
    """A buffered stream that loses nothing where it breaks: what stands before is given, the next read raises."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw, SAMPLE)

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read() if size is None or size < 0 else first_bytes(self, size)


def rejoined(start: bytes, rest: BinaryIO) -> BinaryIO:
    """A stream with the bytes already read put back in front."""
    return Buffered(_Rejoined(start, rest))


def refuse_binary(text: str, *, allowed: float = _SHARE) -> None:
    """Raise UnreadableError where more than a share of a text is control characters; a NUL is named with its line."""
    if len(_CONTROL.findall(text)) <= allowed * len(text):
        return
    nul = text.find("\0")
    if nul >= 0:
        raise UnreadableError(f"a NUL byte on line {text.count(chr(10), 0, nul) + 1}: this is no text file")
    raise UnreadableError(f"this is a binary file; {READS}")


def undecoded(text: str) -> str | None:
    """What to say of a text with characters that no encoding explains, or None."""
    found = _UNDECODED.search(text)
    if found is None:
        return "a NUL byte in the text" if "\0" in text else None
    if not "\udc80" <= found.group() <= "\udcff":
        return "half of a surrogate pair in the text: it is no whole Unicode"
    return f"the byte 0x{ord(found.group()) - 0xDC00:02X} is neither UTF-8 nor Windows-1252: save the file as UTF-8"


def _decodes(sample: bytes, name: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return False
    return "\0" not in text and len(_CONTROL.findall(text)) <= _SHARE * len(text)


class Chunks:
    """Text in pieces as they come: what stands before a break is not lost, unlike with ``TextIO.read``."""

    def __init__(self, stream: BinaryIO, encoding: str, errors: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)

    def read(self, size: int) -> str:
        """At least one character of about ``size``; none at the end. Raises UnicodeDecodeError."""
        while data := some(self._stream, size):
            if text := self._decoder.decode(data):
                return text
        return self._decoder.decode(b"", final=True)


class _Rejoined(io.RawIOBase):
    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = memoryview(start)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._start:
            size = min(len(buffer), len(self._start))
            buffer[:size] = self._start[:size]
            self._start = self._start[size:]
            return size
        data = some(self._rest, len(buffer))
        buffer[: len(data)] = data
        return len(data)
