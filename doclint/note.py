"""The note and its claim: what doclint is given (contract section 2)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

Discipline = Literal["PT", "OT"]

_CODE = re.compile(r"(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[A-Z])\Z")
_MODIFIER = re.compile(r"[A-Z0-9]{2}\Z")

MAX_TEXT = 1_000_000
"""Longest note text that is read, in characters."""

DISCIPLINES: dict[str, Discipline] = {
    "pt": "PT",
    "ot": "OT",
    "physical therapy": "PT",
    "physical therapist": "PT",
    "pta": "PT",
    "physical therapist assistant": "PT",
    "occupational therapy": "OT",
    "occupational therapist": "OT",
    "ota": "OT",
    "cota": "OT",
    "occupational therapy assistant": "OT",
}
"""What records call a discipline, in lower case."""


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in word)


# What the reader takes, as JSON Schema shows it.
_Code = Annotated[str, Field(pattern=r"^\s*([0-9]{5}|[A-Za-z][0-9]{4}|[0-9]{4}[A-Za-z])\s*$")]
_Identifier = str | int | None
_DisciplineName = Annotated[str, Field(pattern=rf"^\s*({'|'.join(map(_any_case, DISCIPLINES))})?\s*$")]
_Lines = Annotated[str, Field(examples=["97530:2:GP,97140:1:GP+59"])]


class ClaimLine(BaseModel):
    """One billed line: a procedure code, its units (15-minute units for timed codes) and modifiers."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    code: str
    units: int | None = Field(default=None, ge=0, le=9999)
    minutes: int | None = Field(default=None, ge=0, le=1440)
    modifiers: tuple[str, ...] = ()

    @field_validator("code", mode="before", json_schema_input_type=_Code | Annotated[int, Field(ge=10000, le=99999)])
    @classmethod
    def _code(cls, value: object) -> object:
        text = str(value).strip().upper()
        if not _CODE.match(text):
            raise ValueError("a procedure code has five characters, such as 97530 or G0283")
        return text

    @field_validator("modifiers", mode="before", json_schema_input_type=list[str] | str | None)
    @classmethod
    def _modifiers(cls, value: object) -> object:
        if value is None:
            return ()
        if isinstance(value, str):
            value = re.split(r"[\s,;+]+", value.strip()) if value.strip() else ()
        if not isinstance(value, (list, tuple)):
            raise ValueError('modifiers are a list such as ["GP", "59"]')
        out = tuple(str(item).strip().upper() for item in value)
        for item in out:
            if not _MODIFIER.match(item):
                raise ValueError(f"a modifier has two characters, such as GP or 59, not {item[:12]!r}")
        return out


class PlanOfCare(BaseModel):
    """The dates between which a physician certified the plan of care, both inclusive."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    certified_from: dt.date | None = None
    certified_to: dt.date | None = None


class Note(BaseModel):
    """The documentation of one treatment visit.

    Only ``text`` is required. ``claim`` is ``None`` where it is not known what was billed, and empty where
    nothing was. Fields that doclint does not know are kept in ``extra`` and handed back.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    id: str | None = None
    text: str = Field(max_length=MAX_TEXT)
    date_of_service: dt.date | None = None
    discipline: Discipline | None = None
    profile: str | None = None
    patient_id: str | None = None
    clinician_id: str | None = None
    signed_by: str | None = None
    visit_number: int | None = Field(default=None, ge=0)
    plan_of_care: PlanOfCare | None = None
    note_type: str | None = None
    claim: tuple[ClaimLine, ...] | None = None
    extra: SkipJsonSchema[dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _keep_unknown(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = cls.model_fields.keys()
        unknown = {key: value for key, value in data.items() if key not in known}
        if not unknown:
            return data
        kept = {key: value for key, value in data.items() if key in known}
        kept["extra"] = {**unknown, **(kept.get("extra") or {})}
        return kept

    @field_validator("claim", mode="before", json_schema_input_type=tuple[ClaimLine, ...] | _Lines | None)
    @classmethod
    def _claim(cls, value: object) -> object:
        return value  # the readers parse a claim in one string; the schema says so

    @field_validator("id", "patient_id", "clinician_id", mode="before", json_schema_input_type=_Identifier)
    @classmethod
    def _identifier(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("discipline", mode="before", json_schema_input_type=_DisciplineName | None)
    @classmethod
    def _discipline(cls, value: object) -> object:
        if isinstance(value, str):
            return DISCIPLINES.get(value.strip().lower(), value.strip().upper()) or None
        return value
