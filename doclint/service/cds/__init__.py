"""CDS Hooks 2.0: a record system asks before a note is signed, or an encounter ends, and shows what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

    from doclint.service.settings import Settings
    from doclint.service.watch import Watch
    from doclint.service.workers import Workers


def router(settings: Settings, workers: Workers, watch: Watch) -> APIRouter:
    """The routes. Raises KeysError (a ValueError) where the file of clients cannot be used."""
    from doclint.service.cds.routes import router as routes  # worker processes load this package without a web server

    return routes(settings, workers, watch)
