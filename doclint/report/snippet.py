"""The note's own line with a stretch of it underlined."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.report.escape import visible

_BEFORE = 40
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Snippet:
    """A line of a note, and where the stretch lies in what is shown of it. ``line`` counts from 1."""

    line: int
    before: str
    marked: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.marked + self.after


def snippet(text: str, start: int, end: int) -> Snippet | None:
    """What to show of a stretch: its first line, cut around it where the line is long. None for an empty stretch."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start] in "\r\n":
        start += 1
    if start >= end:
        return None
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    stop = min(end, line_end, start + _WIDTH)
    left = line_start if stop - line_start <= _WIDTH else max(line_start, start - _BEFORE)
    right = min(line_end, max(stop, left + _WIDTH))
    more = "…" if end > stop else ""
    return Snippet(
        line=text.count("\n", 0, start) + 1,
        before=("…" if left > line_start else "") + visible(text[left:start]),
        marked=visible(text[start:stop].rstrip("\r")) + more,
        after=visible(text[stop:right].rstrip("\r")) + ("…" if right < line_end and not more else ""),
    )
