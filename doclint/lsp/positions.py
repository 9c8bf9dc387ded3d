"""Places in a document as editors count them: lines, and code units within a line.

The protocol breaks lines at LF, CR LF and CR, and nowhere else: a form feed or a Unicode line separator, which Python's
``splitlines`` breaks at as well, is a character like any other.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol.types import Position, Range

_END = re.compile(r"\r\n|\n|\r")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Lines:
    """The lines of a text, with places in the units of ``encoding`` (``utf-8``, ``utf-16`` or ``utf-32``)."""

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._codec, self._unit = _CODECS[encoding]
        ends = [found.span() for found in _END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]
        self._ascii = text.isascii()

    def position(self, offset: int) -> Position:
        """The place of a character."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, self._units(self._starts[line], offset))

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
        if self._ascii:
            return min(start + position.character, end)
        data = self._text[start:end].encode(self._codec, "surrogatepass")[: position.character * self._unit]
        return start + len(data.decode(self._codec, "ignore"))

    def line_at(self, offset: int) -> tuple[int, int]:
        """Begin and end of the line of a character, without its line end."""
        line = bisect_right(self._starts, offset) - 1
        return self._starts[line], self._ends[line]

    def _units(self, start: int, end: int) -> int:
        if self._ascii:
            return end - start
        return len(self._text[start:end].encode(self._codec, "surrogatepass")) // self._unit
