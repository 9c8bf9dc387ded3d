"""``POST /v1/lint/files``: files go in, what ``doclint lint`` prints of them comes out (``doclint lint --server``)."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from doclint.note import Note
from doclint.result import InputError
from doclint.service.bench import Bench
from doclint.service.bodies import LINES, body_of, check_type
from doclint.service.describe import files_answer, files_described, problems
from doclint.service.jobs import More, Told
from doclint.service.order import Asked, FileSent, OrderError, asked, sent
from doclint.service.problems import Place, ProblemError
from doclint.service.settings import Settings
from doclint.service.streamed import Streamed
from doclint.service.workers import TooSlow, Workers, WorkFailedError
from doclint.sources.model import File, Item, ReadOptions


def router(settings: Settings, workers: Workers) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["lint"])

    @routes.post(
        "/v1/lint/files",
        response_class=Streamed,
        responses={200: files_answer(), **problems(posted=True)},
        openapi_extra=files_described(),
    )
    async def files(request: Request) -> Response:
        """Lint files as `doclint lint` does. The first line of the body holds the options, each further line a file.

        The answer is lines `{"out": …}` for standard output, `{"err": …}` for standard error, at last `{"exit": N}`.
        """
        check_type(request, LINES)
        body = await body_of(request, settings.upload, settings.timeout)
        parts = workers.stream(LintFiles(body, settings.model))
        first = await anext(parts)
        if isinstance(first, OrderError):
            await parts.aclose()
            raise ProblemError(422, str(first), errors=[Place(place=first.place, reason=str(first))])
        return Streamed(_lines(first, parts), media_type="application/x-ndjson")

    return routes


async def _lines(first: Any, parts: AsyncGenerator[Any]) -> AsyncGenerator[bytes]:
    async with aclosing(parts):
        try:
            yield _line(first)
            async for part in parts:
                yield _line(part)
        except TooSlow:
            yield _line({"err": "a note took too long to lint; nothing after it was read"}) + _line({"exit": 2})
        except WorkFailedError as error:
            yield _line({"err": str(error)}) + _line({"exit": 2})


def _line(part: Any) -> bytes:
    return json.dumps(part).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class LintFiles:
    """Lint files: what is printed, part by part; or an OrderError, where the options are wrong."""

    body: bytes
    model: str

    def __call__(self, bench: Bench) -> Any:
        try:
            order, *lines = self.body.split(b"\n")
            files = [sent(line) for line in lines if line.strip()]
            for file in files:
                _ = file.data
            bench.running = _printed(bench, asked(order, self.model), files)
            return More()(bench)
        except OrderError as error:
            return error


def _printed(bench: Bench, asked: Asked, files: list[FileSent]) -> Iterator[dict[str, Any] | Told]:
    from doclint.report.base import open_reporter
    from doclint.scan.judge import judge
    from doclint.scan.noting import Noting, run_of

    out, said = _Terminal(asked.order.color), list[str]()
    linters = bench.linters(asked.options)
    run = run_of([linters.resolver.of()], claim=asked.order.claim, date=asked.order.date)
    reporter = open_reporter(asked.order.format, out, run)
    missing = [InputError(source=file.name, reason=file.missing) for file in files if file.missing is not None]
    noting = Noting(linters, reporter, evidence=asked.order.evidence, before=missing, say=said.append)

    def prepare(note: Note) -> Note:
        return note if asked.claim is None else note.model_copy(update={"claim": asked.claim})

    said += [error.line for error in missing]
    for judged in judge(linters, _read(files, asked.mapping), prepare=prepare):
        noting.add(judged)
        if not isinstance(judged, InputError):
            yield Told.of(judged.result)
        yield from _taken(out, said)
    done = noting.close()
    yield from _taken(out, said)
    yield {"exit": done.exit_code}


def _read(files: list[FileSent], mapping: dict[str, str]) -> Iterator[Item]:
    from doclint.sources.read import read

    for file in files:
        if file.missing is None:
            options = ReadOptions(mapping=mapping, stdin=io.BytesIO(file.data))
            yield from read([File(None, file.name, file.key or file.name)], options)


def _taken(out: _Terminal, said: list[str]) -> Iterator[dict[str, Any]]:
    """What was printed since it was last asked."""
    yield from ({"err": line} for line in said)
    said.clear()
    if written := out.getvalue():
        out.seek(0)
        out.truncate()
        yield {"out": written}


class _Terminal(io.StringIO):
    """Text in memory that a reporter colours where the client has a terminal."""

    def __init__(self, color: bool) -> None:
        super().__init__()
        self._color = color

    def isatty(self) -> bool:
        return self._color
