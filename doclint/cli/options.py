"""Options that several commands take, and what they mean."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doclint.cli.errors import UsageError, say

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.note import Note
    from doclint.report.base import Run
    from doclint.sources.model import File


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
Profile = Annotated[
    str | None,
    typer.Option(metavar="NAME", show_default="medicare", help="Payer profile of notes that name none."),
]
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
Fail = Annotated[
    FailOn | None, typer.Option("--fail-on", show_default="error", help="Severity from which the exit code is 1.")
]
Model = Annotated[str | None, typer.Option(metavar="fast", show_default="fast", help="Model.")]
Preview = Annotated[
    bool | None, typer.Option("--preview/--no-preview", show_default=False, help="Let rules in preview count.")
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        show_default=False,
        help="This configuration for all notes; by default the doclint.toml or pyproject.toml nearest above each.",
    ),
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Read no configuration file.")]
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
    """What decides how notes are judged, as the command line gives it; None is for the configuration files to say."""

    profile: str | None = None
    discipline: str | None = None
    claim: str | None = None
    date: str | None = None
    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    model: str | None = None
    fail_on: FailOn | None = None
    preview: bool | None = None
    config: Path | None = None
    isolated: bool = False
    redact: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> LintOptions:
        """The options among a command's parameters, by the names that every command gives them."""
        found = {each.name: given[each.name] for each in fields(cls)}
        return cls(**found | {"redact": redaction(given["redact"], given["redact_dates"])})

    def linters(self, files: Iterable[File] = (), *, here: bool = True) -> Linters:
        """What lints notes of these files, each as its configuration says; loaded where they are linted ``here``, in
        this process. Raises UsageError where an option or a configuration file is wrong, before anything heavy is
        loaded.
        """
        given, date = self._given()
        from doclint.config import ConfigError, Linters, Resolver

        try:
            resolver = Resolver(config=self.config, isolated=self.isolated, given=given)
            resolver.of()
            for file in files:
                resolver.of(file.path)
        except ConfigError as error:
            raise UsageError(str(error)) from None
        self.prepare()
        for told in resolver.told:
            say(told)
        from doclint.nlp.model.weights import ModelError

        try:
            linters = Linters(resolver, date=date)
            if here:
                _ = linters.linter.nlp  # a model that cannot be loaded is told here, once
        except (ValueError, ModelError) as error:
            raise UsageError(str(error)) from None
        gc.freeze()  # what is loaded stays; only what notes leave behind is looked through
        gc.enable()
        return linters

    def prepare(self) -> Callable[[Note], Note]:
        """What ``--claim`` does to a note: it takes the place of the note's own claim."""
        if self.claim is None:
            return lambda note: note
        from doclint.config.given import GivenError, claim_of

        try:
            lines = claim_of(self.claim)
        except GivenError as error:
            raise UsageError(str(error)) from None
        return lambda note: note.model_copy(update={"claim": lines})

    def run(self, linters: Linters, files: Iterable[File] = ()) -> Run:
        """The versions and options, for reports. Where the files' configurations differ, ``configs`` holds each of
        them, and the other values are those of the first.
        """
        from doclint.scan.noting import run_of

        found = [linters.resolver.of(file.path) for file in files] or [linters.resolver.of()]
        return run_of(found, claim=self.claim, date=self.date)

    def _given(self) -> tuple[dict[str, Any], dt.date | None]:
        """The options that a configuration file can give too, by its names, and the date."""
        from doclint.config.given import GivenError, codes_of, date_of, discipline_of

        try:
            discipline, date = discipline_of(self.discipline), date_of(self.date)
            select, ignore = codes_of("--select", self.select), codes_of("--ignore", self.ignore)
        except GivenError as error:
            raise UsageError(str(error)) from None
        if self.config is not None and self.isolated:
            raise UsageError("--config names a file and --isolated reads none: leave one of them out")
        return {
            "profile": self.profile,
            "discipline": discipline,
            "select": select,
            "ignore": ignore,
            "model": self.model,
            "fail_on": self.fail_on.value if self.fail_on else None,
            "preview": self.preview,
            "redact": self.redact,
        }, date


def mapping_of(pairs: Sequence[str] | None) -> dict[str, str]:
    """The columns that ``--map`` names, by field."""
    from doclint.sources.model import UnreadableError
    from doclint.sources.read import recognise_map

    try:
        return recognise_map(pairs or ())
    except UnreadableError as error:
        raise UsageError(f"--map: {error}") from None
