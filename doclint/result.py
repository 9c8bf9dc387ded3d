"""The result of linting one note, and the report over many (contract section 5)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["info", "warning", "error"]
Verdict = Literal["supported", "at_risk", "unsupported", "not_applicable"]
Authority = Literal["cms", "lcd", "payer", "practice"]
Status = Literal["performed", "planned", "not_done", "historical", "home", "other_person"]
Origin = Literal["claim", "note", "assumed"]

SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True, defer_build=True)


class Source(_Record):
    """Where a note came from: the file, and the row (from 1) where it has rows."""

    path: str | None = None
    row: int | None = None


class CodeUse(_Record):
    """One procedure code of the visit, and where doclint knows it from."""

    code: str
    units: int | None = None
    minutes: int | None = None
    modifiers: tuple[str, ...] = ()
    origin: Origin


class Element(_Record):
    """One of the five elements: whether the note has it, and the words or values that show it."""

    present: bool
    values: tuple[str | int, ...] = ()


class Elements(_Record):
    activity: Element
    assistance: Element
    goal: Element
    minutes: Element
    skilled_care: Element


class BetterCode(_Record):
    """A procedure code that the 97530 text reads more like, with its probability (0 to 1)."""

    code: str
    probability: float


class Entity(_Record):
    """A marked stretch of the note; offsets count characters of the text as given, end exclusive."""

    label: str
    start: int | None
    end: int | None
    text: str | None
    status: Status
    value: str | None = None
    section: str | None = None
    code: str | None = None
    functions: tuple[str, ...] = ()
    cue: str | None = None


class Related(_Record):
    """Another stretch of the note that a finding speaks of."""

    start: int | None
    end: int | None
    label: str


class Accepted(_Record):
    """That somebody has accepted a finding: why, who, and until which day (None for good)."""

    reason: str
    who: str
    until: dt.date | None = None


class Finding(_Record):
    """One thing in the note that fails to support the code; one that is ``accepted`` does not count for the verdict."""

    rule: str
    name: str
    severity: Severity
    message: str
    suggestion: str
    start: int | None
    end: int | None
    line: int | None
    column: int | None
    excerpt: str | None
    confidence: float
    authority: Authority
    reference: str
    related: tuple[Related, ...] = ()
    cue: str | None = None
    fingerprint: str
    accepted: Accepted | None = None


class Result(BaseModel):
    """What doclint says of one note."""

    model_config = ConfigDict(
        frozen=True,
        populate_by_name=True,
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
        defer_build=True,
    )

    schema_: Literal["doclint.result/1"] = Field(default="doclint.result/1", alias="schema")
    id: str
    source: Source = Source()
    profile: str
    date_of_service: dt.date | None = None
    discipline: str | None = None
    verdict: Verdict
    codes: tuple[CodeUse, ...] = ()
    elements: Elements
    better_codes: tuple[BetterCode, ...] = ()
    entities: tuple[Entity, ...] = ()
    findings: tuple[Finding, ...] = ()
    information: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    extra: dict[str, Any] = Field(default_factory=dict)


class InputError(_Record):
    """A row or file that could not be read, or a rule that failed on a note: its place and the reason."""

    source: str
    row: int | None = None
    id: str | None = None
    reason: str


class Report(BaseModel):
    """The results of one run over several notes."""

    model_config = ConfigDict(
        frozen=True,
        populate_by_name=True,
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
        defer_build=True,
    )

    schema_: Literal["doclint.report/1"] = Field(default="doclint.report/1", alias="schema")
    doclint: dict[str, str]
    run: dict[str, Any]
    summary: dict[str, Any]
    notes: tuple[Result, ...]
    errors: tuple[InputError, ...] = ()
