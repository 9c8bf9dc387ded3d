"""Compressed streams, unpacked as they are read: what stands before a break is given, and bombs are stopped."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from doclint.sources.encoding import Buffered, some
from doclint.sources.model import SAMPLE, UnreadableError

BROKEN = "the {} archive breaks off or is damaged here: copy it again from where it was made"

_FREE = 256 * 1024 * 1024
_RATIO = 500


@dataclass(slots=True)
class Budget:
    """What an archive, with all that lies in it, may unpack to. ``size`` gives how long it is, or how much was read."""

    size: Callable[[], int]
    unpacked: int = 0

    @property
    def spent(self) -> bool:
        """Whether it unpacks to more than notes do: 256 MiB and 500 times its size."""
        return self.unpacked > _FREE and self.unpacked > _RATIO * self.size()

    def take(self, size: int) -> None:
        """So many more bytes were unpacked. Raises UnreadableError where they are too many."""
        self.unpacked += size
        if self.spent:
            raise UnreadableError(f"the archive unpacks to more than {_RATIO} times its size, as a bomb does")


class Inflated(io.RawIOBase):
    """What a compressed stream holds: gzip, its parts one after the other, or one bare Deflate stream.

    Where the stream is broken, what came before is given first; then reading raises UnreadableError, each time.
    """

    def __init__(self, source: BinaryIO, budget: Budget, *, gzip: bool = True) -> None:
        self._source = source
        self._budget = budget
        self._gzip = gzip
        self._unpack = self._fresh()
        self._waiting = b""
        self._ended = self._failed = False

    @property
    def excess(self) -> int:
        """How many bytes behind the end of a bare Deflate stream were taken from the source."""
        return len(self._unpack.unused_data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = b"" if self._ended or self._failed else self._more(len(buffer))
        except zlib.error:
            self._failed = True
        if self._failed:
            raise UnreadableError(BROKEN.format("gzip" if self._gzip else "zip"))
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)

    def _more(self, size: int) -> bytes:
        while True:
            packed = self._waiting or some(self._source, SAMPLE)
            data = self._unpack.decompress(packed, size)
            self._waiting = self._unpack.unconsumed_tail
            if self._unpack.eof:
                self._ended = not self._next_part()
            elif not packed and not data:
                raise zlib.error
            if data or self._ended:
                return data

    def _next_part(self) -> bool:
        """Whether another gzip part follows; zeros that pad the end to a block's length are none."""
        if not self._gzip:
            return False
        follows = self._unpack.unused_data.lstrip(b"\0")
        while not follows and (more := some(self._source, SAMPLE)):
            follows = more.lstrip(b"\0")
        if follows:
            self._unpack = self._fresh()
            self._waiting = follows
        return bool(follows)

    def _fresh(self) -> zlib._Decompress:
        return zlib.decompressobj(31 if self._gzip else -15)


def gunzipped(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """What a gzip archive holds."""
    return Buffered(Inflated(stream, budget))
