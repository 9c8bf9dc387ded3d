"""Pages set in two columns of prose, read one column after the other; tables keep their rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SECOND = re.compile(r"(?:^\s{20,}|\S {3,})(?=\S)")
_LINES = 6
"""Lines that a column has at least."""
_WRAPPED = 0.3
"""Share of a column's lines that go on in the middle of a sentence, from which it is prose."""
_WORDS = 3.0
"""Words that a line of prose has on average, at least."""


def unfolded(page: str) -> str:
    """A page as it was laid out; of one in two columns of prose, the left column and then the right one."""
    lines = page.split("\n")
    gutter = _gutter(lines)
    if gutter is None:
        return page
    left = [line[:gutter].rstrip() for line in lines]
    right = [line[gutter:].strip() for line in lines]
    if not (_prose(left) and _prose(right)):
        return page
    return "\n".join([*left, "", *right])


def _gutter(lines: Sequence[str]) -> int | None:
    """Where the right column begins: most of its lines begin there, and no line is written across it."""
    starts = Counter(match.end() for line in lines for match in _SECOND.finditer(line))
    for start, count in starts.most_common(3):
        clear = all(not line[max(0, start - 2) : start].strip() for line in lines)
        if count >= _LINES and clear:
            return start
    return None


def _prose(column: Sequence[str]) -> bool:
    written = [line.strip() for line in column if line.strip()]
    if len(written) < _LINES:
        return False
    wrapped = sum(line[0].islower() for line in written)
    words = sum(len(line.split()) for line in written)
    return wrapped >= _WRAPPED * len(written) and words >= _WORDS * len(written)
