"""The second step: each note is linted once, by a model that a Python worker loads once."""

from __future__ import annotations

import gc
import pickle
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from typing import Any

from doclint.parallel import work_here, work_in_processes
from doclint.processes import Failed
from doclint.scan.spark.frames import Rows
from doclint.scan.spark.reading import READ
from doclint.scan.store import Judged
from doclint.scan.work import NoteWork, Task, make_work, outcome

LINTED = {name: kind for name, kind in READ.items() if name != "note"} | {
    "first": "bool_",
    "result": "binary",
    "failure": "string",
    "record": "string",
    "patient": "string",
    "discipline": "string",
    "date": "string",
}
"""What was read, and what came out; ``first`` is the first of the rows with the same key."""

_KEY, _NOTE = [*READ].index("key"), [*READ].index("note")
_NOTHING = (False, *[None] * 6)


@dataclass(frozen=True, slots=True)
class Linting:
    """Lints rows that come sorted by key and number. ``limit`` is the most seconds for a note."""

    linter: dict[str, Any]
    limit: float | None

    def __call__(self, rows: Rows) -> Rows:
        for row in rows:
            if row[_KEY] is not None:
                yield from self._linted(chain([row], rows))
                return
            yield (*_head(row), *_NOTHING)

    def _linted(self, rows: Rows) -> Rows:
        waiting: deque[list[tuple[Any, ...]]] = deque()

        def notes() -> Iterator[Task]:
            for _, group in groupby(rows, key=lambda row: row[_KEY]):
                first, *others = ((_head(row), row[_NOTE] if at == 0 else "") for at, row in enumerate(group))
                waiting.append([first[0], *(head for head, _ in others)])
                yield first[1], ""

        for done in self._work(notes()):
            judged = outcome(done, self.limit)
            for at, head in enumerate(waiting.popleft()):
                yield (
                    *head,
                    at == 0,
                    judged.result,
                    judged.failure,
                    judged.record,
                    judged.patient,
                    judged.discipline,
                    judged.date,
                )

    def _work(self, notes: Iterator[Task]) -> Generator[Judged | Failed, None, None]:
        """In this process; where that ended it once, in one of its own, which finds out the note that does it."""
        if _attempt():
            return work_in_processes(make_work, self.linter, notes, 1, limit=self.limit)
        return work_here(_loaded(pickle.dumps(self.linter)), notes, limit=self.limit)


def _head(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:_NOTE] + row[_NOTE + 1 :]


def _attempt() -> int:
    """How often the task was tried before."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context.attemptNumber() if context else 0


@lru_cache(maxsize=1)
def _loaded(options: bytes) -> NoteWork:
    work = make_work(**pickle.loads(options))
    gc.collect()
    gc.freeze()  # what is loaded stays: only what notes leave behind is looked through
    return work
