"""Processes that work: how one is begun, loads, answers tasks and ends."""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Literal, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[T], R]


@dataclass(frozen=True, slots=True)
class Failed:
    """What comes back for a task without a result: it took too ``slow`` a time, its process ``died``, or it ``raised``
    an exception, of which ``kind`` is the type's name (its message may hold a note's text). ``said`` is what a process
    could not start for: no task was there yet.
    """

    why: Literal["slow", "died", "raised"]
    kind: str = ""
    said: str = ""


def begin(
    make: Callable[..., Work[Any, Any]], options: dict[str, Any], spare: Spare | None = None
) -> tuple[BaseProcess, Connection]:
    """A process that makes its work by ``make(**options)``, and the connection to it; a ``spare`` one is put to it.

    It sends None when it is ready to work, or a Failed. From then on it is sent lists of tasks, and sends a result (or
    a Failed) for each.
    """
    return (spare or Spare()).put_to(make, options)


def end(process: BaseProcess, connection: Connection) -> None:
    """End a process that ``begin`` started, whatever it is at."""
    connection.close()
    process.kill()
    process.join()
    process.close()


class Spare:
    """A process that has been begun before it is known what it is to do; meanwhile it imports ``modules``."""

    def __init__(self, *modules: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_wait, args=(theirs, modules), daemon=True)
        with theirs, without_interrupts():
            self._process.start()

    def put_to(self, make: Callable[..., Work[Any, Any]], options: dict[str, Any]) -> tuple[BaseProcess, Connection]:
        """Have it work by ``make(**options)``; the process, and the other end of its connection."""
        with contextlib.suppress(OSError):  # one that died is met when it is listened to
            self._connection.send((make, options))
        return self._process, self._connection

    def end(self) -> None:
        """End it where it was put to nothing."""
        end(self._process, self._connection)


def _wait(connection: Connection, modules: tuple[str, ...]) -> None:
    """What a spare process does until it is put to something."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # until all is loaded
    for module in modules:
        with contextlib.suppress(ImportError):  # it is met when the work is made
            importlib.import_module(module)
    try:
        make, options = connection.recv()
    except (EOFError, OSError):
        return
    _serve(connection, make, options)


def _serve(connection: Connection, make: Callable[..., Work[Any, Any]], options: dict[str, Any]) -> None:
    """What a worker process does: loads, says so, and answers each task until the other end is closed."""
    try:
        work = make(**options)
    except Exception as error:
        connection.send(Failed("raised", type(error).__name__, str(error)))
        return
    gc.collect()
    gc.freeze()  # what is loaded stays: only what notes leave behind is looked through
    gc.enable()
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
