"""Where spans of a text lie, asked many times: each question costs the logarithm of their number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from operator import itemgetter


class Places:
    """Spans from start to end (exclusive), in order of their starts; they may overlap."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.spans = sorted(spans, key=itemgetter(0))
        self._starts = [start for start, _ in self.spans]
        self._reach = list(accumulate((end for _, end in self.spans), max))

    def covering(self, place: int) -> int | None:
        """The number of the first span that holds a character; None where there is none."""
        number = bisect_right(self._reach, place)
        return number if number < len(self.spans) and self._starts[number] <= place else None

    def meeting(self, start: int, end: int) -> int | None:
        """The number of the first span that begins before ``end`` and ends behind ``start``; None where none does."""
        number = bisect_right(self._reach, start)
        return number if number < len(self.spans) and self._starts[number] < end else None

    def meet(self, start: int, end: int) -> bool:
        """Whether a span begins before ``end`` and ends behind ``start``."""
        return self.meeting(start, end) is not None

    def begin_in(self, start: int, end: int) -> bool:
        """Whether a span begins from ``start`` to before ``end``."""
        number = bisect_right(self._starts, start - 1)
        return number < len(self.spans) and self._starts[number] < end
