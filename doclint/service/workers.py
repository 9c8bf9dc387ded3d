"""Warm processes that lint off the event loop: a bounded queue before them, one that hangs or dies is replaced."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from doclint.note import Note
from doclint.processes import Failed, begin, end
from doclint.report.forms import Evidence
from doclint.result import Result, Source
from doclint.service.bench import bench_work
from doclint.service.jobs import AS_SET, Job, Judge, More, Options, Told, Write
from doclint.service.settings import Settings

T = TypeVar("T")
_Pair = tuple[BaseProcess, Connection]

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
        self._under_way: set[asyncio.Task[Any]] = set()
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
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for slot in self._slots:
            await slot.end()

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
        work = self._spawn(self._done_by(slot, job, limit or self._settings.timeout))
        answer = await asyncio.shield(work)  # a client that goes away leaves the process to finish
        if isinstance(answer, Failed):
            raise self._failure(answer)
        return answer

    async def stream(self, job: Job, *, limit: float | None = None) -> AsyncGenerator[Any]:
        """The parts that a job gives one after the other, each in at most ``limit`` seconds, by one process."""
        slot = await self._take(patient=False)
        limit = limit or self._settings.timeout
        while True:
            work = self._spawn(slot.ask(job, limit))
            try:
                answer = await asyncio.shield(work)
                if isinstance(answer, Told):
                    self._counted(answer)
                elif isinstance(answer, Failed):
                    raise self._failure(answer)
                elif answer is None:
                    break
                else:
                    yield answer
            except BaseException:
                work.add_done_callback(lambda work: self._leave(slot))
                raise
            job = More()
        self._leave(slot)

    @staticmethod
    def _failure(answer: Failed) -> TooSlow | WorkFailedError:
        if answer.why == "slow":
            return TooSlow("the note took too long to lint")
        return WorkFailedError(answer.kind or "its process ended")

    async def _done_by(self, slot: _Slot, job: Job, limit: float) -> Any:
        answer = await slot.ask(job, limit)
        self._leave(slot)
        return answer

    def _leave(self, slot: _Slot) -> None:
        """Let the next one have a process, or start one anew."""
        if slot.loaded:
            self._release(slot)
        elif not self._closed:
            self._happened("a worker process was replaced")
            self._spawn(self._load(slot))

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

    async def _load(self, slot: _Slot) -> None:
        while not self._closed:
            failure = await slot.begin()
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

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task


class _Slot:
    """The place of one process, which has one job at a time."""

    def __init__(self, settings: Settings) -> None:
        self._options = {"settings": settings}
        self._here: _Pair | None = None
        self._next: _Pair | None = None
        self._done = 0
        self.loaded = False

    async def begin(self) -> Failed | None:
        """Start the process and wait until it has loaded, or give what stood against it."""
        await self.end()
        self._here = await asyncio.to_thread(begin, bench_work, self._options)
        answer = await _answer(self._here[1], _LOADING)
        if isinstance(answer, Failed):
            await self.end()
            return answer
        self.loaded = True
        return None

    async def ask(self, job: Job, limit: float) -> Any:
        """What the process answers; a Failed where it did not, and then it is gone where it is to blame."""
        if self._done >= _LIFE:
            await self._renew()
        if self._here is None:
            return Failed("died")
        try:
            self._here[1].send([job])
            answer = await _answer(self._here[1], limit)
        except OSError:
            answer = Failed("died")
        self._done += 1
        if isinstance(answer, Failed) and answer.why != "raised":
            await self.end()
        return answer

    async def end(self) -> None:
        """End the process, whatever it is at."""
        self.loaded = False
        self._done = 0
        for pair in (self._here, self._next):
            if pair is not None:
                await asyncio.to_thread(end, *pair)
        self._here = self._next = None

    async def _renew(self) -> None:
        """Let a fresh process take the place of one that has done its part, once it has loaded."""
        if self._next is None:
            self._next = await asyncio.to_thread(begin, bench_work, self._options)
        if self._next[1].poll() and self._here is not None:
            self._next[1].recv()
            old, self._here, self._next, self._done = self._here, self._next, None, 0
            await asyncio.to_thread(end, *old)


async def _answer(connection: Connection, limit: float) -> Any:
    """What the process at the other end sends; a Failed where it does not within ``limit`` seconds, or has died."""
    loop = asyncio.get_running_loop()
    there: asyncio.Future[None] = loop.create_future()
    number = connection.fileno()
    try:
        loop.add_reader(number, _mark, there)
    except NotImplementedError:  # Windows' own loop: a thread waits
        return await asyncio.to_thread(_waited, connection, limit)
    try:
        async with asyncio.timeout(limit):
            await there
    except TimeoutError:
        return Failed("slow")
    finally:
        loop.remove_reader(number)
    return _received(connection)


def _mark(there: asyncio.Future[None]) -> None:
    if not there.done():
        there.set_result(None)


def _waited(connection: Connection, limit: float) -> Any:
    return _received(connection) if connection.poll(limit) else Failed("slow")


def _received(connection: Connection) -> Any:
    try:
        return connection.recv()
    except (EOFError, OSError):
        return Failed("died")
