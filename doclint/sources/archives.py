"""Zip archives, file by file; nothing is written to disk, so that the names in them do no harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, BinaryIO

from doclint.result import InputError
from doclint.sources.encoding import Buffered, some
from doclint.sources.model import SAMPLE, File, UnreadableError
from doclint.sources.paths import shown
from doclint.sources.unpacking import BROKEN, Budget, Inflated

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
"""How zip archives begin: with a file, empty, or cut into parts of which this is the only one."""

_BAD = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_ENCRYPTED = "the file is encrypted in the archive: unpack it with its password first"
_PACKING = "the file is packed in a way that is not read: pack it with the usual Deflate"
_HEAD = struct.Struct("<4s5H3I2H")
_SIZED_LATER, _UTF8, _LONG = 0x8, 0x800, 0xFFFFFFFF

Member = tuple[File, BinaryIO] | InputError


def members(stream: BinaryIO, file: File, budget: Budget) -> Iterator[Member]:
    """The files of an archive that can be sought in, in its order, hidden ones aside. Raises UnreadableError.

    Each is to be read before the next is asked for. An archive that breaks off gives what stands before the break.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except _BAD:
        yield from _without_list(stream, file, budget)
        return
    names: Counter[str] = Counter()
    with archive:
        for info in archive.infolist():
            if _passed_over(info.filename):
                continue
            if budget.spent:
                raise UnreadableError("nothing more of the archive was read")
            member = _file(file, info.filename, names)
            if reason := _refused(info.flag_bits, info.compress_type):
                yield InputError(source=member.name, reason=reason)
                continue
            try:
                opened = archive.open(info)
            except _BAD:
                yield InputError(source=member.name, reason=BROKEN.format("zip"))
                continue
            with opened:
                yield member, Buffered(_Member(opened, budget))
    if not names:
        raise UnreadableError("the archive holds no files")


class _Member(io.RawIOBase):
    """A file of an archive, of ``length`` bytes where that is known; where it is broken, every read says so."""

    def __init__(self, source: IO[bytes], budget: Budget, length: int | None = None) -> None:
        self._source = source
        self._budget = budget
        self._left = length
        self._failed = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = len(buffer) if self._left is None else min(len(buffer), self._left)
        try:
            data = some(self._source, size) if size and not self._failed else b""
        except _BAD:
            self._failed = True
        if self._failed or (size and self._left and not data):
            raise UnreadableError(BROKEN.format("zip"))
        self._budget.take(len(data))
        if self._left is not None:
            self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


def _without_list(stream: BinaryIO, file: File, budget: Budget) -> Iterator[Member]:
    """The files of an archive whose list of files, at its end, is missing: one after the other, up to the break."""
    names: Counter[str] = Counter()
    at = 0
    while head := _head(stream, at):
        name, flags, method, packed, begin = head
        known = not flags & _SIZED_LATER
        inflated = Inflated(stream, budget, gzip=False)
        if not _passed_over(name):
            member = _file(file, name, names)
            reason = _refused(flags, method)
            if reason or method == zipfile.ZIP_BZIP2 or (method == zipfile.ZIP_STORED and not known):
                yield InputError(source=member.name, reason=reason or BROKEN.format("zip"))
            elif method == zipfile.ZIP_STORED:
                yield member, Buffered(_Member(stream, budget, packed))
            else:
                yield member, Buffered(inflated)
        if known:
            at = begin + packed
        elif method == zipfile.ZIP_DEFLATED:
            if not _drained(inflated):
                break
            at = _behind_sizes(stream, stream.tell() - inflated.excess)
        else:
            break
    raise UnreadableError(BROKEN.format("zip") + "; what stands before was read")


def _drained(inflated: Inflated) -> bool:
    """Read a stream to its end; whether it has one."""
    try:
        while inflated.read(SAMPLE):
            pass
    except UnreadableError:
        return False
    return True


def _head(stream: BinaryIO, at: int) -> tuple[str, int, int, int, int] | None:
    """Name, flags, method, packed size and place of the content of the file that begins at a place, if one does."""
    stream.seek(at)
    if stream.read(4) != b"PK\x07\x08":
        stream.seek(at)
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(ZIP[0]):
        return None
    _, _, flags, method, _, _, _, packed, _, name, extra = _HEAD.unpack(head)
    named = stream.read(name).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    more = stream.read(extra)
    if packed == _LONG and more[:2] == b"\x01\0" and len(more) >= 20:
        packed = int.from_bytes(more[12:20], "little")
    return named, flags, method, packed, stream.tell()


def _behind_sizes(stream: BinaryIO, at: int) -> int:
    """Where the next file begins: the sizes of one that was written as a stream stand behind it, in four forms."""
    stream.seek(at)
    found = stream.read(28).find(ZIP[0])
    return at + max(found, 0)


def _refused(flags: int, method: int) -> str | None:
    if flags & 1:
        return _ENCRYPTED
    return None if method in _METHODS else _PACKING


def _passed_over(name: str) -> bool:
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return name.endswith("/") or any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _file(file: File, name: str, names: Counter[str]) -> File:
    """A file of an archive; one whose name is there already gets a number."""
    names[name] += 1
    plain = shown(name) if names[name] == 1 else f"{shown(name)} ({names[name]})"
    return replace(file, name=f"{file.name}!/{plain}", key=f"{file.key}!/{plain}", named=False)
