"""CDS Hooks 2.0: discovery, services and feedback."""

from __future__ import annotations

from fastapi import APIRouter

from doclint.service.settings import Settings
from doclint.service.workers import Workers


def router(settings: Settings, workers: Workers) -> APIRouter:
    """The routes."""
    return APIRouter()
