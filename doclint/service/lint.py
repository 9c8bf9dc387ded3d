"""``POST /v1/lint``: a note goes in, its result comes out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from doclint.report.forms import Evidence
from doclint.result import Result
from doclint.service.bodies import JSON, body_of, check_type
from doclint.service.describe import note_described, problems
from doclint.service.examples import example
from doclint.service.reading import Reading, selection
from doclint.service.settings import Settings
from doclint.service.workers import Workers

EvidenceQuery = Annotated[Evidence, Query(description="How much the answer repeats of the note.")]
Codes = Annotated[list[str], Query(max_length=100, description="Rule codes or their beginnings, such as TIM.")]


def router(settings: Settings, workers: Workers) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["lint"])
    reading = Reading(settings)

    @routes.post(
        "/v1/lint",
        response_model=Result,
        responses={
            200: {"description": "The result.", "content": {"application/json": {"example": example("result")}}},
            **problems(posted=True),
        },
        openapi_extra=note_described(),
    )
    async def lint(
        request: Request,
        evidence: EvidenceQuery = Evidence.FULL,
        select: Codes = [],  # noqa: B006 - FastAPI copies it
        ignore: Codes = [],  # noqa: B006
    ) -> Response:
        """Lint a note: does it support billing 97530?

        `select` and `ignore` take rule codes or their beginnings; the verdict then covers those rules alone.
        """
        check_type(request, JSON)
        options = selection(select, ignore)
        note = reading.note(await body_of(request, settings.body, settings.timeout))
        body = await workers.lint_json(note, options, evidence=evidence)
        return Response(body, media_type="application/json")

    return routes
