"""The policy data that ships with doclint, read at first use and kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from doclint.policy.records import Edit, PolicyError, lines
from doclint.policy.rows import (
    CodeRow,
    EditRow,
    ElementRow,
    IntervalRow,
    MaximumRow,
    PeriodRow,
    RequirementRow,
    TherapyRow,
    ThresholdRow,
)

_Model = TypeVar("_Model", bound=BaseModel)


def read(name: str, model: type[_Model]) -> tuple[_Model, ...]:
    """The rows of ``data/<name>.csv``, checked. Raises PolicyError with file and line."""
    out: list[_Model] = []
    for number, row in lines(name):
        try:
            out.append(model.model_validate(row))
        except ValidationError as error:
            raise PolicyError(f"policy data {name}.csv line {number}: {error.errors()[0]['msg']}") from None
    return tuple(out)


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
