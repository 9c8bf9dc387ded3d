"""The rows of the policy data: one typed record a kind of fact, each with source, as-of date, validity and tag."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Tag = Literal["V", "V2", "D", "M"]
"""V read in the authority's own text; V2 in a secondary source; D derived; M not verified, and so advisory only."""

Setting = Literal["practitioner", "hospital"]
Counting = Literal["timed", "untimed", "block", "area"]

ALWAYS = dt.date.min
LATEST = dt.date.max


def codes_in(cell: str) -> tuple[str, ...]:
    """The codes of a cell: single ones and ranges (``97153-97158``, ``G0237-G0239``), separated by blanks."""
    out: list[str] = []
    for part in cell.split():
        first, _, last = part.partition("-")
        if not last:
            out.append(first)
            continue
        letter = first[0] if first[0].isalpha() else ""
        low, high = int(first.removeprefix(letter)), int(last.removeprefix(letter))
        out.extend(f"{letter}{number:0{len(first) - len(letter)}d}" for number in range(low, high + 1))
    return tuple(out)


class Row(BaseModel):
    """What every fact carries. ``valid_from`` and ``valid_to`` are dates of service, both inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    source: str
    as_of: dt.date
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    tag: Tag

    @field_validator("valid_from", "valid_to", mode="before")
    @classmethod
    def _blank(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _order(self) -> Row:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from lies after valid_to")
        return self

    @property
    def hard(self) -> bool:
        """Whether the fact is verified, so that a finding may rest on it."""
        return self.tag != "M"

    def holds(self, date: dt.date) -> bool:
        """Whether the fact holds on a date of service."""
        return (self.valid_from or ALWAYS) <= date <= (self.valid_to or LATEST)


class CodeRow(Row):
    """A procedure code: a short label of our own, and how its time counts. The tag speaks of the counting."""

    code: str
    label: str
    counting: Counting
    unit_minutes: int | None = Field(default=None, ge=1)

    @field_validator("unit_minutes", mode="before")
    @classmethod
    def _none(cls, value: object) -> object:
        return None if value == "" else value


class _OfCodes(Row):
    codes: tuple[str, ...]

    @field_validator("codes", mode="before")
    @classmethod
    def _codes(cls, value: object) -> object:
        return codes_in(value) if isinstance(value, str) else value


class TherapyRow(_OfCodes):
    """Whether codes are always or sometimes therapy, and which of GP, GO and GN they may carry."""

    therapy: Literal["always", "sometimes", "none"]
    modifiers: tuple[str, ...]

    @field_validator("modifiers", mode="before")
    @classmethod
    def _modifiers(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value


class PeriodRow(_OfCodes):
    """Between which dates codes existed, where they did not always."""


class _Scoped(Row):
    programme: str
    settings: tuple[Setting, ...]

    @field_validator("settings", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value


class EditRow(_Scoped):
    """Edit pairs: every code of column 1 with every code of column 2.

    ``indicator`` 0: no modifier bypasses the edit; 1: one may; 9: the edit does not apply. ``unverified`` names the
    part of a verified row that is not, in words.
    """

    column1: tuple[str, ...]
    column2: tuple[str, ...]
    indicator: Literal[0, 1, 9]
    reason: str
    unverified: str = ""

    @field_validator("column1", "column2", mode="before")
    @classmethod
    def _codes(cls, value: object) -> object:
        return codes_in(value) if isinstance(value, str) else value

    @field_validator("indicator", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.isdecimal() else value


class MaximumRow(_Scoped):
    """The most units of a code that are paid on one day. ``adjudication`` 2: absolute, 3: clinical."""

    codes: tuple[str, ...]
    units: int = Field(ge=0)
    adjudication: Literal["1", "2", "3"]

    @field_validator("codes", mode="before")
    @classmethod
    def _codes(cls, value: object) -> object:
        return codes_in(value) if isinstance(value, str) else value


class ThresholdRow(Row):
    """A yearly amount in US dollars of one beneficiary and discipline (PT with SLP together, OT apart)."""

    name: Literal["kx", "medical_review"]
    amount: int


class IntervalRow(Row):
    """A number of days, treatment days or visits within which something is due."""

    programme: str
    name: str
    value: int = Field(ge=1)
    unit: Literal["days", "treatment days", "visits"]


class RequirementRow(_Scoped):
    """Something that a programme wants or does from a date on."""

    name: str


class ElementRow(Row):
    """An element of the treatment note, and whether an authority requires it."""

    authority: Literal["cms", "lcd", "payer"]
    element: str
    status: Literal["required", "voluntary"]
