"""Places in a document as editors count them: lines, and code units within a line.

The protocol breaks lines at LF, CR LF and CR, and nowhere else: a form feed or a Unicode line separator, which Python's
``splitlines`` breaks at as well, is a character like any other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from lsprotocol.types import Position, Range

_END = re.compile(r"\r\n|\n|\r")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
_BLOCK = 1_024


class Lines:
    """The lines of a text, with places in the units of ``encoding`` (``utf-8``, ``utf-16`` or ``utf-32``)."""

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._codec, self._unit = _CODECS[encoding]
        ends = [found.span() for found in _END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]
        blocks = () if text.isascii() else range(0, len(text), _BLOCK)
        self._blocks = [0, *accumulate(self._length(text[at : at + _BLOCK]) for at in blocks)]
        """Units before each block of characters; the text is ASCII where there is one alone."""

    def position(self, offset: int) -> Position:
        """The place of a character."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, self._before(offset) - self._before(self._starts[line]))

    def range(self, start: int, end: int) -> Range:
        """The place of a stretch."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """The character at a place. A place behind the end of a line is its end; behind the last line, the text's end;
        one within a character, its begin.
        """
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        if len(self._blocks) == 1:
            return min(start + position.character, end)
        wanted = self._before(start) + position.character
        block = min(bisect_right(self._blocks, wanted), len(self._blocks)) - 1
        at = block * _BLOCK
        data = self._text[at : at + _BLOCK].encode(self._codec, "surrogatepass")
        begun = data[: (wanted - self._blocks[block]) * self._unit]
        return min(at + len(begun.decode(self._codec, "ignore")), end)

    def line_at(self, offset: int) -> tuple[int, int]:
        """Begin and end of the line of a character, without its line end."""
        line = bisect_right(self._starts, offset) - 1
        return self._starts[line], self._ends[line]

    def _before(self, offset: int) -> int:
        """Units before a character of the text."""
        if len(self._blocks) == 1:
            return offset
        block = min(offset // _BLOCK, len(self._blocks) - 1)
        return self._blocks[block] + self._length(self._text[block * _BLOCK : offset])

    def _length(self, text: str) -> int:
        return len(text.encode(self._codec, "surrogatepass")) // self._unit
