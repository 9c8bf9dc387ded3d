"""The application: every endpoint behind the checks that each request passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from doclint import __version__
from doclint.service import batch, catalogue, cds, files, health, lint, page
from doclint.service.describe import describe
from doclint.service.guard import Guard
from doclint.service.headers import SafeHeaders
from doclint.service.problems import handle_problems
from doclint.service.settings import Settings
from doclint.service.watch import Watch, Watched
from doclint.service.workers import Workers

_TEXT = """Lints notes of physical and occupational therapy: does the note support billing CPT 97530?

doclint advises; it gives no coding or legal advice. Note text is neither logged nor kept. Failures are RFC 9457
problems that repeat nothing of the request."""
_TAGS = (
    {"name": "lint", "description": "Notes in, results out."},
    {"name": "catalogue", "description": "Rules and payer profiles."},
    {"name": "CDS Hooks", "description": "Cards for record systems (CDS Hooks 2.0)."},
    {"name": "operation", "description": "Health and metrics."},
)


def create_app(settings: Settings, lints: Workers, watch: Watch | None = None) -> FastAPI:
    """The service over its worker processes, which start and end with it."""
    watch = watch or Watch()
    lints.report_to(watch.linted, watch.happened)
    watch.gauge("doclint_requests_waiting", "Requests that wait for a worker process.", lambda: lints.waiting)
    watch.gauge("doclint_workers_idle", "Worker processes with nothing to do.", lambda: lints.idle)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await lints.start()
        try:
            yield
        finally:
            await lints.close()

    app = FastAPI(
        title="doclint",
        version=__version__,
        summary="A linter for therapy notes",
        description=_TEXT,
        openapi_tags=list(_TAGS),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    handle_problems(app)
    for routes in (
        lint.router(settings, lints),
        batch.router(settings, lints),
        files.router(settings, lints),
        catalogue.router(settings),
        health.router(lints, watch),
        cds.router(settings, lints, watch),
        page.router(settings, lints),
    ):
        app.include_router(routes)
    describe(app)
    app.add_middleware(Guard, settings=settings)  # the last that is added is the first that is met
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=("GET", "POST"),
            allow_headers=("authorization", "content-type"),
        )
    app.add_middleware(SafeHeaders)
    app.add_middleware(Watched, watch=watch)
    return app
