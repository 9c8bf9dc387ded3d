"""The bodies of requests: no larger and no slower than the settings allow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request

from doclint.service.problems import ProblemError

JSON = ("application/json",)
LINES = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/json-lines")


def check_type(request: Request, allowed: tuple[str, ...]) -> None:
    """Raise ProblemError (415) for a body of another type, another character set, or a packed one."""
    kind, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    charsets = [part.partition("=")[2].strip('" ') for part in parameters if part.startswith("charset=")]
    if kind not in allowed or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise ProblemError(
            415, f"the body has to be {allowed[0]} in UTF-8", headers={"accept-post": ", ".join(allowed)}
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ProblemError(415, "the body must not be packed", headers={"accept-encoding": "identity"})


async def body_of(request: Request, limit: int, seconds: float) -> bytes:
    """The whole body. Raises ProblemError: 413 over ``limit`` bytes, 408 where it takes longer than ``seconds``."""
    if _declared(request) > limit:
        raise too_large(limit)
    parts, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise too_large(limit)
                parts.append(part)
    except TimeoutError:
        raise late(seconds) from None
    return b"".join(parts)


async def lines_of(request: Request, limit: int, seconds: float) -> AsyncIterator[bytes | None]:
    """The lines of a body as they come, without their ends; None in the place of one over ``limit`` bytes.

    Raises ProblemError (408) where a line takes longer than ``seconds``, ClientDisconnect where the client goes.
    """
    parts = request.stream().__aiter__()
    held, over = bytearray(), False
    clock = asyncio.get_running_loop().time
    until = clock() + seconds
    while True:
        try:
            async with asyncio.timeout_at(until):
                part = await anext(parts, None)
        except TimeoutError:
            raise late(seconds) from None
        if part is None:
            break
        held += part
        if b"\n" in part:  # what was held before has none: a line that comes in crumbs is not looked through each time
            *whole, rest = held.split(b"\n")
            for line in whole:
                yield None if over or len(line) > limit else bytes(line)
                over = False
            held = rest
            until = clock() + seconds
        if len(held) > limit:
            over = True
            held = bytearray()
    if over:
        yield None
    elif held:
        yield bytes(held)


def too_large(limit: int) -> ProblemError:
    """413. What is left of the body is thrown away as it comes: a client that sends first can read the answer then."""
    return ProblemError(413, f"the body has at most {limit:,} bytes")


def late(seconds: float) -> ProblemError:
    """408."""
    return ProblemError(408, f"the body has to come within {seconds:g} seconds", headers={"connection": "close"})


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 20 else 0
