"""What a worker process is asked: plain data that know how to be done there."""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from doclint.note import Note
from doclint.report.evidence import with_evidence
from doclint.report.forms import Evidence
from doclint.result import Result, Source
from doclint.service.examples import example

if TYPE_CHECKING:
    from doclint.facts import Facts
    from doclint.linter import Linter


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a note is judged where the service's own settings are not meant, as in ``doclint.Linter``."""

    profile: str | None = None
    discipline: str | None = None
    date: dt.date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


AS_SET = Options()
"""A note judged as the service was set."""


class Bench:
    """What a worker process has at hand: one loaded pipeline, and the linters that share it."""

    def __init__(self, profile: str, model: str) -> None:
        from doclint.linter import Linter  # here, since the service's own process makes jobs and needs no spaCy

        self._make = Linter
        self._own = Linter(profile, model)
        self._linter = lru_cache(maxsize=64)(self._made)
        self.lint(Note.model_validate(example("note")), AS_SET, Source())  # what is loaded at first use is loaded now

    def lint(self, note: Note, options: Options, source: Source) -> Result:
        """The result of a note."""
        return self.judged(note, options, source)[2]

    def judged(self, note: Note, options: Options, source: Source) -> tuple[Note, Facts, Result]:
        """A note as it was judged, what its text says, and the result."""
        linter = self._linter(options)
        note, facts = linter.completed(note), self._own.facts(note.text)
        return note, facts, linter.judge(note, facts, source)

    def _made(self, options: Options) -> Linter:
        return self._make(
            options.profile or self._own.profile,
            self._own.model,
            select=options.select,
            ignore=options.ignore,
            discipline=options.discipline,
            date=options.date,
        )


class Job(Protocol):
    """Something to be done by a worker process; it and its answer are pickled."""

    def __call__(self, bench: Bench) -> Any: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What the service counts of a result."""

    verdict: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Lint a note: its result."""

    note: Note
    options: Options
    source: Source

    def __call__(self, bench: Bench) -> tuple[Result, Told]:
        result = bench.lint(self.note, self.options, self.source)
        return result, _told(result)


@dataclass(frozen=True, slots=True)
class Write:
    """Lint a note: its result as JSON."""

    note: Note
    options: Options
    source: Source
    evidence: Evidence

    def __call__(self, bench: Bench) -> tuple[bytes, Told]:
        result = bench.lint(self.note, self.options, self.source)
        return with_evidence(result, self.evidence).model_dump_json().encode(), _told(result)


def _told(result: Result) -> Told:
    return Told(result.verdict, tuple(finding.rule for finding in result.findings))


def bench_work(profile: str, model: str) -> Callable[[Job], Any]:
    """What a worker process works with. It lets the stop signals of its group pass: the service ends it."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    bench = Bench(profile, model)
    return lambda job: job(bench)
