"""``POST /v1/lint/batch``: notes as JSON Lines go in, a result or an error for each comes out while they come."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator

from fastapi import APIRouter, Request
from starlette.responses import Response

from doclint.report.forms import Evidence
from doclint.result import InputError, Source
from doclint.service.bodies import LINES, check_type, lines_of
from doclint.service.describe import batch_answer, batch_described, problems
from doclint.service.jobs import Options
from doclint.service.lint import Codes, EvidenceQuery
from doclint.service.problems import ProblemError, busy
from doclint.service.reading import BATCH, Reading, RefusedError, selection
from doclint.service.settings import Settings
from doclint.service.streamed import Streamed
from doclint.service.workers import Overloaded, TooSlow, Workers, WorkFailedError

_HELD = 16 * 1024 * 1024
"""Bytes of answers that are held for a client that sends on and does not read yet."""
_AHEAD = 2
"""Notes under way beyond one a process."""
_AT_ONCE = 2
"""Batches under way, for each process."""


def router(settings: Settings, workers: Workers) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["lint"])
    reading = Reading(settings)
    most = settings.workers * _AT_ONCE
    running = 0

    @routes.post(
        "/v1/lint/batch",
        response_class=Streamed,
        responses={200: batch_answer(), **problems(posted=True)},
        openapi_extra=batch_described(),
    )
    async def batch(
        request: Request,
        evidence: EvidenceQuery = Evidence.FULL,
        select: Codes = [],  # noqa: B006 - FastAPI copies it
        ignore: Codes = [],  # noqa: B006
    ) -> Response:
        """Lint notes, one a line, in their order. Answers come while notes are sent: read while you send.

        A line that is no note, or a note that cannot be linted, becomes a line with its `row` and a `reason`.
        """
        check_type(request, LINES)
        options = selection(select, ignore)
        if running >= most:
            raise busy("too many batches are under way", 5)

        async def answers() -> AsyncGenerator[bytes]:
            nonlocal running
            running += 1
            try:
                async for part in _Batch(settings, workers, reading, options, evidence).answers(request):
                    yield part
            finally:
                running -= 1

        return Streamed(answers(), media_type="application/x-ndjson")

    return routes


class _Batch:
    """One batch: lines are read as long as there is room for their answers, and linted side by side."""

    def __init__(
        self, settings: Settings, workers: Workers, reading: Reading, options: Options, evidence: Evidence
    ) -> None:
        self._settings = settings
        self._workers = workers
        self._reading = reading
        self._options = options
        self._evidence = evidence
        self._under_way: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue(settings.workers + _AHEAD)
        self._done = _Held(_HELD)

    async def answers(self, request: Request) -> AsyncGenerator[bytes]:
        """Lines of JSON in the order of the notes."""
        reader = asyncio.create_task(self._read(request))
        gatherer = asyncio.create_task(self._gather())
        try:
            while part := await self._done.take():
                yield part
            await gatherer
            await reader
        finally:
            tasks: list[asyncio.Task[None] | asyncio.Task[bytes]] = [reader, gatherer]
            while not self._under_way.empty():
                if (task := self._under_way.get_nowait()) is not None:
                    tasks.append(task)
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, request: Request) -> None:
        row = 0
        try:
            async for line in lines_of(request, self._settings.body, self._settings.timeout):
                row += 1
                if row > self._settings.batch:
                    await self._say(
                        row, f"a batch has at most {self._settings.batch:,} lines; nothing after it was read"
                    )
                    return
                if line is None:
                    await self._say(row, f"the line has more than {self._settings.body:,} bytes")
                elif line.strip():
                    await self._under_way.put(asyncio.create_task(self._answer(line, row)))
        except ProblemError as late:
            await self._say(row + 1, f"{late}; nothing after it was read")
        finally:
            with contextlib.suppress(asyncio.CancelledError):
                await self._under_way.put(None)

    async def _gather(self) -> None:
        try:
            while (task := await self._under_way.get()) is not None:
                await self._done.put(await task)
        finally:
            self._done.end()

    async def _say(self, row: int, reason: str) -> None:
        async def said() -> bytes:
            return _error(row, reason)

        await self._under_way.put(asyncio.create_task(said()))

    async def _answer(self, line: bytes, row: int) -> bytes:
        name: str | None = None
        try:
            note = self._reading.row(line, BATCH, row)
            name = note.id
            source = Source(row=row)
            body = await self._workers.lint_json(
                note, self._options, source=source, evidence=self._evidence, patient=True
            )
        except RefusedError as error:
            return _error(row, error.reason)
        except (Overloaded, TooSlow, WorkFailedError) as error:
            return _error(row, str(error), name)
        return body + b"\n"


class _Held:
    """Answers that wait to be sent, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parts: deque[bytes] = deque()
        self._size = 0
        self._ended = False
        self._changed = asyncio.Event()

    async def put(self, part: bytes) -> None:
        """Add one, when there is room."""
        while self._size >= self._most:
            await self._change()
        self._parts.append(part)
        self._size += len(part)
        self._changed.set()

    async def take(self) -> bytes:
        """All that there is, waiting for the first; empty at the end."""
        while not self._parts and not self._ended:
            await self._change()
        out = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        self._changed.set()
        return out

    def end(self) -> None:
        """No more will come."""
        self._ended = True
        self._changed.set()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()


def _error(row: int, reason: str, name: str | None = None) -> bytes:
    return InputError(source=BATCH.name, row=row, id=name, reason=reason).model_dump_json().encode() + b"\n"
