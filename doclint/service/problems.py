"""What a client reads when something is wrong: RFC 9457 problems that repeat nothing of the request."""

from __future__ import annotations

import http
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from doclint.service.workers import Overloaded, TooSlow, WorkFailedError

MEDIA = "application/problem+json"


class Place(BaseModel):
    """What is wrong where: a field, a parameter or a header."""

    place: str
    reason: str


class Problem(BaseModel):
    """Why a request was not done (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[Place, ...] = ()


class ProblemError(Exception):
    """A request that is not done; the message says what would be right and quotes nothing of it."""

    def __init__(
        self, status: int, detail: str, *, errors: Sequence[Place] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(title=http.HTTPStatus(status).phrase, status=status, detail=detail, errors=tuple(errors))
        self.headers = dict(headers or {})

    @property
    def response(self) -> Response:
        return JSONResponse(
            self.problem.model_dump(mode="json"), self.problem.status, headers=self.headers, media_type=MEDIA
        )


def handle_problems(app: FastAPI) -> None:
    """Have every failure answered as a problem."""

    @app.exception_handler(ProblemError)
    async def told(request: Request, error: ProblemError) -> Response:
        return error.response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        places = [Place(place=_place(item), reason=_reason(item)) for item in error.errors()]
        return ProblemError(422, "the request is not as the description says", errors=places).response

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return ProblemError(
            error.status_code, http.HTTPStatus(error.status_code).description or "refused", headers=error.headers
        ).response

    @app.exception_handler(Overloaded)
    async def overloaded(request: Request, error: Overloaded) -> Response:
        return busy(str(error), error.after).response

    @app.exception_handler(TooSlow)
    async def slow(request: Request, error: TooSlow) -> Response:
        return busy(str(error), 1).response

    @app.exception_handler(WorkFailedError)
    async def failed(request: Request, error: WorkFailedError) -> Response:
        return busy(str(error), 1).response


def busy(detail: str, after: float) -> ProblemError:
    """503, with the seconds after which to ask again."""
    return ProblemError(503, detail, headers={"retry-after": str(max(1, round(after)))})


def _place(item: Mapping[str, Any]) -> str:
    """Where it is: names of the description alone, since keys of a body may be anything."""
    kind, *rest = item["loc"]
    return ".".join([str(kind), *(str(part) for part in rest[:1] if kind in ("query", "path", "header"))])


def _reason(item: Mapping[str, Any]) -> str:
    expected = (item.get("ctx") or {}).get("expected")
    return f"give {expected}" if expected else str(item["type"]).replace("_", " ")
