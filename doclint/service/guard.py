"""Who may ask: the Host and Origin of a request, its token, and how often it comes."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from doclint.service.problems import ProblemError
from doclint.service.rate import Rate
from doclint.service.settings import LOOPBACK, Settings

_OPEN = frozenset({"/", "/healthz", "/readyz", "/cds-services", "/favicon.ico"})
_OPEN_BELOW = "/page/"
"""What is read without a token: the page itself and its parts, whether the service is up, what CDS services there are.
They hold nothing of anybody.
"""
_CDS = "/cds-services/"
_SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """Answers 421, 403, 401 or 429 to a request that may not be asked; passes on the others."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = LOOPBACK | {settings.host.lower()} | {host.lower() for host in settings.hosts}
        self._origins = frozenset(origin.lower().rstrip("/") for origin in settings.origins)
        self._token = settings.token.encode() if settings.token else None
        self._signed = settings.cds_clients is not None
        self._rate = Rate(settings.rate) if settings.rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = self._against(scope) if scope["type"] == "http" else None
        await (problem.response if problem else self._app)(scope, receive, send)

    def _against(self, scope: Scope) -> ProblemError | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._knows(host, scope):
            return ProblemError(421, "the service is not known under this Host; --allow-host adds a name")
        if scope["method"] not in _SAFE and not self._same_origin(headers, host):
            return ProblemError(403, "another web page may not ask; --allow-origin lets one")
        if self._rate is not None and (after := self._rate.over((scope.get("client") or ("",))[0])):
            return ProblemError(429, "too many requests from this address", headers={"retry-after": str(after)})
        if self._token is not None and self._is_closed(scope) and not self._proves(headers):
            return ProblemError(
                401, "give the service's token: Authorization: Bearer …", headers={"www-authenticate": "Bearer"}
            )
        return None

    def _knows(self, host: str, scope: Scope) -> bool:
        """Whether the name is the service's own: a page of a name that was bound to this address asks under its own."""
        name = _name(host)
        return name in self._hosts or (name is not None and name == (scope.get("server") or ("",))[0])

    def _same_origin(self, headers: Headers, host: str) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        origin = origin.lower()
        return origin in self._origins or (origin.partition("://")[2] == host.lower() and bool(host))

    def _is_closed(self, scope: Scope) -> bool:
        path, reads = scope["path"], scope["method"] in _SAFE
        if scope["method"] == "OPTIONS" or (reads and (path in _OPEN or path.startswith(_OPEN_BELOW))):
            return False
        return not (self._signed and path.startswith(_CDS))  # whose clients sign each request instead

    def _proves(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self._token or b"")


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
