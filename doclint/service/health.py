"""``GET /healthz``, ``/readyz`` and ``/metrics``: what looks after the service asks."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from doclint import __version__
from doclint.service.describe import problems
from doclint.service.problems import busy
from doclint.service.watch import Watch
from doclint.service.workers import Workers


class Health(BaseModel):
    """That the service is up."""

    status: Literal["ok"] = "ok"
    version: str = __version__


def router(workers: Workers, watch: Watch) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["operation"])

    @routes.get("/healthz", responses=problems(posted=False))
    async def healthz() -> Health:
        """Whether the process runs."""
        return Health()

    @routes.get("/readyz", responses=problems(posted=False, busy=True))
    async def readyz() -> Health:
        """Whether notes can be linted: 503 until a worker process has loaded."""
        if not workers.ready:
            raise busy("no worker process has loaded yet", 2)
        return Health()

    @routes.get("/metrics", response_class=PlainTextResponse, responses=problems(posted=False))
    async def metrics() -> Response:
        """Counts and times for Prometheus; no word of any note."""
        return Response(generate_latest(watch.registry), media_type=CONTENT_TYPE_LATEST)

    return routes
