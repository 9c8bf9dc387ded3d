"""Linting in several processes: notes and results cross as plain data, never a Doc."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

from doclint.note import Note
from doclint.result import Result

if TYPE_CHECKING:
    from doclint.linter import Linter

_CHUNK = 16
_AHEAD = 4
"""Chunks in flight a process: what bounds memory."""
_worker: Linter | None = None


def lint_in_processes(options: dict[str, Any], notes: Iterable[Note], jobs: int) -> Iterator[Result]:
    """Lint notes by ``Linter(**options)`` in ``jobs`` processes; results come in the order of the notes, memory stays bounded."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(options,)) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        source = iter(notes)
        while chunk := tuple(islice(source, _CHUNK)):
            waiting.append(pool.submit(_lint, chunk))
            if len(waiting) >= jobs * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _start(options: dict[str, Any]) -> None:
    global _worker
    from doclint.linter import Linter

    _worker = Linter(**options)


def _lint(notes: tuple[Note, ...]) -> list[Result]:
    assert _worker is not None
    return [_worker.lint(note) for note in notes]
