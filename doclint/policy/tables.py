"""The policy data that ships with doclint, read at first use and kept."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from doclint.policy.rows import (
    CodeRow,
    EditRow,
    ElementRow,
    IntervalRow,
    MaximumRow,
    PeriodRow,
    RequirementRow,
    SourceRow,
    Tag,
    TherapyRow,
    ThresholdRow,
)

_Model = TypeVar("_Model", bound=BaseModel)

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


def read(name: str, model: type[_Model]) -> tuple[_Model, ...]:
    """The rows of ``data/<name>.csv``, checked. Raises PolicyError with file and line."""
    text = files("doclint.policy").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    out: list[_Model] = []
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            out.append(model.model_validate(row))
        except ValidationError as error:
            raise PolicyError(f"policy data {name}.csv line {number}: {error.errors()[0]['msg']}") from None
    return tuple(out)


@cache
def sources() -> Mapping[str, SourceRow]:
    """Every source by its key."""
    return {row.key: row for row in read("sources", SourceRow)}


@cache
def codes() -> Mapping[str, CodeRow]:
    """Every procedure code that doclint knows."""
    return {row.code: row for row in read("codes", CodeRow)}


@cache
def therapy() -> Mapping[str, TherapyRow]:
    """Which codes are therapy, and under which modifiers, by code."""
    return {code: row for row in read("therapy", TherapyRow) for code in row.codes}


@cache
def periods() -> Mapping[str, PeriodRow]:
    """When codes existed, by code, for those that did not always."""
    return {code: row for row in read("periods", PeriodRow) for code in row.codes}


@cache
def edits(programme: str, setting: str) -> Mapping[tuple[str, str], tuple[Edit, ...]]:
    """The built-in edit pairs of one programme and setting, by (column 1, column 2)."""
    out: dict[tuple[str, str], list[Edit]] = {}
    for row in read("edits", EditRow):
        if row.programme != programme or setting not in row.settings:
            continue
        for one in row.column1:
            for two in row.column2:
                out.setdefault((one, two), []).append(
                    Edit(
                        one,
                        two,
                        row.indicator,
                        row.reason,
                        row.valid_from,
                        row.valid_to,
                        row.source,
                        row.as_of,
                        row.tag,
                        row.unverified,
                    )
                )
    return {pair: tuple(found) for pair, found in out.items()}


@cache
def known_codes() -> frozenset[str]:
    """The codes that the built-in pairs speak of; about others the built-in list says nothing."""
    rows = read("edits", EditRow)
    return frozenset(codes()) | {code for row in rows for code in (*row.column1, *row.column2)}


@cache
def maxima(programme: str, setting: str) -> tuple[MaximumRow, ...]:
    """The built-in daily maxima of one programme and setting."""
    return tuple(row for row in read("maxima", MaximumRow) if row.programme == programme and setting in row.settings)


@cache
def thresholds() -> tuple[ThresholdRow, ...]:
    """Yearly amounts."""
    return read("thresholds", ThresholdRow)


@cache
def intervals(programme: str) -> tuple[IntervalRow, ...]:
    """Intervals of one programme."""
    return tuple(row for row in read("intervals", IntervalRow) if row.programme == programme)


@cache
def requirements(programme: str, setting: str) -> tuple[RequirementRow, ...]:
    """What one programme wants in one setting."""
    rows = read("requirements", RequirementRow)
    return tuple(row for row in rows if row.programme == programme and setting in row.settings)


@cache
def elements() -> tuple[ElementRow, ...]:
    """Elements of the treatment note by authority."""
    return read("elements", ElementRow)
