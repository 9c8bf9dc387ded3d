"""The routes of the page. None is part of the contract, so none is in the service's description."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from doclint import __version__
from doclint.policy import load_policy, profile_names
from doclint.policy.tables import codes
from doclint.report.catalogue import entries
from doclint.report.forms import Evidence
from doclint.service.bodies import JSON, body_of, check_type
from doclint.service.page.drop import Drop
from doclint.service.page.opened import Asked
from doclint.service.page.reports import Reports
from doclint.service.page.seen import Seen
from doclint.service.page.static import assets, example
from doclint.service.problems import ProblemError
from doclint.service.reading import Reading
from doclint.service.settings import Settings
from doclint.service.workers import Workers

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
REPORT_POLICY = (
    "sandbox allow-scripts allow-modals; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Of a report: it runs apart from the page. Its own policy, which holds as well, names its one script."""
_NAME = 200


def routes(settings: Settings, workers: Workers) -> APIRouter:
    """The routes."""
    found = APIRouter(include_in_schema=False)
    reading = Reading(settings)
    reports = Reports()
    drop = Drop(settings, reports)

    @found.get("/")
    async def page() -> Response:
        return _asset("index.html")

    @found.post("/page/start")  # no GET, which asks for no token: a reader is to be asked for it first
    async def start() -> Response:
        return JSONResponse(_start(settings))

    @found.post("/page/lint")
    async def lint(request: Request) -> Response:
        check_type(request, JSON)
        note = reading.note(await body_of(request, settings.body, settings.timeout))
        return Response(await workers.run(Seen(note)), media_type="application/json")

    @found.post("/page/file")
    async def file(
        request: Request,
        x_file_name: Annotated[str, Header(max_length=6 * _NAME)] = "",
        profile: Annotated[str, Query(max_length=_NAME)] = settings.profile,
        discipline: Annotated[str, Query(pattern="^(PT|OT)?$")] = "",
        evidence: Annotated[Evidence, Query()] = Evidence.FULL,
    ) -> Response:
        if profile not in (*profile_names(), settings.profile):
            raise ProblemError(422, "no such profile")
        config = str(settings.config) if settings.config else None
        asked = Asked(
            name=_file_name(x_file_name),
            profile=profile,
            discipline=discipline or None,
            evidence=evidence,
            model=settings.model,
            config=config,
            isolated=settings.isolated,
        )
        answer = await drop.begin(asked, request.stream())
        return StreamingResponse(answer, media_type="application/x-ndjson")

    @found.get("/page/report/{key}")
    async def report(key: str) -> Response:
        held = reports.take(key)
        if held is None:
            raise ProblemError(404, "the report has been shown already, or it waited too long")
        headers = {"content-security-policy": REPORT_POLICY, "x-frame-options": "SAMEORIGIN"}
        return Response(held, media_type="text/html; charset=utf-8", headers=headers)

    @found.get("/page/{name}")
    async def asset(name: str) -> Response:
        return _asset(name)

    return found


def _asset(name: str) -> Response:
    if name not in assets():
        raise ProblemError(404, "no such file of the page")
    content, media = assets()[name]
    return Response(content, media_type=media, headers={"content-security-policy": PAGE_POLICY})


def _start(settings: Settings) -> dict[str, Any]:
    """What the page needs to begin with: payers, codes, rules, bounds."""
    names = dict.fromkeys((*profile_names(), settings.profile))  # that of the service may be a file
    return {
        "version": __version__,
        "profile": settings.profile,
        "profiles": [{"name": name, "title": load_policy(name).facts.title} for name in names],
        "codes": [{"code": code, "label": row.label} for code, row in sorted(codes().items())],
        "rules": {entry.code: entry.as_dict() for entry in entries()},
        "note": settings.note,
        "upload": settings.export,
        "example": example(),
    }


def _file_name(given: str) -> str:
    """The last part of a file's name, without what could lead elsewhere."""
    name = unquote(given, errors="replace").replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in name if char.isprintable())[-_NAME:].strip() or "file"
