"""Calendar quarters: the edit tables and maxima are published for one each."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_NAMED = re.compile(r"(20\d\d)[\s_-]*q([1-4])", re.IGNORECASE)
_TURNED = re.compile(r"q([1-4])[\s_-]*(20\d\d)", re.IGNORECASE)
_VERSION = re.compile(r"(?<![a-z0-9])v(\d\d)\.?([0-3])r\d", re.IGNORECASE)
_DAY = re.compile(r"\b(0?[147]|10)[/-]0?1[/-](20\d\d)\b")
_FIRST_VERSION_YEAR = 1994


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, such as 2026Q2."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        """The quarter that a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def find(cls, text: str) -> Quarter | None:
        """The quarter that a name or heading gives: ``2026q2``, ``Q2 2026``, ``v321r0`` or ``04/01/2026``."""
        if found := _NAMED.search(text):
            return cls(int(found[1]), int(found[2]))
        if found := _TURNED.search(text):
            return cls(int(found[2]), int(found[1]))
        if found := _VERSION.search(text):
            return cls(_FIRST_VERSION_YEAR + int(found[1]), int(found[2]) + 1)
        if found := _DAY.search(text):
            return cls(int(found[2]), (int(found[1]) + 2) // 3)
        return None

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        following = dt.date(self.year + self.number // 4, 3 * (self.number % 4) + 1, 1)
        return following - dt.timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
