"""Lints the notes of documents, and remembers what did not change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doclint.lsp.notes import Unread, Written
from doclint.lsp.settings import Settings, SettingsError
from doclint.note import Note
from doclint.result import Result, Source

if TYPE_CHECKING:
    from doclint.linter import Linter

_KEPT = 2_000
"""Results that are remembered."""


@dataclass(frozen=True, slots=True)
class Linted:
    """A note of a document with its result."""

    written: Written
    result: Result


class Bench:
    """The linters of a server, which share a pipeline for each model. It is used by one thread at a time."""

    def __init__(self) -> None:
        self._linters: dict[Settings, Linter] = {}
        self._known: OrderedDict[tuple[str, Settings], Result] = OrderedDict()

    def lint(
        self, notes: list[Written | Unread], settings: Settings, stale: Callable[[], bool]
    ) -> Iterator[Linted | Unread]:
        """The results, until they are ``stale``. Raises SettingsError."""
        linter, reader = self._linter(settings), self._linter(Settings(model=settings.model))
        for item in notes:
            if stale():
                return
            yield Linted(item, self._result(item.note, settings, linter, reader)) if isinstance(item, Written) else item

    def _result(self, note: Note, settings: Settings, linter: Linter, reader: Linter) -> Result:
        update = {} if settings.lines is None else {"claim": settings.lines}
        note = linter.completed(note.model_copy(update=update))
        key = note.model_dump_json(), settings
        if (known := self._known.get(key)) is None:
            known = self._known[key] = linter.judge(note, reader.facts(note.text), Source())
        self._known.move_to_end(key)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return known

    def _linter(self, settings: Settings) -> Linter:
        """The linter of some settings. Raises SettingsError where what they name does not exist."""
        from doclint.linter import Linter
        from doclint.nlp.model.weights import ModelError

        if settings not in self._linters:
            try:
                made = Linter(
                    settings.profile,
                    settings.model,
                    select=settings.select,
                    ignore=settings.ignore,
                    discipline=settings.discipline,
                )
                _ = made.nlp if settings == Settings(model=settings.model) else None
            except (ValueError, ModelError, OSError) as error:
                raise SettingsError(str(error)) from None
            self._linters[settings] = made
        return self._linters[settings]
