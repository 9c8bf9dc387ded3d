"""Linters by configuration: each note is linted under what holds for it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from doclint.config.resolved import Config
from doclint.config.resolver import Resolver
from doclint.linter import Linter
from doclint.note import Note
from doclint.result import Result, Source


class Linters:
    """Lints notes under the configuration of their file and type; linters of one model share its pipeline.

    ``date`` stands in where a note gives none; ``like`` is a linter whose pipeline is shared, too. ``linter`` is that
    of the working directory, which the others are made beside. Raises ConfigError, and ValueError as ``Linter`` does.
    """

    def __init__(self, resolver: Resolver, *, date: dt.date | None = None, like: Linter | None = None) -> None:
        self.resolver = resolver
        self._date = date
        self._like = like
        self._made: dict[str, Linter] = {}
        self.linter = self._of(resolver.of())

    def config(self, note: Note, path: str | None) -> Config:
        """What holds for a note of a file."""
        return self.resolver.of(path, note.note_type)

    def lint(self, note: Note, *, source: Source) -> Result:
        """Lint one note under what holds for it."""
        return self._of(self.config(note, source.path)).lint(note, source=source)

    def settings(self, note: Note, path: str | None) -> str:
        """A note's options as JSON, for worker processes; empty where they are those of ``linter``."""
        linter = self._of(self.config(note, path))
        return "" if linter is self.linter else _written(linter.options)

    def _of(self, config: Config) -> Linter:
        options = {**config.linter_options(), "date": self._date}
        key = _written(options)
        if key not in self._made:
            first = next(iter(self._made.values()), self._like)
            self._made[key] = first.beside(**options) if first else Linter(**options)
        return self._made[key]


def _written(options: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in options.items() if name != "date"}, sort_keys=True)
