"""A real service in a process of its own, and clients of it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NOTE = "97530 25 min: sit to stand from commode x8, min A for forward lean, VC for foot placement. Goal: toilet alone."
JSON = "application/json"
LINES = "application/x-ndjson"


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Service:
    process: subprocess.Popen[str]
    port: int
    log: list[str] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | dict[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        kind: str = JSON,
    ) -> Answer:
        """One request over a connection of its own."""
        data = json.dumps(body) if isinstance(body, dict) else body
        data = data.encode() if isinstance(data, str) else data
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            given = {"Content-Type": kind} if data is not None else {}
            connection.request(method, path, data, {**given, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def lint(self, text: str = NOTE, query: str = "", **fields: Any) -> Answer:
        return self.ask("POST", f"/v1/lint{query}", {"text": text, **fields})

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    @property
    def children(self) -> list[int]:
        """The worker processes."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            found = [int(number) for number in file.read().split()]
        return [number for number in found if b"spawn_main" in _arguments(number)]

    def wait_ready(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while self.ask("GET", "/readyz").status != 200:
            assert time.monotonic() < until, self.log
            time.sleep(0.05)

    def logged(self, event: str, seconds: float = 30) -> dict[str, Any]:
        """The first log line of an event, when it comes."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in self.log:
                if (found := json.loads(line))["event"] == event:
                    return dict(found)
            time.sleep(0.05)
        raise AssertionError(f"no {event!r} in {self.log}")


@contextlib.contextmanager
def serving(*options: str, ready: bool = True, env: Mapping[str, str] | None = None) -> Iterator[Service]:
    """``doclint serve`` on a free port."""
    command = [sys.executable, "-m", "doclint", "serve", "--port", "0", "--workers", "1", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
    )
    assert process.stderr is not None
    first = process.stderr.readline()
    service = Service(process, int(json.loads(first)["address"].rpartition(":")[2]), [first])
    stream = process.stderr
    reader = threading.Thread(target=lambda: service.log.extend(stream), daemon=True)
    reader.start()
    try:
        if ready:
            service.wait_ready()
        yield service
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(60)
        reader.join(10)
        stream.close()


def _arguments(number: int) -> bytes:
    try:
        with open(f"/proc/{number}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""
