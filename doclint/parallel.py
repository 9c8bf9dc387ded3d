"""Linting in several processes: notes and results cross as plain data, never a Doc."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, Protocol

from doclint.note import Note
from doclint.result import Result

_CHUNK = 16
_AHEAD = 4
"""Chunks in flight a process: what bounds memory."""


class Lints(Protocol):
    """What a worker process works with: a linter."""

    def lint(self, note: Note) -> Result: ...


_worker: Lints | None = None


def lint_in_processes(
    make: Callable[..., Lints], options: dict[str, Any], notes: Iterable[Note], jobs: int
) -> Iterator[Result]:
    """Lint notes by ``make(**options)`` in ``jobs`` processes; results come in the order of the notes."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(make, options)) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        source = iter(notes)
        while chunk := tuple(islice(source, _CHUNK)):
            waiting.append(pool.submit(_lint, chunk))
            if len(waiting) >= jobs * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _start(make: Callable[..., Lints], options: dict[str, Any]) -> None:
    global _worker
    _worker = make(**options)


def _lint(notes: tuple[Note, ...]) -> list[Result]:
    assert _worker is not None
    return [_worker.lint(note) for note in notes]
