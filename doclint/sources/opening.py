"""A file as the parts that it holds: itself, what a gzip archive holds, the files of a zip archive."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from doclint.result import InputError
from doclint.sources.archives import ZIP, members
from doclint.sources.detect import OLE, old_office
from doclint.sources.encoding import Buffered, first_bytes, rejoined, some
from doclint.sources.formats import Format
from doclint.sources.model import CLOSED, SAMPLE, File, ReadOptions, UnreadableError, Watcher
from doclint.sources.office import office_format
from doclint.sources.unpacking import Budget, gunzipped

GZIP = b"\x1f\x8b"
SPOOL = 256 * 1024 * 1024
"""Bytes of a stream that are held in memory where a format has to be read from its end."""

_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Part:
    """What is read with one reader. ``sample`` are its first bytes, which the stream gives again.

    ``format`` is set where the container tells it, ``suffix`` is the ending of the name without ``.gz``.
    """

    file: File
    stream: BinaryIO
    sample: bytes
    suffix: str
    format: Format | None = None


def parts(file: File, options: ReadOptions, watcher: Watcher) -> Generator[Part | InputError]:
    """The parts of a file, each to be read before the next is asked for. Raises UnreadableError or OSError."""
    with _opened(file, options) as raw:
        counted = _Counted(raw, watcher)
        yield from _unpacked(file, Buffered(counted), Budget(counted.size), Path(file.name), 0)


def seekable(stream: BinaryIO, what: str) -> BinaryIO:
    """A stream that can be sought in: itself, or its bytes in memory. Raises UnreadableError where there are too many.

    ``what`` it is called when it cannot be read.
    """
    if stream.seekable():
        return stream
    held = io.BytesIO()
    while more := some(stream, SAMPLE):
        held.write(more)
        if held.tell() > SPOOL:
            raise UnreadableError(
                f"{what} of more than {SPOOL >> 20} MiB cannot be read from a pipe or out of an archive: "
                "give it as a file of its own"
            )
    held.seek(0)
    return held


def _unpacked(file: File, stream: BinaryIO, budget: Budget, name: Path, depth: int) -> Iterator[Part | InputError]:
    sample = first_bytes(stream)
    if stream.seekable():
        stream.seek(0)
    else:
        stream = rejoined(sample, stream)
    if not sample.startswith((GZIP, *ZIP)):
        if sample.startswith(OLE):
            raise UnreadableError(old_office(_ole_directory(stream, sample)))
        yield Part(file, stream, sample, name.suffix.lower())
        return
    if sample.startswith(GZIP):
        _refuse_deeper(depth)
        inner = name.with_suffix("") if name.suffix.lower() in (".gz", ".gzip") else name
        yield from _unpacked(file, gunzipped(stream, budget), budget, inner, depth + 1)
        return
    stream = seekable(stream, "a zip archive")
    if form := office_format(stream, sample):
        stream.seek(0)
        yield Part(file, stream, sample, name.suffix.lower(), form)
        return
    _refuse_deeper(depth)
    for member in members(stream, file, budget):
        if isinstance(member, InputError):
            yield member
            continue
        inside, content = member
        try:
            yield from _unpacked(inside, content, budget, Path(inside.name), depth + 1)
        except (UnreadableError, OSError) as error:
            yield InputError(source=inside.name, reason=reason_of(error))


def reason_of(error: Exception) -> str:
    """What to say of an error of reading; it quotes nothing."""
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return f"not whole {error.encoding.upper()} text at byte {error.start + 1} of a part: save the file as UTF-8"
    if isinstance(error, OSError):
        return os.strerror(error.errno).lower() if error.errno else "it cannot be read"
    return "it cannot be read as text"


def _refuse_deeper(depth: int) -> None:
    if depth == _DEEPEST:
        raise UnreadableError("an archive in an archive in an archive: unpack the outer one")


def _ole_directory(stream: BinaryIO, sample: bytes) -> bytes:
    """The bytes of an old Office file where its directory begins, as its header says."""
    sector = 1 << min(int.from_bytes(sample[30:32], "little"), 12)
    at = (int.from_bytes(sample[48:52], "little") + 1) * sector
    if not stream.seekable():
        return sample[at:] or sample
    stream.seek(at)
    return stream.read(SAMPLE) or sample


@contextmanager
def _opened(file: File, options: ReadOptions) -> Iterator[BinaryIO]:
    if file.path is not None:
        if file.path.is_dir():
            raise UnreadableError(CLOSED)
        with file.path.open("rb") as raw:
            yield raw
        return
    stream = options.stdin or (sys.stdin.buffer if sys.stdin is not None else None)
    if stream is None:
        raise UnreadableError("standard input is closed; name a file")
    yield stream


class _Counted(io.RawIOBase):
    """A binary stream that tells a watcher how much was read; what is read again from the beginning counts once."""

    def __init__(self, stream: BinaryIO, watcher: Watcher) -> None:
        self._stream = stream
        self._watcher = watcher
        self._taken = self._again = 0
        self._seekable = bool(getattr(stream, "seekable", bool)()) and stream.tell() == 0

    def size(self) -> int:
        """The length of the stream, or how much of it was read where that is not known."""
        if not self._seekable:
            return self._taken
        here = self._stream.tell()
        length = self._stream.seek(0, os.SEEK_END)
        self._stream.seek(here)
        return length

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._seekable

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if offset == 0 and whence == os.SEEK_SET:
            self._again = self._taken
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = some(self._stream, len(buffer))
        buffer[: len(data)] = data
        again = min(self._again, len(data))
        self._again -= again
        self._taken += len(data) - again
        self._watcher.advanced(len(data) - again)
        return len(data)
