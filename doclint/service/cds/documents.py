"""A call's FHIR resources become notes, through the readers of FHIR exports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from doclint.note import Note
from doclint.service.cds.hooks import COMPOSITIONS, DOCUMENTS, Offer
from doclint.service.cds.models import Request
from doclint.sources.fhir.documents import GONE, document_of, is_document
from doclint.sources.fhir.index import Index
from doclint.sources.fhir.record import record_of
from doclint.sources.fhir.stream import Broken, Entry, resources
from doclint.sources.fhir.values import each, key, text
from doclint.sources.model import UnreadableError
from doclint.sources.records import BadRecordError, note_of

_TYPE = re.compile(r"is called \S+/\S+,")
"""What the readers say of a content type: the answer to a call repeats none."""

MAX_DOCUMENTS = 50
"""Most documents of one call."""


class MissingError(ValueError):
    """What the call must bring is not there (412); the message says what and where it belongs."""


class CallError(ValueError):
    """The call is not of the form that its hook asks for (400)."""


@dataclass(frozen=True, slots=True)
class Called:
    """The notes of a call, and why the other documents could not be read."""

    notes: tuple[Note, ...] = ()
    unread: tuple[str, ...] = ()


def notes_of(request: Request, offer: Offer) -> Called:
    """The notes in context and prefetch. Raises CallError and MissingError; neither quotes anything of the call."""
    _check(request, offer)
    given = _Given.of(request)
    if not given.documents and _asks_more(request, offer):
        raise MissingError(
            "No document came with the call. Send DocumentReference or Composition resources with their content inline,"
            f" in context or under the prefetch keys {DOCUMENTS!r} and {COMPOSITIONS!r}."
        )
    if len(given.documents) > MAX_DOCUMENTS:
        raise CallError(f"More than {MAX_DOCUMENTS} documents: send fewer in a call.")
    notes: list[Note] = []
    unread: list[str] = []
    for number, resource in enumerate(given.documents, 1):
        if text(resource.get("status")) in GONE or text(resource.get("docStatus")) in GONE:
            continue
        try:
            record = record_of(document_of(_placed(resource, request), given.index), given.index)
            if offer.signs and not record.get("signed_by") and (signer := _signer(request, given.index)):
                record["signed_by"] = signer
            notes.append(note_of(record, f"document {number}"))
        except (UnreadableError, BadRecordError) as error:
            unread.append(_TYPE.sub("is of another kind,", str(error)))
    if unread and not notes:
        raise MissingError(f"No document could be read: {unread[0]}.")
    return Called(tuple(notes), tuple(unread))


@dataclass(slots=True)
class _Given:
    """The documents of a call, each once, and an index of what they refer to."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    index: Index = field(default_factory=Index)

    @classmethod
    def of(cls, request: Request) -> _Given:
        given = cls()
        seen: set[str] = set()
        for entry in _entries(request):
            resource = dict(entry.resource)
            kind, name = str(resource["resourceType"]), text(resource.get("id"))
            if kind == "Claim":
                resource = _to_be_billed(resource, request)
            elif kind == "Binary":
                given.index.add_binary(resource, entry.name)
            given.index.add(resource, entry.name)
            if is_document(resource) and not (name and f"{kind}/{name}" in seen):
                given.documents.append(resource)
                seen.add(f"{kind}/{name}")
        return given


def _check(request: Request, offer: Offer) -> None:
    """Raise CallError where hook or context are not those of the service."""
    if request.hook != offer.service.hook:
        raise CallError(f"This service answers the hook {offer.service.hook}.")
    for name in offer.required:
        value = request.context.get(name)
        if not isinstance(value, str) or not value.strip():
            raise CallError(f"context.{name} has to be a string.")
    for name in offer.resources:
        value = request.context.get(name)
        if value is not None and not isinstance(value, dict):
            raise CallError(f"context.{name} has to be a FHIR resource.")


def _asks_more(request: Request, offer: Offer) -> bool:
    """Whether the call left open if there are documents; a key that is null or an empty search says there are none."""
    if offer.resources:
        return not any(isinstance(request.context.get(name), dict) for name in offer.resources)
    given = [value for name, value in (request.prefetch or {}).items() if name in (DOCUMENTS, COMPOSITIONS)]
    return not given or any(isinstance(value, dict) and _failed(value) for value in given)


def _failed(value: dict[str, Any]) -> bool:
    """Whether a prefetched value tells that the record could not fetch it."""
    kinds = [value, *each(value, "entry", "resource")]
    return any(resource.get("resourceType") == "OperationOutcome" for resource in kinds)


def _entries(request: Request) -> Iterator[Entry]:
    """The resources of context and prefetch, those of bundles one by one. Raises CallError for one that is broken."""
    for value in (*request.context.values(), *(request.prefetch or {}).values()):
        if not isinstance(value, dict):
            continue
        for entry in resources(value):
            if isinstance(entry, Broken):
                raise CallError(f"A value of context or prefetch cannot be read: {entry.reason}.")
            yield entry


def _placed(resource: dict[str, Any], request: Request) -> dict[str, Any]:
    """A draft that names no visit belongs to the visit of the call."""
    visit = request.context.get("encounterId")
    named = [*each(resource, "context", "encounter"), *each(resource, "encounter")]
    if named or not isinstance(visit, str) or not visit.strip():
        return resource
    return resource | {"encounter": {"reference": f"Encounter/{visit.strip()}"}}


def _to_be_billed(claim: dict[str, Any], request: Request) -> dict[str, Any]:
    """A draft of a claim counts here: it is what will be billed. Its lines without visit and day are this visit's."""
    visit = request.context.get("encounterId")
    own = {"status": "active"} if claim.get("status") == "draft" else {}
    dated = claim.get("billablePeriod")
    if not isinstance(visit, str) or not visit.strip() or dated:
        return claim | own
    here = {"encounter": [{"reference": f"Encounter/{visit.strip()}"}]}
    items = [
        dict(item) if item.get("encounter") or item.get("servicedDate") or item.get("servicedPeriod") else item | here
        for item in map(dict, each(claim, "item"))
    ]
    return claim | own | {"item": items}


def _signer(request: Request, index: Index) -> str | None:
    """The designations of the user, who is about to sign; the resource comes under the prefetch key of the user."""
    return index.person(key(request.context.get("userId"))).credentials
