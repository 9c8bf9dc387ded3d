"""The endpoints of CDS Hooks: what is asked is checked here, and answered by a worker process."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from doclint.service.bodies import JSON, body_of, check_type
from doclint.service.cds.answer import Answer, Call, parsed, refusal
from doclint.service.cds.clients import ClientError, Clients, CrowdedError
from doclint.service.cds.counts import Counts
from doclint.service.cds.documents import CallError
from doclint.service.cds.examples import CALL, FEEDBACK
from doclint.service.cds.hooks import OFFERS
from doclint.service.cds.models import Feedback, OperationOutcome, Services
from doclint.service.cds.models import Request as Asked
from doclint.service.cds.models import Response as Cards
from doclint.service.describe import problems
from doclint.service.problems import busy
from doclint.service.settings import Settings
from doclint.service.watch import Watch
from doclint.service.workers import Workers

_WHY = {
    400: "The call is not of the form that the service asks for",
    401: "The client's signed token is missing, wrong or used before",
    404: "No such service",
    412: "The documents did not come with the call, or cannot be read",
}


def router(settings: Settings, workers: Workers, watch: Watch) -> APIRouter:
    """The routes. Raises KeysError."""
    routes = APIRouter(prefix="/cds-services", tags=["CDS Hooks"])
    clients = Clients.read(settings.cds_clients) if settings.cds_clients else None
    counts = Counts(watch.registry)
    found = Services(services=tuple(offer.service for offer in OFFERS.values())).model_dump_json()

    def refused(request: Request, service: str | None = None) -> Response | None:
        """The answer to a call that is not let in, or of a service that does not exist."""
        path = "/cds-services" if service is None else f"/cds-services/{service}"
        try:
            if clients is not None:
                clients.check(request.headers.get("authorization"), path)
        except ClientError as error:
            return _response(refusal(401, "security", str(error)), {"www-authenticate": "Bearer"})
        except CrowdedError:
            raise busy("too many tokens are in use", 60) from None
        if service is not None and service.removesuffix("/feedback") not in OFFERS:
            return _response(refusal(404, "not-found", "There is no such service; GET /cds-services lists them."))
        return None

    async def body(request: Request) -> bytes:
        check_type(request, JSON)
        return await body_of(request, settings.body, settings.timeout)

    @routes.get("", response_model=Services, responses=_outcomes(401, posted=False))
    async def discover(request: Request) -> Response:
        """The services that a record can call, and the FHIR resources that each asks for."""
        return refused(request) or Response(found, media_type="application/json")

    @routes.post(
        "/{service}",
        response_model=Cards,
        responses=_outcomes(400, 401, 404, 412, posted=True),
        openapi_extra=_body(Asked, CALL),
    )
    async def call(service: str, request: Request) -> Response:
        """The cards for the documents that are about to be signed, or that an encounter ends with."""
        if turned_away := refused(request, service):
            return turned_away
        answer: Answer = await workers.run(Call(service, await body(request), settings.note))
        for told in answer.told:
            watch.linted(told)
        counts.given(service, answer.cards)
        return _response(answer)

    @routes.post(
        "/{service}/feedback", responses=_outcomes(400, 401, 404, posted=True), openapi_extra=_body(Feedback, FEEDBACK)
    )
    async def feedback(service: str, request: Request) -> Response:
        """What users did with cards. It is counted by rule; comments and card ids are not kept."""
        if turned_away := refused(request, f"{service}/feedback"):
            return turned_away
        try:
            counts.told(service, parsed(Feedback, await body(request)).feedback)
        except CallError as error:
            return _response(refusal(400, "invalid", str(error)))
        return Response(b"{}", media_type="application/json")

    return routes


def _response(answer: Answer, headers: dict[str, str] | None = None) -> Response:
    return Response(answer.body, answer.status, headers, media_type="application/json")


def _outcomes(*statuses: int, posted: bool) -> dict[int | str, dict[str, Any]]:
    """The answers in place of cards: those of this standard, and those that any endpoint may give."""
    outcome = {"application/json": {"schema": _schema(OperationOutcome)}}
    found = {code: answer for code, answer in problems(posted=posted).items() if code != 422}
    for status in statuses:
        known = found.get(status, {})
        found[status] = known | {"description": _WHY[status], "content": outcome | known.get("content", {})}
    return found


def _body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """How the description of the API states a body that is read as bytes."""
    content = {"schema": _schema(model), "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    whole: dict[str, Any] = _whole(schema, schema.pop("$defs", {}))
    return whole


def _whole(schema: Any, parts: dict[str, Any]) -> Any:
    """A schema with what it refers to in its place."""
    if isinstance(schema, list):
        return [_whole(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {key: _whole(value, parts) for key, value in schema.items()}
