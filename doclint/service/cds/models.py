"""What a CDS Hooks 2.0 client and doclint send each other, by the field names of the standard.

Unknown fields of a request are passed over: the standard lets a client send extensions. What doclint sends holds no
field that is null.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Indicator = Literal["info", "warning", "critical"]
Outcome = Literal["accepted", "overridden"]

MAX_FEEDBACK = 1_000
"""Most entries of one call of the feedback endpoint."""

_Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Url = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,2000}$")]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Coding(_Message):
    """A code of a code system, with its name for people."""

    code: _Name
    system: _Name | None = None
    display: str | None = None


class Service(_Message):
    """One service of the discovery answer."""

    hook: str
    title: str
    description: str
    id: str
    prefetch: dict[str, str]
    usageRequirements: str  # noqa: N815


class Services(_Message):
    """What discovery answers."""

    services: tuple[Service, ...]


class Request(_Message):
    """A call of a service. ``fhirServer`` and ``fhirAuthorization`` are taken and never used: doclint calls nobody."""

    hook: _Name
    hookInstance: UUID  # noqa: N815
    context: dict[str, Any]
    prefetch: dict[str, Any] | None = None
    fhirServer: str | None = Field(default=None, max_length=2000)  # noqa: N815
    fhirAuthorization: dict[str, Any] | None = None  # noqa: N815


class Source(_Message):
    """Where the guidance of a card comes from: the policy, with the rule as its topic."""

    label: str
    url: _Url | None = None
    topic: Coding


class Link(_Message):
    """A link of a card; doclint gives links to published policy only."""

    label: str
    url: _Url
    type: Literal["absolute"] = "absolute"


class Card(_Message):
    """One finding, for the person who is about to sign. ``detail`` is Markdown."""

    uuid: UUID
    summary: Annotated[str, StringConstraints(min_length=1, max_length=139)]
    detail: str | None = None
    indicator: Indicator
    source: Source
    overrideReasons: tuple[Coding, ...] | None = None  # noqa: N815
    links: tuple[Link, ...] | None = None


class Response(_Message):
    """The cards of one call; none where there is nothing to say."""

    cards: tuple[Card, ...] = ()


class AcceptedSuggestion(_Message):
    id: UUID


class OverrideReason(_Message):
    """Why a card was set aside. ``userComment`` is free text: it is neither kept nor counted."""

    reason: Coding | None = None
    userComment: str | None = Field(default=None, max_length=10_000)  # noqa: N815


class Entry(_Message):
    """What somebody did with one card."""

    card: UUID
    outcome: Outcome
    outcomeTimestamp: dt.datetime  # noqa: N815
    acceptedSuggestions: tuple[AcceptedSuggestion, ...] = Field(default=(), max_length=100)  # noqa: N815
    overrideReason: OverrideReason | None = None  # noqa: N815

    @model_validator(mode="after")
    def _accepted_what(self) -> Self:
        if self.outcome == "accepted" and not self.acceptedSuggestions:
            raise ValueError("an accepted outcome names the suggestions that were accepted")
        return self


class Feedback(_Message):
    """A call of the feedback endpoint."""

    feedback: tuple[Entry, ...] = Field(max_length=MAX_FEEDBACK)


class Details(_Message):
    text: str


class Issue(_Message):
    severity: Literal["error"] = "error"
    code: str
    details: Details


class OperationOutcome(_Message):
    """What went wrong, as FHIR says it; it repeats nothing of the request."""

    resourceType: Literal["OperationOutcome"] = "OperationOutcome"  # noqa: N815
    issue: tuple[Issue, ...]

    @classmethod
    def of(cls, code: str, text: str) -> OperationOutcome:
        """An outcome with one issue. ``code`` is of FHIR's issue types (``invalid``, ``incomplete``, ``security``…)."""
        return cls(issue=(Issue(code=code, details=Details(text=text)),))
