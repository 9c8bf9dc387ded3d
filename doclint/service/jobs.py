"""What a worker process is asked: plain data that know how to be done there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from doclint.note import Note
from doclint.report.evidence import with_evidence
from doclint.report.forms import Evidence
from doclint.result import Result, Source

if TYPE_CHECKING:
    from doclint.service.bench import Bench


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How notes are judged where the service's own configuration is not meant, by the names of its keys."""

    profile: str | None = None
    discipline: str | None = None
    date: dt.date | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    fail_on: str | None = None
    preview: bool | None = None

    def given(self) -> dict[str, Any]:
        """Those that are given; the date is no key of a configuration."""
        names = ("profile", "discipline", "select", "ignore", "fail_on", "preview")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


AS_SET = Options()
"""Notes judged as the service was set."""


class Job(Protocol):
    """Something to be done by a worker process; it and its answer are pickled."""

    def __call__(self, bench: Bench) -> Any: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What the service counts of a result."""

    verdict: str
    rules: tuple[str, ...]

    @classmethod
    def of(cls, result: Result) -> Told:
        return cls(result.verdict, tuple(finding.rule for finding in result.findings))


@dataclass(frozen=True, slots=True)
class Judge:
    """Lint a note: its result."""

    note: Note
    options: Options
    source: Source

    def __call__(self, bench: Bench) -> tuple[Result, Told]:
        result = bench.lint(self.note, self.options, self.source)
        return result, Told.of(result)


@dataclass(frozen=True, slots=True)
class Write:
    """Lint a note: its result as JSON."""

    note: Note
    options: Options
    source: Source
    evidence: Evidence

    def __call__(self, bench: Bench) -> tuple[bytes, Told]:
        result = bench.lint(self.note, self.options, self.source)
        return with_evidence(result, self.evidence).model_dump_json().encode(), Told.of(result)


@dataclass(frozen=True, slots=True)
class More:
    """The next part of what the job before it says; None at its end."""

    def __call__(self, bench: Bench) -> Any:
        part = next(bench.running, None) if bench.running is not None else None
        if part is None:
            bench.running = None
        return part
