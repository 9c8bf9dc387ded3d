"""The result of linting one note, and the report over many (contract section 5)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from doclint.severity import SEVERITIES as SEVERITIES
from doclint.severity import Authority as Authority
from doclint.severity import Severity as Severity

Verdict = Literal["supported", "at_risk", "unsupported", "not_applicable"]
Status = Literal["performed", "planned", "not_done", "historical", "home", "other_person"]
Origin = Literal["claim", "note", "assumed"]

_Model = TypeVar("_Model", bound=BaseModel)


_set_values, _set_given, _set_extra, _set_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


def trusted(model: type[_Model], values: dict[str, Any]) -> _Model:
    """A record of values that need no check: every field of the model, in its order and of its type. A result of a page
    has dozens of them, and checks take many times as long. The record keeps the dictionary as its own.
    """
    made = model.__new__(model)
    _set_values(made, values)
    _set_given(made, _fields(model))
    _set_extra(made, None)
    _set_private(made, None)
    return made


@cache
def _fields(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True, defer_build=True)


class Source(_Record):
    """Where a note came from: the file, and the row (from 1) where it has rows."""

    path: str | None = Field(default=None, description="file that the note was read from")
    row: int | None = Field(default=None, description="its row there, from 1")


class CodeUse(_Record):
    """One procedure code of the visit, and where doclint knows it from."""

    code: str = Field(description="procedure code")
    units: int | None = Field(default=None, description="units billed")
    minutes: int | None = Field(default=None, description="minutes documented or billed under the code")
    modifiers: tuple[str, ...] = Field(default=(), description="modifiers on the line")
    origin: Origin = Field(description="`claim`, `note` (the text names it) or `assumed`")


class Element(_Record):
    """One of the five elements: whether the note has it, and the words or values that show it."""

    present: bool = Field(description="whether the note has it")
    values: tuple[str | int, ...] = Field(default=(), description="words or values that show it")


class Elements(_Record):
    """The five elements of a note that supports 97530."""

    activity: Element = Field(description="a specific functional task")
    assistance: Element = Field(description="how much help it took")
    goal: Element = Field(description="what it is for")
    minutes: Element = Field(description="how long it took")
    skilled_care: Element = Field(description="what the clinician did")


class BetterCode(_Record):
    """A procedure code that the 97530 text reads more like, with its probability (0 to 1)."""

    code: str = Field(description="procedure code")
    probability: float = Field(description="0 to 1")


class Entity(_Record):
    """A marked stretch of the note; offsets count characters of the text as given, end exclusive."""

    label: str = Field(description="what it is, such as `ACTIVITY` or `GOAL`")
    start: int | None = Field(description="offset of its first character in the note's text")
    end: int | None = Field(description="offset behind its last character")
    text: str | None = Field(description="its words")
    status: Status = Field(description="whether it was done, by whom and when")
    value: str | None = Field(default=None, description="level of assistance, or minutes")
    section: str | None = Field(default=None, description="section of the note")
    code: str | None = Field(default=None, description="procedure code that the text is attributed to")
    functions: tuple[str, ...] = Field(default=(), description="functions that it serves, such as `transfer`")
    cue: str | None = Field(default=None, description="wording that decided the status")


class Related(_Record):
    """Another stretch of the note that a finding speaks of."""

    start: int | None = Field(description="offset of its first character")
    end: int | None = Field(description="offset behind its last character")
    label: str = Field(description="what it is")


class Accepted(_Record):
    """That somebody has accepted a finding: why, who, and until which day (None for good)."""

    reason: str = Field(description="why")
    who: str = Field(description="who accepted it")
    until: dt.date | None = Field(default=None, description="last day on which that holds; null for good")


class _Place(_Record):
    def __str__(self) -> str:
        """As people say it: ``page 2, line 5``."""
        return ", ".join(f"{name} {number}" for name, number in self)


class PagePlace(_Place):
    """A line of a page, both from 1; blank lines do not count."""

    page: int = Field(description="page, from 1")
    line: int = Field(description="line of the page, from 1")


class ParagraphPlace(_Place):
    """A paragraph of a document, from 1; empty ones count."""

    paragraph: int = Field(description="paragraph, from 1")


class RowPlace(_Place):
    """A row of a table of a document, both from 1."""

    table: int = Field(description="table, from 1")
    row: int = Field(description="row of the table, from 1")


Place = PagePlace | ParagraphPlace | RowPlace


class Finding(_Record):
    """One thing in the note that fails to support the code; one that is ``accepted`` does not count for the verdict.

    ``place`` is where it stands in the PDF, Word or RTF document that the note was read from.
    """

    rule: str = Field(description="code such as `GOL001`")
    name: str = Field(description="name such as `no-goal`")
    severity: Severity = Field(description="`error`, `warning` or `info`")
    message: str = Field(description="what the matter is in this note")
    suggestion: str = Field(description="what kind of fact is missing and how it is usually worded")
    start: int | None = Field(description="offset of the passage; 0 where the whole note is meant")
    end: int | None = Field(description="offset behind it")
    line: int | None = Field(description="line of the passage, from 1")
    column: int | None = Field(description="column of the passage, from 1, in characters")
    excerpt: str | None = Field(description="words of the passage")
    confidence: float = Field(description="0 to 1: how often such findings are right")
    authority: Authority = Field(description="who asks for it: `cms`, `lcd`, `payer`, `practice`")
    reference: str = Field(description="policy that the rule rests on, in words")
    related: tuple[Related, ...] = Field(
        default=(), description="other passages that it speaks of, such as the goal of a link"
    )
    cue: str | None = Field(default=None, description="wording that fired or ruled out")
    fingerprint: str = Field(description="16 hex digits that stay the same while the finding does")
    accepted: Accepted | None = Field(default=None, description="who accepted it and why; null where nobody did")
    place: Place | None = Field(default=None, description="where it stands in a PDF, Word or RTF file")


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
    id: str = Field(description="the note's id, or one made from its text")
    source: Source = Field(default=Source(), description="where the note came from")
    profile: str = Field(description="payer profile that it was judged by")
    date_of_service: dt.date | None = Field(default=None, description="of the visit")
    discipline: str | None = Field(default=None, description="`PT` or `OT`")
    verdict: Verdict = Field(
        description="`supported`, `at_risk`, `unsupported`, or `not_applicable` where no 97530 is billed"
    )
    codes: tuple[CodeUse, ...] = Field(default=(), description="procedure codes of the visit")
    elements: Elements = Field(description="the five things that a 97530 note must show")
    better_codes: tuple[BetterCode, ...] = Field(default=(), description="services that the 97530 text reads more like")
    entities: tuple[Entity, ...] = Field(default=(), description="what was found in the text")
    findings: tuple[Finding, ...] = Field(default=(), description="what fails to support the code, the severest first")
    information: tuple[str, ...] = Field(default=(), description="what a biller should know beside the findings")
    errors: tuple[str, ...] = Field(default=(), description="rules that failed on this note")
    extra: dict[str, Any] = Field(default_factory=dict, description="fields of the input that doclint does not know")


class InputError(_Record):
    """A row or file that could not be read, or a rule that failed on a note: its place and the reason."""

    source: str = Field(description="file")
    row: int | None = Field(default=None, description="its row, from 1")
    id: str | None = Field(default=None, description="the note's id where it is known")
    reason: str = Field(description="why it could not be read or judged; quotes nothing of the note")

    @property
    def line(self) -> str:
        """The error in one line."""
        row = f", row {self.row}" if self.row is not None else ""
        return f"{self.source}{row}: {self.reason}"


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
    doclint: dict[str, str] = Field(description="versions of doclint, its model, Python and spaCy")
    run: dict[str, Any] = Field(description="options of the run")
    summary: dict[str, Any] = Field(description="counts of notes, verdicts, rules and errors")
    notes: tuple[Result, ...] = Field(description="one result a note, in input order")
    errors: tuple[InputError, ...] = Field(default=(), description="what could not be read or judged")
