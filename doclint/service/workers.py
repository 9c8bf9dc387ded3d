"""Warm processes that lint off the event loop: a bounded queue before them, one that hangs or dies is replaced."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from doclint.note import Note
from doclint.parallel import Failed, begin, end
from doclint.report.forms import Evidence
from doclint.result import Result, Source
from doclint.service.jobs import AS_SET, Job, Judge, Options, Told, Write, bench_work
from doclint.service.settings import Settings

_LOADING = 300.0
"""Seconds that a process may take to load."""
_LIFE = 10_000
"""Jobs after which a process is replaced: what libraries keep of each text does not add up."""
_PAUSE = 2.0
"""Seconds before a process is started in the place of one that could not load."""


class Overloaded(RuntimeError):  # noqa: N818 - it is an answer, not a fault
    """All processes are busy and the queue is full, or none has started yet; ``after`` is when to ask again."""

    def __init__(self, after: float = 1.0) -> None:
        super().__init__("too many requests are waiting")
        self.after = after


class TooSlow(RuntimeError):  # noqa: N818
    """The note took longer than ``Settings.timeout``; its process was ended."""


class WorkFailedError(RuntimeError):
    """The process died, or doclint has a fault; ``kind`` is an exception's type, whose message may hold note text."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"the note could not be linted: {kind}")
        self.kind = kind


