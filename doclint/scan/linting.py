"""The first pass of a scan: every row of the input goes into the store, and every note that it lacks is linted."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic_core import PydanticSerializationError

from doclint.note import Note
from doclint.parallel import work_here, work_in_processes
from doclint.processes import Failed, Spare
from doclint.result import InputError
from doclint.scan.judge import failure, prepared
from doclint.scan.keys import Keys
from doclint.scan.store import Judged, Row, Store
from doclint.scan.work import NoteWork, Task, make_work, outcome
from doclint.sources.model import Item, Loaded

if TYPE_CHECKING:
    from doclint.linter import Linter
    from doclint.scan.cache import Cache


@dataclass(slots=True)
class Linting:
    """Fills a store from what is read. ``limit`` is the most seconds for a note; ``done`` is told of each note;
    ``make`` gives a worker process its work; ``texts`` is whether the store keeps the notes' texts; ``by`` gives what
    lints a note of a file, and its options as ``Linters`` writes them; ``spare`` is the first of several processes.
    """

    linter: Linter
    keys: Keys
    store: Store
    cache: Cache | None = None
    jobs: int = 1
    limit: float | None = None
    prepare: Callable[[Note], Note] | None = None
    done: Callable[[], None] = lambda: None
    make: Callable[..., NoteWork] = make_work
    texts: bool = False
    by: Callable[[Note, str | None], tuple[Linter, str]] | None = None
    spare: Spare | None = None
    linted: int = 0
    from_cache: int = 0
    resumed: int = 0
    _waiting: deque[bytes] = field(default_factory=deque)
    _under_way: set[bytes] = field(default_factory=set)

    def __call__(self, items: Iterable[Item]) -> None:
        """Read to the end."""
        with closing(self._work(self._missing(items))) as results:  # closed, it ends its processes
            for done in results:
                key = self._waiting.popleft()
                self._under_way.discard(key)
                judged = outcome(done, self.limit)
                self.store.put(key, judged)
                if self.cache:
                    self.cache.put(key, judged)
                self.linted += 1
                self.done()

    def _work(self, tasks: Iterator[Task]) -> Generator[Judged | Failed, None, None]:
        """In this process; where one has broken off before, in one of its own: a note may have ended it."""
        if self.jobs > 1 or self.store.again:
            return work_in_processes(
                self.make, self.linter.options, tasks, self.jobs, limit=self.limit, spare=self.spare
            )
        return work_here(NoteWork(self.linter), tasks, limit=self.limit)

    def _missing(self, items: Iterable[Item]) -> Iterator[Task]:
        """The notes that have to be linted; every row is added to the store on the way."""
        for item in prepared(items, self.prepare):
            if isinstance(item, InputError):
                self.store.add(Row(error=item.model_dump_json()))
                continue
            note = _named(item.note)
            try:
                written = note.model_dump_json()
            except (PydanticSerializationError, UnicodeError, RecursionError):
                error = failure(Loaded(note, item.source), "a field of the note cannot be written as JSON")
                self.store.add(Row(error=error.model_dump_json()))
                continue
            linter, settings = self.by(note, item.source.path) if self.by else (self.linter, "")
            key = self.keys.of(note, written, settings)
            text = linter.shown(note) if self.texts else None
            self.store.add(Row(key, note.id, note.clinician_id, item.source.path, item.source.row, text=text))
            if key in self._under_way or self._known(key):
                self.done()
                continue
            self._waiting.append(key)
            self._under_way.add(key)
            yield written, settings

    def _known(self, key: bytes) -> bool:
        if (number := self.store.find(key)) is not None:
            self.resumed += number <= self.store.before
            return True
        if self.cache and (judged := self.cache.get(key)):
            self.store.put(key, judged)
            self.from_cache += 1
            return True
        return False


def _named(note: Note) -> Note:
    """A note with an id, as the linter gives it where there is none."""
    if note.id:
        return note
    return note.model_copy(update={"id": hashlib.sha256(note.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]})
