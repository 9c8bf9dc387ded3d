"""Requests that nobody should send, made from a seed."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Callable

CANARY = "zzcanaryzz"
_PATHS = ("/v1/lint", "/v1/lint/batch", "/v1/lint/files", "/v1/rules", "/v1/profiles", "/metrics", "/", "/openapi.json")
_WORDS = (
    "\0",
    "\ud800",
    "\u202e",
    "﷽",
    "'; DROP",
    "<script>",
    "${jndi:}",
    "%s%n",
    "../../etc",
    "A" * 3000,
    "🧪" * 500,
    "\r\n",
)


def request(number: int) -> bytes:
    """The bytes of one request."""
    chance = random.Random(number)
    body, kind = chance.choice(_BODIES)(chance)
    path = chance.choice(_PATHS) if chance.random() < 0.3 else chance.choice(_PATHS[:3])
    if chance.random() < 0.2:
        path += "?" + chance.choice(("evidence=", "select=", "ignore=", "x=")) + CANARY + "%00%ff" * chance.randrange(5)
    method = chance.choice(("POST",) * 12 + ("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "X" * 200))
    length = len(body) if chance.random() < 0.85 else chance.choice((0, len(body) // 2, len(body) + 10, 10**18))
    headers = [("Host", "localhost"), ("Content-Type", kind), ("Content-Length", str(length))]
    if chance.random() < 0.2:
        headers.append(chance.choice(_HEADERS))
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    whole = head.encode("utf-8", "surrogatepass") + body
    if chance.random() < 0.05:
        whole = bytes(chance.randrange(256) if chance.random() < 0.05 else byte for byte in whole[:4000])
    return whole


def send(port: int, number: int) -> int:
    """Send a request and read its status; 0 where the connection was closed on it."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(request(number))
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while len(answer) < 12 and (more := connection.recv(4096)):
                answer += more
            while connection.recv(65536):
                pass
        except OSError:
            return 0
    return int(answer[9:12]) if answer[:5] == b"HTTP/" else 0


def _note(chance: random.Random) -> tuple[bytes, str]:
    fields = (
        "text",
        "id",
        "claim",
        "date_of_service",
        "discipline",
        "profile",
        "visit_number",
        "plan_of_care",
        "extra",
    )
    values: tuple[object, ...] = (
        None, 1e308, -1, True, [], {}, [[]], "", CANARY, *_WORDS, 10**4000, {CANARY: CANARY}, [{"code": 97530, "units": 10**9}],
    )  # fmt: skip
    note = {field: chance.choice(values) for field in chance.sample(fields, chance.randrange(1, 6))}
    if chance.random() < 0.6:
        note["text"] = " ".join(chance.choice((*_WORDS, CANARY, "97530", "25 min", "min A")) for _ in range(30))
    return json.dumps(note).encode(), "application/json"


def _lines(chance: random.Random) -> tuple[bytes, str]:
    return b"\n".join(_note(chance)[0] for _ in range(chance.randrange(1, 5))), "application/x-ndjson"


def _deep(chance: random.Random) -> tuple[bytes, str]:
    opening = chance.choice((b"[", b'{"a":', b'{"text":"a","x":['))
    return opening * chance.choice((50, 1000, 100_000)), chance.choice(("application/json", "application/x-ndjson"))


def _noise(chance: random.Random) -> tuple[bytes, str]:
    return chance.randbytes(chance.randrange(2000)), chance.choice(("application/json", "application/x-ndjson", CANARY))


def _large(chance: random.Random) -> tuple[bytes, str]:
    size = chance.choice((200_000, 2_000_000, 5_000_000)) if chance.random() < 0.1 else 20_000
    return b'{"text": "' + b"9" * size + b'"}', "application/json"


_BODIES: tuple[Callable[[random.Random], tuple[bytes, str]], ...] = (_note, _note, _note, _lines, _deep, _noise, _large)
_HEADERS = (
    ("Host", CANARY),
    ("Origin", f"https://{CANARY}.example"),
    ("Transfer-Encoding", "chunked"),
    ("Authorization", "Bearer " + "x" * 8000),
    ("Content-Encoding", "gzip"),
    ("Expect", "100-continue"),
    ("Upgrade", "websocket"),
    ("X-Long", "y" * 70_000),
    ("X-Odd", "\u0130\ud800"),
)
