"""What a worker process works with: one loaded pipeline, and the linters that share it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from doclint.note import Note
from doclint.result import Result, Source
from doclint.service.examples import example
from doclint.service.jobs import AS_SET, Job, More, Options
from doclint.service.settings import Settings

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.facts import Facts


class Bench:
    """The linters of a worker process, as the service's configuration has them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._first: Linters | None = None
        self._first = self.linters()
        self._chosen = lru_cache(maxsize=64)(self.linters)
        self.running: Iterator[Any] | None = None
        """What a job that answers in several parts still has to say."""
        self.lint(Note.model_validate(example("note")), AS_SET, Source())  # what is loaded at first use is loaded now

    def lint(self, note: Note, options: Options, source: Source) -> Result:
        """The result of a note."""
        return self._chosen(options).lint(note, source=source)

    def judged(self, note: Note, options: Options, source: Source) -> tuple[Note, Facts, Result]:
        """A note as it was judged, what its text says, and the result."""
        linter = self._chosen(options).linter_of(note, source.path)
        note = linter.completed(note)
        facts = linter.facts(note.text)
        return note, facts, linter.judge(note, facts, source)

    def shown(self, note: Note) -> str:
        """The text of a note as an answer may repeat it."""
        return self._chosen(AS_SET).linter_of(note, None).shown(note)

    def linters(self, options: Options = AS_SET) -> Linters:
        """Linters under the service's configuration and these options. Raises ConfigError."""
        from doclint.config import Linters, Resolver  # here: the service's own process makes jobs and needs no spaCy

        settings = self._settings
        given = {"profile": settings.profile, "model": settings.model} | options.given()
        resolver = Resolver(config=settings.config, isolated=settings.isolated, given=given)
        beside = self._first.linter if self._first else None
        return Linters(resolver, date=options.date, beside=beside, by_path=False)


def bench_work(settings: Settings) -> Callable[[Job], Any]:
    """What a worker process does. It lets the stop signals of its group pass: the service ends it."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    bench = Bench(settings)

    def work(job: Job) -> Any:
        if not isinstance(job, More):
            bench.running = None  # whoever asked for it went away
        return job(bench)

    return work
