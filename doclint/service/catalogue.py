"""``GET /v1/rules`` and ``/v1/profiles``: what can be asked for."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from doclint.report.catalogue import Entry, entries
from doclint.report.payers import Payer, payers
from doclint.service.describe import problems
from doclint.service.settings import Settings


class Payers(BaseModel):
    """The payer profiles, and the one of notes that name none."""

    default: str
    profiles: tuple[Payer, ...]


def router(settings: Settings) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1", tags=["catalogue"], responses=problems(posted=False))

    @routes.get("/rules")
    async def rules() -> list[Entry]:
        """The rules: what each reports, why, and where the policy stands."""
        return list(entries())

    @routes.get("/profiles")
    async def profiles() -> Payers:
        """The payer profiles: how each counts units, and of which dates its policy data are."""
        return Payers(default=settings.profile, profiles=payers())

    return routes
