"""Options that several commands take, and what they mean."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from doclint.cli.errors import UsageError

if TYPE_CHECKING:
    from doclint.linter import Linter
    from doclint.note import Note
    from doclint.report.base import Run


class FailOn(StrEnum):
    """The severity from which findings make the exit code 1."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    NEVER = "never"


class Plain(StrEnum):
    """The formats of catalogues, entities and summaries."""

    TEXT = "text"
    JSON = "json"


Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH|-", show_default=False, help="Notes: files, folders, patterns, or - for standard input."
    ),
]
Profile = Annotated[str, typer.Option(metavar="NAME", help="Payer profile of notes that name none.")]
Discipline = Annotated[
    str | None, typer.Option(metavar="pt|ot", show_default=False, help="Discipline of notes that name none.")
]
Claim = Annotated[
    str | None, typer.Option(metavar="LINES", show_default=False, help="What was billed, as 97530:2:GP,97140:1:GP+59.")
]
Date = Annotated[
    str | None, typer.Option(metavar="YYYY-MM-DD", show_default=False, help="Date of service of notes that give none.")
]
Select = Annotated[
    list[str] | None,
    typer.Option(metavar="RULES", show_default=False, help="Only these rules, by code or beginning: TIM,GOL002."),
]
Ignore = Annotated[list[str] | None, typer.Option(metavar="RULES", show_default=False, help="All but these rules.")]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="FIELD=COLUMN", show_default=False, help="Which column holds a field; may be repeated."
    ),
]
Fail = Annotated[FailOn, typer.Option("--fail-on", help="Severity from which the exit code is 1.")]
Model = Annotated[str, typer.Option(metavar="fast", help="Model.")]
StdinName = Annotated[
    str | None,
    typer.Option("--stdin-filename", metavar="NAME", show_default=False, help="What to call standard input."),
]
Redact = Annotated[
    bool,
    typer.Option("--redact", help="Mask names, numbers, addresses and the like in all that is repeated of a note."),
]
RedactDates = Annotated[bool, typer.Option("--redact-dates", help="--redact, and dates too.")]


def redaction(identifiers: bool, dates: bool) -> str | None:
    """What ``--redact`` and ``--redact-dates`` mask, as the linter calls it."""
    return "dates" if dates else "identifiers" if identifiers else None


@dataclass(frozen=True, slots=True)
class LintOptions:
    """What decides how notes are judged."""

    profile: str = "medicare"
    discipline: str | None = None
    claim: str | None = None
    date: str | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    model: str = "fast"
    redact: str | None = None

    def linter(self) -> Linter:
        """A linter made from them. Raises UsageError where an option is wrong, before anything heavy is loaded."""
        arguments = self._arguments()
        from doclint.linter import Linter
        from doclint.nlp.model.weights import ModelError

        try:
            linter = Linter(**arguments)
            _ = linter.nlp  # a model that cannot be loaded is told here, once
        except (ValueError, ModelError) as error:
            raise UsageError(str(error)) from None
        gc.freeze()  # what is loaded stays; only what notes leave behind is looked through
        gc.enable()
        return linter

    def prepare(self) -> Callable[[Note], Note]:
        """What ``--claim`` does to a note: it takes the place of the note's own claim."""
        if self.claim is None:
            return lambda note: note
        from doclint.claim import ClaimError, parse_claim

        try:
            lines = parse_claim(self.claim)
        except ClaimError as error:
            raise UsageError(f"--claim: {error}") from None
        return lambda note: note.model_copy(update={"claim": lines})

    def run(self, fail_on: FailOn) -> Run:
        """The versions and options, for reports."""
        from importlib.metadata import version

        from doclint import __version__
        from doclint.report.base import Run

        versions = {
            "version": __version__,
            "model": self.model,
            "python": ".".join(map(str, sys.version_info[:3])),
            "spacy": version("spacy"),
        }
        return Run(
            versions,
            {
                "profile": self.profile,
                "discipline": self.discipline,
                "claim": self.claim,
                "date": self.date,
                "select": _codes(self.select),
                "ignore": _codes(self.ignore),
                "fail_on": fail_on.value,
                "redact": self.redact,
            },
        )

    def _arguments(self) -> dict[str, Any]:
        from doclint.note import Discipline

        if self.discipline is not None and self.discipline.upper() not in get_args(Discipline):
            raise UsageError(f"--discipline {self.discipline}: give pt or ot")
        try:
            date = dt.date.fromisoformat(self.date) if self.date is not None else None
        except ValueError:
            raise UsageError(f"--date {self.date}: give a date as 2026-03-02") from None
        _check_profile(self.profile)
        self.prepare()
        select, ignore = _codes(self.select), _codes(self.ignore)
        _check_rules("--select", self.select)
        _check_rules("--ignore", self.ignore)
        return {
            "profile": self.profile,
            "model": self.model,
            "select": select,
            "ignore": ignore,
            "discipline": self.discipline.upper() if self.discipline else None,
            "date": date,
            "redact": self.redact,
        }


def _codes(given: Sequence[str]) -> list[str]:
    """Rule codes of an option that may be repeated and hold several, parted by commas."""
    return [code.strip().upper() for part in given for code in part.split(",") if code.strip()]


def _check_rules(option: str, given: Sequence[str]) -> None:
    codes = _codes(given)
    if given and not codes:
        raise UsageError(f"{option}: name at least one rule, as in TIM,GOL002")
    if not codes:
        return
    from doclint.report import catalogue

    for code in codes:
        if not any(entry.code.startswith(code) for entry in catalogue.entries()):
            raise UsageError(f"{option}: no rule {code!r}; {catalogue.near(code)}")


def _check_profile(name: str) -> None:
    import difflib

    from doclint.policy import load_policy, profile_names

    try:
        load_policy(name)
    except ValueError as error:
        near = difflib.get_close_matches(name, profile_names(), n=1)
        raise UsageError(
            f"--profile: no profile {name!r}; did you mean {near[0]}?" if near else f"--profile: {error}"
        ) from None


def mapping_of(pairs: Sequence[str] | None) -> dict[str, str]:
    """The columns that ``--map`` names, by field."""
    from doclint.sources.model import UnreadableError
    from doclint.sources.read import recognise_map

    try:
        return recognise_map(pairs or ())
    except UnreadableError as error:
        raise UsageError(f"--map: {error}") from None
