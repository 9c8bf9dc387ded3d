"""Linters by configuration: each note is linted under what holds for it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from doclint.config.resolved import Config
from doclint.config.resolver import Resolver
from doclint.note import Note
from doclint.result import Result, Source

if TYPE_CHECKING:
    from doclint.linter import Linter


class Linters:
    """Lints notes under the configuration of their file and type; linters of one model share its pipeline.

    ``date`` stands in where a note gives none. ``linter`` is that of the working directory, which the others are made
    beside: they share the pipeline of ``beside`` where there is one. Without ``by_path`` what holds in the working
    directory holds for all notes: their paths are none of this machine. Raises ConfigError, and ValueError as
    ``Linter`` does.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        date: dt.date | None = None,
        beside: Linter | None = None,
        by_path: bool = True,
    ) -> None:
        self.resolver = resolver
        self._date = date
        self._beside = beside
        self._by_path = by_path
        self._made: dict[str, Linter] = {}
        self._by_config: dict[int, tuple[Linter, str]] = {}
        """By the identity of configurations, which the resolver keeps."""
        self.linter = self._of(resolver.of())[0]

    def config(self, note: Note, path: str | None) -> Config:
        """What holds for a note of a file."""
        return self.resolver.of(path if self._by_path else None, note.note_type)

    def lint(self, note: Note, *, source: Source) -> Result:
        """Lint one note under what holds for it."""
        return self.linter_of(note, source.path).lint(note, source=source)

    def linter_of(self, note: Note, path: str | None) -> Linter:
        """What lints a note of a file."""
        return self._of(self.config(note, path))[0]

    def of(self, note: Note, path: str | None) -> tuple[Linter, str]:
        """What lints a note of a file, and its options as JSON, for worker processes; these are empty where they are
        those of ``linter``.
        """
        linter, written = self._of(self.config(note, path))
        return linter, "" if linter is self.linter else written

    def _of(self, config: Config) -> tuple[Linter, str]:
        """The linter of a configuration, and its options as JSON; equal options have the same one."""
        if (known := self._by_config.get(id(config))) is not None:
            return known
        options = config.linter_options()
        written = json.dumps(options, sort_keys=True)
        if written not in self._made:
            from doclint.linter import Linter  # here: who only reads configurations needs no spaCy

            first = next(iter(self._made.values()), self._beside)
            make = first.beside if first else Linter
            self._made[written] = make(**options, date=self._date)
        return self._by_config.setdefault(id(config), (self._made[written], written))
