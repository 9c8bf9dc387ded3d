"""Bytes to text by what the bytes are: UTF-8, UTF-16, UTF-32 or Windows-1252, with or without a mark."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO, TextIO

from doclint.sources.detect import refuse_known
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


def open_text(stream: BinaryIO) -> tuple[str, TextIO]:
    """The first characters of a stream, and all of it as text, its line ends as given. Raises UnreadableError."""
    sample = stream.read(SAMPLE)
    refuse_known(sample)
    name, mark = encoding_of(sample)
    errors = _FALLBACK if name == "utf-8" else "strict"
    start = codecs.getincrementaldecoder(name)(errors).decode(sample[mark:])
    refuse_binary(start)
    whole = io.BufferedReader(_Rejoined(sample[mark:], stream), SAMPLE)
    return start, io.TextIOWrapper(whole, encoding=name, errors=errors, newline="")


def refuse_binary(text: str, *, allowed: float = _SHARE) -> None:
    """Raise UnreadableError where more than a share of a text is control characters; a NUL is named with its line."""
    if len(_CONTROL.findall(text)) <= allowed * len(text):
        return
    nul = text.find("\0")
    if nul >= 0:
        raise UnreadableError(f"a NUL byte on line {text.count(chr(10), 0, nul) + 1}: this is no text file")
    raise UnreadableError("this is a binary file; doclint reads text, Markdown, JSON, JSON Lines and CSV")


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


class _Rejoined(io.RawIOBase):
    """A stream with the bytes already read put back in front."""

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
        data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
