"""Work in several processes: plain data cross, never a Doc; a task that hangs or kills its process ends no other."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, Generic, Protocol, TypeVar, cast

from doclint.note import Note
from doclint.processes import Failed, Spare, Work, begin, end, without_interrupts
from doclint.result import Result

T = TypeVar("T")
R = TypeVar("R")

_CHUNK = 16
"""Tasks that a process is given at once."""
_AHEAD = 4
"""Chunks a process that may be under way or wait for an earlier result: what bounds memory."""
_LIFE = 10_000
"""Tasks after which a process is replaced: what libraries keep of each text does not add up."""
_START = 300.0
"""Seconds that a process may take to load."""
_DEATHS = 25
"""Processes that may end one after the other without one result between them."""
_FALSE_STARTS = 4
"""Processes that may end one after the other before they are loaded."""


class WorkerError(RuntimeError):
    """The processes cannot work at all."""


class StartError(WorkerError):
    """What the processes need cannot be loaded; the message says why."""


class Lints(Protocol):
    """What lints a note: a linter."""

    def lint(self, note: Note) -> Result: ...


def lint_in_processes(
    make: Callable[..., Lints], options: dict[str, Any], notes: Iterable[Note], jobs: int
) -> Iterator[Result]:
    """Lint notes by ``make(**options)`` in ``jobs`` processes; results come in the order of the notes.

    Raises WorkerError for a note that cannot be linted.
    """
    done: Iterator[Result | Failed] = work_in_processes(_lints, {"make": make, "options": options}, notes, jobs)
    for number, result in enumerate(done, 1):
        if isinstance(result, Failed):
            reason = f"{result.kind} inside doclint" if result.kind else "its process ended (out of memory?)"
            raise WorkerError(f"note {number} could not be linted: {reason}")
        yield result


def work_here(work: Work[T, R], tasks: Iterable[T], *, limit: float | None = None) -> Generator[R | Failed, None, None]:
    """Work through tasks in this process, in order.

    ``limit`` is the most seconds for a task. It holds in the main thread of systems with SIGALRM; elsewhere there is
    none.
    """
    with _alarm(limit) as alarm:
        for task in tasks:
            try:
                alarm(limit or 0)
                try:
                    result: R | Failed = work(task)
                finally:
                    alarm(0)
            except _TooLong:
                result = Failed("slow")
            except Exception as error:
                result = Failed("raised", type(error).__name__)
            yield result


def work_in_processes(
    make: Callable[..., Work[T, R]],
    options: dict[str, Any],
    tasks: Iterable[T],
    jobs: int,
    *,
    limit: float | None = None,
    spare: Spare | None = None,
) -> Generator[R | Failed, None, None]:
    """Work through tasks by ``make(**options)`` in ``jobs`` processes; results come in the order of the tasks.

    ``limit`` is the most seconds for a task. A process that is over it, or that dies, is replaced; what else it was
    given is done again. A ``spare`` process is the first. Raises WorkerError where no process can be started.
    """
    pool: _Pool[T, R] = _Pool(make, options, iter(tasks), jobs, limit, spare)
    try:
        yield from pool.results()
    finally:
        pool.close()


@dataclass(slots=True, eq=False)
class _Worker(Generic[T]):
    process: BaseProcess
    connection: Connection
    since: float = field(default_factory=time.monotonic)
    """When it last began something."""
    loaded: bool = False
    given: deque[tuple[int, T]] = field(default_factory=deque)
    done: int = 0


class _Pool(Generic[T, R]):
    """Processes in lockstep with their chunks: one is sent the next when it has answered the last, so that no side
    waits for the other to read.
    """

    def __init__(
        self,
        make: Callable[..., Work[T, R]],
        options: dict[str, Any],
        tasks: Iterator[T],
        jobs: int,
        limit: float | None,
        spare: Spare | None = None,
    ) -> None:
        self._start = (make, options)
        self._spare = spare
        self._tasks = enumerate(tasks)
        self._jobs = jobs
        self._limit = limit
        self._workers: list[_Worker[T]] = []
        self._queue: deque[tuple[int, T]] = deque()
        self._results: dict[int, R | Failed] = {}
        self._read = self._given_out = self._deaths = self._false_starts = 0
        self._more = True

    def results(self) -> Iterator[R | Failed]:
        self._feed()
        while self._read > self._given_out or self._more:
            self._collect(block=self._given_out not in self._results)
            self._feed()
            if self._given_out in self._results:
                result = self._results.pop(self._given_out)
                self._given_out += 1
                yield result

    def close(self) -> None:
        for worker in self._workers:
            end(worker.process, worker.connection)
        self._workers.clear()
        if self._spare is not None:
            self._spare.end()

    def _feed(self) -> None:
        """Give a chunk to every process that has none; start processes as long as there is work for them; read on."""
        for worker in list(self._workers):
            if worker.loaded and not worker.given:
                if worker.done >= _LIFE:
                    self._workers.remove(worker)
                    end(worker.process, worker.connection)
                elif chunk := self._next():
                    self._give(worker, chunk)
        self._begin_more()
        self._fill(self._jobs * _CHUNK)  # so that who is done next need not wait for the reading

    def _begin_more(self) -> None:
        loading = sum(not worker.loaded for worker in self._workers)
        while len(self._workers) < self._jobs:
            self._fill((loading + 1) * _CHUNK)
            if len(self._queue) <= loading * _CHUNK:
                return
            self._begin()
            loading += 1

    def _next(self) -> list[tuple[int, T]]:
        """A chunk; of the last tasks a part, so that all processes end at about the same time."""
        self._fill(_CHUNK)
        size = _CHUNK if self._more else min(_CHUNK, -(-len(self._queue) // (2 * self._jobs)))
        return [self._queue.popleft() for _ in range(min(size, len(self._queue)))]

    def _fill(self, size: int) -> None:
        """Read tasks until so many wait, as far as the bound on what is under way allows."""
        room = min(size - len(self._queue), self._jobs * _CHUNK * _AHEAD - (self._read - self._given_out))
        if self._more and room > 0:
            new = list(islice(self._tasks, room))
            self._more = len(new) == room
            self._read += len(new)
            self._queue.extend(new)

    def _give(self, worker: _Worker[T], chunk: list[tuple[int, T]]) -> None:
        worker.given.extend(chunk)
        worker.since = time.monotonic()
        with contextlib.suppress(OSError):  # a process that has died meanwhile is met when it is listened to
            worker.connection.send([task for _, task in chunk])

    def _collect(self, *, block: bool) -> None:
        busy = {worker.connection: worker for worker in self._workers if worker.given or not worker.loaded}
        if not busy:
            return
        timeout = 0.0
        if block:
            ends = [end for worker in busy.values() if (end := self._deadline(worker)) is not None]
            timeout = max(0.0, min(ends) - time.monotonic()) + 0.005 if ends else 3600.0
        ready = wait(list(busy), timeout)
        for connection in ready:
            self._listen(busy.pop(cast(Connection, connection)))
        now = time.monotonic()
        for worker in busy.values():
            end = self._deadline(worker)
            if end is not None and now > end and not worker.connection.poll():
                self._lost(worker, Failed("slow"))

    def _deadline(self, worker: _Worker[T]) -> float | None:
        if not worker.loaded:
            return worker.since + _START
        return None if self._limit is None else worker.since + self._limit

    def _listen(self, worker: _Worker[T]) -> None:
        try:
            while True:
                message = worker.connection.recv()
                worker.since = time.monotonic()
                if not worker.loaded:
                    if isinstance(message, Failed):
                        raise StartError(f"a worker process could not start: {message.said or message.kind}")
                    worker.loaded = True
                    self._false_starts = 0
                else:
                    number, _ = worker.given.popleft()
                    self._results[number] = message
                    worker.done += 1
                    self._deaths = 0
                if not worker.connection.poll():
                    return
        except (EOFError, OSError):
            self._lost(worker, Failed("died"))

    def _lost(self, worker: _Worker[T], failure: Failed) -> None:
        """End a process; the task that it was at has failed, the others are done again."""
        self._workers.remove(worker)
        end(worker.process, worker.connection)
        if worker.loaded:
            self._deaths += failure.why == "died"
        else:
            self._false_starts += 1
        if self._deaths > _DEATHS or self._false_starts > _FALSE_STARTS:
            raise WorkerError("worker processes end again and again (out of memory?)")
        if worker.given:
            number, _ = worker.given.popleft()
            self._results[number] = failure
        self._queue.extendleft(reversed(worker.given))

    def _begin(self) -> None:
        """Start one more process."""
        with without_interrupts():  # one that is half started would tell of it
            spare, self._spare = self._spare, None
            self._workers.append(_Worker(*begin(*self._start, spare)))


def _lints(make: Callable[..., Lints], options: dict[str, Any]) -> Work[Note, Result]:
    return make(**options).lint


class _TooLong(BaseException):
    """No Exception, so that nothing on the way takes it for a fault of its own."""


@contextlib.contextmanager
def _alarm(limit: float | None) -> Iterator[Callable[[float], object]]:
    """A clock to set to a number of seconds; _TooLong is raised where it runs out. 0 stops it."""
    if not limit or not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield lambda seconds: None
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, ring)
    try:
        yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
