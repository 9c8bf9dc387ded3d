"""The application: every endpoint, its limits and its headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from doclint import __version__
from doclint.service import cds, page
from doclint.service.lint import router as lint_router
from doclint.service.problems import handle_problems
from doclint.service.settings import Settings
from doclint.service.workers import Workers


def create_app(settings: Settings, lints: Workers) -> FastAPI:
    """The service over its worker processes, which start and end with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await lints.start()
        try:
            yield
        finally:
            await lints.close()

    app = FastAPI(title="doclint", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    handle_problems(app)
    app.include_router(lint_router(settings, lints))
    app.include_router(cds.router(settings, lints))
    app.include_router(page.router(settings, lints))
    return app
