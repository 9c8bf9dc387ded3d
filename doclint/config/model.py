"""What a configuration file may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from doclint.report.base import FailOn
from doclint.result import Severity

_MOST = 1000

Name = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]
Rules = Annotated[tuple[Name, ...], Field(max_length=_MOST)]
Confidence = Annotated[float, Field(strict=True, ge=0, le=1)]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


class _Table(BaseModel):
    """Keys are written with hyphens; others than these are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_kebab)


class ThresholdTable(_Table):
    """Confidence below which a rule's findings are dropped, and below which they are no more than ``info``."""

    drop_below: Confidence = 0.0
    info_below: Confidence = 0.0


class _Judging(_Table):
    """What decides how a note is judged."""

    profile: Name | None = Field(None, description="Payer profile of notes that name none, or its .toml file.")
    discipline: (
        Annotated[Literal["PT", "OT"], BeforeValidator(_upper, json_schema_input_type=Literal["PT", "OT", "pt", "ot"])]
        | None
    ) = Field(None, description="Discipline of notes that name none: pt or ot.")
    select: Rules | None = Field(None, description="Only these rules, by code or beginning.")
    ignore: Rules | None = Field(None, description="All but these rules.")
    extend_select: Rules = Field((), description="Rules that are added to those selected farther off.")
    extend_ignore: Rules = Field((), description="Rules that are added to those ignored farther off.")
    severity: Annotated[Mapping[Name, Severity], Field(max_length=_MOST)] = Field(
        default_factory=dict, description="Severity by rule code or beginning; the longest decides."
    )
    thresholds: Annotated[Mapping[Name, Confidence | ThresholdTable], Field(max_length=_MOST)] = Field(
        default_factory=dict,
        description="By rule code or beginning: the confidence below which a finding is dropped, or a table.",
    )


class Override(_Judging):
    """Other values for some notes: by the path of their file, by their type, or both."""

    paths: Annotated[tuple[Name, ...], Field(max_length=_MOST)] = Field(
        (), description="Patterns of paths below the configuration file's folder."
    )
    note_types: Annotated[tuple[Name, ...], Field(max_length=_MOST)] = Field(
        (), description="Note types as the notes name them, in any case."
    )


class FileSettings(_Judging):
    """A configuration file of doclint."""

    extend: Name | None = Field(None, description="A configuration file that this one adds to.")
    model: Literal["fast", "accurate", "rules"] | None = Field(None, description="Model.")
    fail_on: FailOn | None = Field(None, description="Severity from which the exit code is 1.")
    preview: StrictBool | None = Field(None, description="Whether rules that are in preview count.")
    mandatory: Rules = Field((), description="Rules that nothing nearer to the note may switch off or weaken.")
    overrides: Annotated[tuple[Override, ...], Field(max_length=_MOST)] = Field(
        (), description="Other values by path or note type, in order; a later one wins."
    )
