"""``POST /v1/lint``: a note goes in, its result comes out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from doclint.report.forms import Evidence
from doclint.service.reading import note_from
from doclint.service.settings import Settings
from doclint.service.workers import Workers


def router(settings: Settings, workers: Workers) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1", tags=["lint"])

    @routes.post("/lint")
    async def lint(request: Request, evidence: Annotated[Evidence, Query()] = Evidence.FULL) -> Response:
        """Lint one note."""
        note = note_from(await request.body(), settings)
        return Response(await workers.lint_json(note, evidence=evidence), media_type="application/json")

    return routes
