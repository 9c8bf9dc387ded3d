"""What an operator sees: counts for Prometheus one line of JSON a request; never a body, an id or a query string."""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from doclint.service.jobs import Told
from doclint.service.problems import ProblemError

LOG = logging.getLogger("doclint.service")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
_GONE = 499
"""What is counted where the client went before it had its answer."""
_OURS = ("doclint.service", "uvicorn.error")
"""Loggers whose messages are fixed sentences; those of others may hold anything, and are left out."""


class Watch:
    """The counts of one service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "doclint_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "doclint_request_seconds",
            "Seconds from a request's head to the end of its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._notes = Counter("doclint_notes", "Notes linted.", ["verdict"], registry=self.registry)
        self._findings = Counter("doclint_findings", "Findings reported.", ["rule"], registry=self.registry)
        self._events = Counter("doclint_events", "What befell the service.", ["event"], registry=self.registry)

    def gauge(self, name: str, says: str, value: Callable[[], float]) -> None:
        """Show a value that is looked up when the metrics are read."""
        Gauge(name, says, registry=self.registry).set_function(value)

    def linted(self, told: Told) -> None:
        """Count a result."""
        self._notes.labels(told.verdict).inc()
        for rule in told.rules:
            self._findings.labels(rule).inc()

    def happened(self, event: str, level: int = logging.WARNING, **fields: object) -> None:
        """Log and count an event; ``event`` is a fixed sentence."""
        self._events.labels(event).inc()
        LOG.log(level, event, extra={"fields": fields})

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count and log a request."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if LOG.isEnabledFor(logging.INFO):
            fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            LOG.info("request", extra={"fields": fields})


class Watched:
    """Every request is counted and logged; a fault of ours is answered 500 and logged by its kind and place alone."""

    def __init__(self, app: ASGIApp, watch: Watch) -> None:
        self._app = app
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            status = _GONE
        except Exception as error:
            self._watch.happened("a fault inside doclint", logging.ERROR, kind=type(error).__name__, at=_at(error))
            if status:
                raise FaultError from None  # the answer has begun: the connection is closed on it
            await ProblemError(500, "a fault inside doclint; please report it").response(scope, receive, sending)
        finally:
            self._watch.answered(scope["method"], _route(scope), status or _GONE, time.perf_counter() - begin)


class FaultError(RuntimeError):
    """A fault that was logged already; it holds nothing."""


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: time, level, event, fields; of an exception its kind and place alone."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage().strip() if record.name in _OURS else f"a message of {record.name}",
        }
        line.update(getattr(record, "fields", {}))
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line.update(kind=type(error).__name__, at=_at(error))
        return json.dumps(line, ensure_ascii=True)


def log_lines(level: str = "INFO") -> None:
    """Log as lines of JSON on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    LOG.setLevel(level)


def _at(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "doclint/" in frame.filename]
    return f"doclint/{frames[-1].filename.rpartition('doclint/')[2]}:{frames[-1].lineno}" if frames else ""


def _route(scope: Scope) -> str:
    """The template of the route; requests for what does not exist share one name."""
    return str(getattr(scope.get("route"), "path", "none"))