class Workers:
    """The processes of a service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._counted: Callable[[Told], object] = lambda told: None
        self._happened: Callable[[str], object] = lambda event: None
        self._refused: Callable[[str], object] = lambda reason: None
        self._slots = [_Slot(settings) for _ in range(settings.workers)]
        self._free: deque[_Slot] = deque()
        self._waiting: deque[asyncio.Future[_Slot]] = deque()
        self._threads = ThreadPoolExecutor(settings.workers, thread_name_prefix="doclint-worker")
        self._busy: set[asyncio.Task[None]] = set()
        self._closed = False
        self._ever = False

    def report_to(self, counted: Callable[[Told], object], happened: Callable[[str], object]) -> None:
        """Whom to tell of each result, and of what an operator should know (a fixed sentence)."""
        self._counted = counted
        self._happened = happened

    def on_refusal(self, refused: Callable[[str], object]) -> None:
        """Whom to tell why no process can ever start: a model that cannot be loaded."""
        self._refused = refused

    async def start(self) -> None:
        """Start the processes; they load in the background."""
        for slot in self._slots:
            self._spawn(self._load(slot))

    async def close(self) -> None:
        """End the processes, whatever they are at."""
        self._closed = True
        for waiting in self._waiting:
            waiting.cancel()
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        for slot in self._slots:
            slot.end()
        self._threads.shutdown(wait=True)

    @property
    def ready(self) -> bool:
        """Whether at least one process has loaded."""
        return not self._closed and any(slot.loaded for slot in self._slots)

    @property
    def waiting(self) -> int:
        """Requests that wait for a process."""
        return len(self._waiting)

    @property
    def idle(self) -> int:
        """Processes that have nothing to do."""
        return len(self._free)

    async def lint(self, note: Note, options: Options = AS_SET, *, source: Source | None = None) -> Result:
        """The result of a note. Raises Overloaded, TooSlow or WorkFailedError."""
        result, told = await self.run(Judge(note, options, source or Source()))
        self._counted(told)
        assert isinstance(result, Result)
        return result

    async def lint_json(
        self,
        note: Note,
        options: Options = AS_SET,
        *,
        source: Source | None = None,
        evidence: Evidence = Evidence.FULL,
        patient: bool = False,
    ) -> bytes:
        """The result of a note as JSON, written in the process that linted it. Raises as ``lint`` does."""
        body, told = await self.run(Write(note, options, source or Source(), evidence), patient=patient)
        self._counted(told)
        assert isinstance(body, bytes)
        return body

    async def run(self, job: Job, *, limit: float | None = None, patient: bool = False) -> Any:
        """What a job gives, done by a process in at most ``limit`` seconds (else the settings' timeout).

        One that is ``patient`` waits also where the queue is full: its caller bounds how many there are.
        """
        slot = await self._take(patient)
        limit = limit or self._settings.timeout
        work = asyncio.get_running_loop().run_in_executor(self._threads, slot.ask, job, limit)
        self._spawn(self._give_back(slot, work))
        answer = await asyncio.shield(work)
        if not isinstance(answer, Failed):
            return answer
        if answer.why == "slow":
            raise TooSlow("the note took too long to lint")
        raise WorkFailedError(answer.kind or "its process ended")

    async def _take(self, patient: bool) -> _Slot:
        if self._free and not self._waiting:
            return self._free.popleft()
        if self._closed or (len(self._waiting) >= self._settings.queue and not patient):
            raise Overloaded
        turn: asyncio.Future[_Slot] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._settings.timeout):
                return await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done() and not turn.cancelled():
                self._release(turn.result())
            if isinstance(error, TimeoutError) or self._closed:
                raise Overloaded from None
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(turn)

    def _release(self, slot: _Slot) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(slot)
                return
        self._free.append(slot)

    async def _give_back(self, slot: _Slot, work: asyncio.Future[Any]) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait([work])
        if slot.loaded:
            self._release(slot)
        elif not self._closed:
            self._happened("a worker process was replaced")
            await self._load(slot)

    async def _load(self, slot: _Slot) -> None:
        loop = asyncio.get_running_loop()
        while not self._closed:
            failure = await loop.run_in_executor(self._threads, slot.begin)
            if failure is None:
                self._ever = True
                self._release(slot)
                return
            if failure.why == "raised" and not self._ever:
                self._refused(failure.said or failure.kind)
                return
            if not self._closed:
                self._happened("a worker process could not start")
                await asyncio.sleep(_PAUSE)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)


class _Slot:
    """The place of one process. Its methods wait, so they are called from a thread."""

    def __init__(self, settings: Settings) -> None:
        self._options = {"profile": settings.profile, "model": settings.model}
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._next: tuple[BaseProcess, Connection] | None = None
        self._done = 0
        self.loaded = False

    def begin(self) -> Failed | None:
        """Start the process and wait until it has loaded, or give what stood against it."""
        self.end()
        self._process, self._connection = begin(bench_work, self._options)
        answer = self._answer(_LOADING)
        if isinstance(answer, Failed):
            self.end()
            return answer
        self.loaded = True
        return None

    def ask(self, job: Job, limit: float) -> Any:
        """What the process answers; a Failed where it did not, and then it is gone where it is to blame."""
        self._renew()
        assert self._connection is not None
        try:
            self._connection.send([job])
        except OSError:
            self.end()
            return Failed("died")
        answer = self._answer(limit)
        self._done += 1
        if isinstance(answer, Failed) and answer.why != "raised":
            self.end()
        return answer

    def end(self) -> None:
        self.loaded = False
        self._done = 0
        for pair in ((self._process, self._connection), self._next or (None, None)):
            if pair[0] is not None and pair[1] is not None:
                end(pair[0], pair[1])
        self._process = self._connection = self._next = None

    def _renew(self) -> None:
        """Let a fresh process take the place of one that has done its part, once it has loaded."""
        if self._done < _LIFE:
            return
        if self._next is None:
            self._next = begin(bench_work, self._options)
        process, connection = self._next
        if connection.poll() and self._process is not None and self._connection is not None:
            end(self._process, self._connection)
            self._process, self._connection, self._next, self._done = process, connection, None, 0
            self._connection.recv()

    def _answer(self, limit: float) -> Any:
        assert self._connection is not None
        until = time.monotonic() + limit
        try:
            while not self._connection.poll(max(0.0, until - time.monotonic())):
                if time.monotonic() >= until:
                    return Failed("slow")
            return self._connection.recv()
        except (EOFError, OSError):
            return Failed("died")
