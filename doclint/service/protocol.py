"""The connections: one that sends its request's head too slowly, or does not read its answer, is closed."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from doclint.service.headers import HEADERS
from doclint.service.problems import MEDIA, ProblemError


def connections(seconds: float, most: int) -> type[H11Protocol]:
    """The protocol of a service: ``seconds`` for the head of a request and for a pause in reading an answer, and at
    ``most`` so many connections at once.
    """

    class Bounded(_Bounded):
        patience = seconds
        limit = most

    return Bounded


class _Bounded(H11Protocol):
    patience: float
    limit: int

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) >= self.limit:
            transport.abort()
            return
        super().connection_made(transport)
        connected = transport.get_extra_info("socket")
        if connected is not None and connected.family in (socket.AF_INET, socket.AF_INET6):
            # asyncio sets it only where the socket names its protocol; without it an answer waits 40 ms
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop("_head")
        self._stop("_stalled")
        if self.transport is not None:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._await_head()
        else:
            self._stop("_head")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop("_stalled")
        self._stalled = self.loop.call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop("_stalled")
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self.loop.call_later(self.patience, self.transport.abort)  # a peer that reads nothing would hold it open

    def send_400_response(self, msg: str) -> None:
        """uvicorn's answer to what is no HTTP, as a problem."""
        body = json.dumps(ProblemError(400, "this is no HTTP request").problem.model_dump(mode="json")).encode()
        headers = [(b"content-type", MEDIA.encode()), (b"content-length", str(len(body)).encode()), *HEADERS]
        for event in (
            h11.Response(status_code=400, headers=[*headers, (b"connection", b"close")], reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(self.patience, self.transport.abort)

    def _stop(self, name: str) -> None:
        timer: asyncio.TimerHandle | None = getattr(self, name)
        if timer is not None:
            timer.cancel()
        setattr(self, name, None)
