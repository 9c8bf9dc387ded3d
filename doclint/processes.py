"""Processes that work: each by itself, or copies of one that has loaded what they all need."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, Literal, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[T], R]

_DIE_WITH_PARENT = 1
"""``PR_SET_PDEATHSIG`` of Linux' prctl."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What comes back for a task without a result: it took too ``slow`` a time, its process ``died``, or it ``raised``
    an exception, of which ``kind`` is the type's name (its message may hold a note's text). ``said`` is what a process
    could not start for: no task was there yet.
    """

    why: Literal["slow", "died", "raised"]
    kind: str = ""
    said: str = ""


def begin(make: Callable[..., Work[Any, Any]], options: dict[str, Any]) -> tuple[BaseProcess, Connection]:
    """A process that makes its work by ``make(**options)``, and the connection to it.

    It sends None when it is ready to work, or a Failed. From then on it is sent lists of tasks, and sends a result (or
    a Failed) for each.
    """
    return Spare().put_to(_serve, make, options)


def end(process: BaseProcess, connection: Connection) -> None:
    """End a process that ``begin`` started, whatever it is at."""
    connection.close()
    process.kill()
    process.join()
    process.close()


class Copies:
    """Processes of one work, each as ``begin`` starts it. Where the system can copy a process (Linux), one loads the
    work and the others are copies of it: they are there at once, and share the memory of what it loaded. The first
    is the ``spare`` one, if any.
    """

    def __init__(
        self, make: Callable[..., Work[Any, Any]], options: dict[str, Any], *, spare: Spare | None = None
    ) -> None:
        self._start = (make, options)
        self._spare = spare
        self._loaded: tuple[BaseProcess, Connection] | None = None
        self._numbers = count()
        self._of: dict[Connection, BaseProcess | int] = {}

    def begin(self) -> Connection:
        """The connection to one more process."""
        if sys.platform != "linux":
            process, connection = self._begun(_serve)
            self._of[connection] = process
            return connection
        ours, theirs = multiprocessing.Pipe()
        number = self._of[ours] = next(self._numbers)
        with theirs, contextlib.suppress(OSError):  # one that died meanwhile is met when its copy is listened to
            process, requests = self._loader()
            requests.send((number, True))
            send_handle(requests, theirs.fileno(), process.pid or 0)
        return ours

    def end(self, connection: Connection) -> None:
        """End the process at the other end, whatever it is at."""
        it = self._of.pop(connection)
        if not isinstance(it, int):
            end(it, connection)
            return
        connection.close()
        if self._loaded:
            with contextlib.suppress(OSError):  # its copies have died with it
                self._loaded[1].send((it, False))

    def close(self) -> None:
        """End all of them."""
        for connection in list(self._of):
            self.end(connection)
        if self._loaded:
            end(*self._loaded)
            self._loaded = None

    def _loader(self) -> tuple[BaseProcess, Connection]:
        """The process that is copied: another one where that died."""
        if self._loaded and not self._loaded[0].is_alive():
            end(*self._loaded)
            self._loaded = None
        self._loaded = self._loaded or self._begun(_be_copied)
        return self._loaded

    def _begun(self, target: Callable[..., None]) -> tuple[BaseProcess, Connection]:
        spare, self._spare = self._spare or Spare(), None
        return spare.put_to(target, *self._start)


class Spare:
    """A process that has been begun before it is known what it is to do; meanwhile it imports ``modules``."""

    def __init__(self, *modules: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_wait, args=(theirs, modules), daemon=True)
        with theirs, without_interrupts():
            self._process.start()

    def put_to(self, target: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection]:
        """Have it do ``target(connection, *arguments)``; the process, and the other end of its connection."""
        with contextlib.suppress(OSError):  # one that died is met when it is listened to
            self._connection.send((target, arguments))
        return self._process, self._connection


def _wait(connection: Connection, modules: tuple[str, ...]) -> None:
    """What a spare process does until it is put to something."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # until all is loaded
    for module in modules:
        with contextlib.suppress(ImportError):  # it is met when the work is made
            importlib.import_module(module)
    try:
        target, arguments = connection.recv()
    except (EOFError, OSError):
        return
    target(connection, *arguments)


def _serve(connection: Connection, make: Callable[..., Work[Any, Any]], options: dict[str, Any]) -> None:
    """What a worker process does: loads, says so, and answers each task until the other end is closed."""
    _answer(connection, _made(make, options))


def _be_copied(requests: Connection, make: Callable[..., Work[Any, Any]], options: dict[str, Any]) -> None:
    """What a process does that is copied: loads, and begins a copy of itself at the other end of each connection that
    it is sent, or ends one, by its number, until the other end is closed.
    """
    work = _made(make, options)
    copies: dict[int, int] = {}
    with contextlib.suppress(EOFError, OSError):
        while True:
            number, wanted = requests.recv()
            if wanted:
                with Connection(recv_handle(requests)) as theirs:
                    copies[number] = _copied(requests, theirs, work)
            else:
                process = copies.pop(number)
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)


def _copied(requests: Connection, theirs: Connection, work: Work[Any, Any] | Failed) -> int:
    """Begin a copy, which answers at its connection and dies with the process that it is a copy of."""
    here = os.getpid()
    if process := os.fork():
        return process
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == here:  # it has not died before the line above
            requests.close()
            _answer(theirs, work)
    finally:
        os._exit(0)


def _made(make: Callable[..., Work[Any, Any]], options: dict[str, Any]) -> Work[Any, Any] | Failed:
    try:
        work = make(**options)
    except Exception as error:
        return Failed("raised", type(error).__name__, str(error))
    gc.collect()
    gc.freeze()  # what is loaded stays: only what notes leave behind is looked through
    gc.enable()
    return work


def _answer(connection: Connection, work: Work[Any, Any] | Failed) -> None:
    if isinstance(work, Failed):
        connection.send(work)
        return
    with contextlib.suppress(EOFError, OSError):
        connection.send(None)
        while True:
            for task in connection.recv():
                try:
                    result = work(task)
                except Exception as error:
                    result = Failed("raised", type(error).__name__)
                connection.send(result)


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """A process that is started here never sees Ctrl-C, which goes to the whole group: it is for the parent to end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # begun with the first process, it would let the signal through again
    held: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    handler = signal.signal(signal.SIGINT, lambda number, frame: held.append(number)) if main else None
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)  # what waited comes to the handler that holds it
        if main:
            signal.signal(signal.SIGINT, handler)
        if held:
            signal.raise_signal(signal.SIGINT)
