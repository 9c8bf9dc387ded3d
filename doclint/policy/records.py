"""What the policy data and the published tables hold, as plain records, and the list of sources."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doclint.policy.rows import Tag

BUILT_IN = dt.date(2024, 7, 1)
"""The quarter that the built-in edit pairs and maxima were read from begins on this day."""

BUILT_IN_LAST = dt.date(2024, 9, 30)
"""The last date of service that the built-in edit pairs and maxima are known for."""


class PolicyError(ValueError):
    """Policy data, a profile or a published table cannot be used.

    The message says which, where and what would be right.
    """


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit pair. ``first`` and ``last`` are the dates of service in force, inclusive; None is open."""

    column1: str
    column2: str
    indicator: int
    reason: str
    first: dt.date | None
    last: dt.date | None
    source: str
    as_of: dt.date
    tag: Tag = "D"
    unverified: str = ""
    """Which part of the row is not verified, in words."""

    def in_force(self, date: dt.date) -> bool:
        """Whether the edit applies on a date of service; one with indicator 9 never does."""
        return self.indicator != 9 and (self.first or dt.date.min) <= date <= (self.last or dt.date.max)

    @property
    def hard(self) -> bool:
        """Whether the pair is verified; one that is not is told as information only."""
        return self.tag != "M"

    @property
    def period(self) -> str:
        """The dates in force, in words."""
        if self.indicator == 9:
            return f"never in force (voided {self.last})"
        if self.first and self.last:
            return f"in force from {self.first} to {self.last}"
        if self.last:
            return f"in force until {self.last}"
        return f"in force since {self.first}" if self.first else "in force"


@dataclass(frozen=True, slots=True)
class Maximum:
    """The most units of one code that are paid on a day, and where that stands."""

    code: str
    units: int
    adjudication: str
    source: str
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Source:
    """A source by its key: what it is, and its address."""

    key: str
    title: str
    address: str


def lines(name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of ``data/<name>.csv`` as they are written, each with the number of its line."""
    text = files("doclint.policy").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return enumerate(csv.DictReader(text.splitlines()), start=2)


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its key. Raises PolicyError with file and line."""
    found: dict[str, Source] = {}
    for number, row in lines("sources"):
        if row.keys() != {"key", "title", "address"} or None in row.values():
            raise PolicyError(f"policy data sources.csv line {number}: a source has a key, a title and an address")
        found[row["key"]] = Source(**row)
    return found
