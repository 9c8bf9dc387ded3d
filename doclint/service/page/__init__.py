"""The page at ``/``: a note is marked as it is typed, and an exported batch dropped on it becomes a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

    from doclint.service.settings import Settings
    from doclint.service.workers import Workers


def router(settings: Settings, workers: Workers) -> APIRouter:
    """The routes."""
    from doclint.service.page.routes import routes  # not above: processes that work for the page need no web framework

    return routes(settings, workers)
