"""A file that was dropped on the page: taken in, opened by a process of its own, and gone when that has ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doclint.report.forms import Evidence
from doclint.service.bodies import late
from doclint.service.page.opened import NOTE, REPORT, UPLOAD, Asked
from doclint.service.page.reports import Reports
from doclint.service.problems import ProblemError, busy
from doclint.service.settings import Settings

_SECONDS = 1800.0
"""Most seconds that a file may take to come, and to be read."""
_AGAIN = 10.0
"""Seconds after which to ask again while another file is read."""


@dataclass(slots=True)
class Drop:
    """Opens files, one at a time: each may keep a core busy for minutes."""

    settings: Settings
    reports: Reports
    _taken: bool = False
    _ends: set[asyncio.Task[None]] = field(default_factory=set)

    async def begin(self, asked: Asked, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Take in a file; what becomes of it as JSON lines. Raises ProblemError: 413 too large, 503 busy.

        The lines: ``{"done": 120}`` at the beginning and while an export is linted, then one of ``{"note": {…}}``,
        ``{"report": "…", "key": "…", "notes": 120}`` and ``{"problem": "…"}``.
        """
        if self._taken:
            raise busy("another file is being read", _AGAIN)
        self._taken = True
        folder = Path(tempfile.mkdtemp(prefix="doclint-page-"))
        try:
            async with asyncio.timeout(_SECONDS):
                await self._receive(body, folder / UPLOAD)
        except TimeoutError:
            self._forget(folder)
            raise late(_SECONDS) from None
        except BaseException:
            self._forget(folder)
            raise
        lines = self._lines(asked, folder)
        return _after(await anext(lines), lines)  # once it is begun it cleans up, also where nobody reads on

    async def _receive(self, body: AsyncIterator[bytes], path: Path) -> None:
        most, size = self.settings.export, 0
        with path.open("wb") as file:
            while (chunk := await self._next(body)) is not None:
                size += len(chunk)
                if size > most:
                    raise ProblemError(
                        413,
                        f"a file has at most {most >> 20} MiB; give larger ones to `doclint scan`",
                        headers={"connection": "close"},
                    )
                file.write(chunk)

    async def _next(self, body: AsyncIterator[bytes]) -> bytes | None:
        try:
            async with asyncio.timeout(self.settings.timeout):
                return await anext(body, None)
        except TimeoutError:
            raise late(self.settings.timeout) from None

    async def _lines(self, asked: Asked, folder: Path) -> AsyncIterator[bytes]:
        process = None
        try:
            yield _line({"done": 0})
            process = await _start(asked, folder)
            async with asyncio.timeout(_SECONDS):
                async for line in _output(process):
                    yield _line(self._told(line, folder, asked.evidence))
        except TimeoutError:
            yield _line({"problem": "the file took too long; give it to `doclint scan`"})
        finally:
            end = asyncio.create_task(self._end(process, folder))
            self._ends.add(end)
            end.add_done_callback(self._ends.discard)
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(end)

    def _told(self, line: dict[str, Any], folder: Path, evidence: Evidence) -> dict[str, Any]:
        """What the process says, with the file that it left."""
        if line.get("kind") == "note":
            return {"note": json.loads((folder / NOTE).read_bytes())}
        if line.get("kind") == "report":
            report = (folder / REPORT).read_bytes()
            told = {"report": report.decode(), "key": self.reports.put(report), "notes": line["notes"]}
            return told | {"errors": line["errors"], "evidence": evidence.value}
        return line

    async def _end(self, process: asyncio.subprocess.Process | None, folder: Path) -> None:
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        self._forget(folder)

    def _forget(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._taken = False


async def _start(asked: Asked, folder: Path) -> asyncio.subprocess.Process:
    """The process that opens the file; it ends, and takes the folder with it, when this one does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "doclint.service.page.opened",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # what libraries complain of may quote the file
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"folder": str(folder), **asked.as_dict()}).encode() + b"\n")
    with contextlib.suppress(OSError):
        await process.stdin.drain()
    return process


async def _output(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    """The lines that the process writes; one more where it died before it was done."""
    assert process.stdout is not None
    done = False
    async for line in process.stdout:
        told = json.loads(line)
        done = "done" not in told
        yield told
    if not done:
        yield {"problem": "the file could not be read: the process that read it ended (out of memory?)"}


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for line in rest:
        yield line


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
