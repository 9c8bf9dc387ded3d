"""Lints the notes of documents, and remembers what did not change."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doclint.lsp.notes import Unread, Written
from doclint.lsp.settings import SECTION, Settings, SettingsError
from doclint.note import Note
from doclint.result import Result, Source

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.linter import Linter

_KEPT = 2_000
"""Results that are remembered."""


@dataclass(frozen=True, slots=True)
class Linted:
    """A note of a document with its result."""

    written: Written
    result: Result


class Bench:
    """The linters of a server, which share their pipeline. It is used by one thread at a time.

    ``told`` gathers what users should know of their configuration.
    """

    def __init__(self) -> None:
        self._linters: dict[Settings, Linters] = {}
        self._first: Linter | None = None
        self._known: OrderedDict[tuple[str, str, Settings], Result] = OrderedDict()
        self.told: dict[str, None] = {}

    def forget(self) -> None:
        """Configuration files have changed."""
        self._linters.clear()
        self._known.clear()

    def lint(
        self, notes: list[Written | Unread], settings: Settings, path: str | None, stale: Callable[[], bool]
    ) -> Iterator[Linted | Unread]:
        """The results under what holds for the file, until they are ``stale``. Raises SettingsError."""
        from doclint.config import ConfigError
        from doclint.nlp.model.weights import ModelError

        try:
            if settings not in self._linters:
                self._linters[settings] = self._made(settings)
            for item in notes:
                if stale():
                    return
                yield Linted(item, self._result(item.note, settings, path)) if isinstance(item, Written) else item
            self.told |= self._linters[settings].resolver.told
        except (ConfigError, ModelError) as error:
            raise SettingsError(str(error)) from None

    def _result(self, note: Note, settings: Settings, path: str | None) -> Result:
        linters = self._linters[settings]
        if settings.lines is not None:
            note = note.model_copy(update={"claim": settings.lines})
        key = note.model_dump_json(), linters.of(note, path)[1], settings
        if (known := self._known.get(key)) is None:
            known = self._known[key] = linters.lint(note, source=Source(path=path))
        self._known.move_to_end(key)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return known

    def _made(self, settings: Settings) -> Linters:
        """Linters for some settings. Raises SettingsError where what they name does not exist."""
        from doclint.config import Linters, Resolver

        try:
            made = Linters(Resolver(given=settings.given), beside=self._first)
        except ValueError as error:
            raise SettingsError(re.sub(r"\A--(?=\w)", f"the setting {SECTION}.", str(error))) from None
        self._first = self._first or made.linter
        return made
