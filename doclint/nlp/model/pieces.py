"""Words as the encoder's word pieces, in windows that it can read.

Training and reading use the same windows: ``[CLS]``, the pieces of each word, a mark where a line begins, ``[SEP]``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

START, END, UNKNOWN, LINE = 101, 102, 100, 1
"""Piece numbers of ``[CLS]``, ``[SEP]``, ``[UNK]`` and of the unused piece that stands for a new line."""
LONGEST = 254
"""Pieces between the two ends of a window."""
_MOST = 8
"""Pieces of one word that are read; a longer one is cut."""


@dataclass(slots=True)
class Window:
    """``ids`` of the pieces, the ``words`` (numbers in the note) that begin in it, and where each begins (``at``)."""

    ids: list[int] = field(default_factory=lambda: [START])
    words: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)


def windows(words: Sequence[str], line_of: Sequence[int], pieces_of: Callable[[str], list[int]]) -> list[Window]:
    """The windows of a note; each word begins in exactly one. A window ends where a line ends, if one does in time."""
    out: list[Window] = []
    window = Window()
    line_first = 0
    previous = None
    for number, word in enumerate(words):
        pieces = pieces_of(word)[:_MOST] or [UNKNOWN]
        new = line_of[number] != previous
        if new:
            line_first = len(window.words)
            previous = line_of[number]
        if len(window.ids) - 1 + len(pieces) + new > LONGEST:
            rest = Window()
            if 0 < line_first < len(window.words):  # the line that does not fit goes on whole
                begin = window.at[line_first] - 1
                rest.ids += window.ids[begin:]
                rest.words = window.words[line_first:]
                rest.at = [place - begin + 1 for place in window.at[line_first:]]
                del window.ids[begin:], window.words[line_first:], window.at[line_first:]
            out.append(window)
            window, line_first = rest, 0
        if new:
            window.ids.append(LINE)
        window.words.append(number)
        window.at.append(len(window.ids))
        window.ids += pieces
    out.append(window)
    for each in out:
        each.ids.append(END)
    return out
