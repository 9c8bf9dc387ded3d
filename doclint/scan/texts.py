"""``texts.jsonl``: the texts of the notes to look at first, for the page to show with what was found marked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from doclint.result import Result
from doclint.scan.page.gather import CODE, TOP, Standing, push, ranked
from doclint.scan.store import Row


@dataclass(slots=True)
class FirstTexts:
    """Which of the notes written so far are to be looked at first. Told of every note in the order of ``notes.jsonl``,
    it holds keys of ``top`` notes and no text.
    """

    top: int = TOP
    _first: list[tuple[Standing, tuple[bytes, str]]] = field(default_factory=list)
    _lines: int = 0

    def __call__(self, row: Row, result: Result) -> None:
        """A note that was written, as it was written."""
        self._lines += 1
        open_findings = [finding for finding in result.findings if finding.accepted is None]
        if open_findings and row.key is not None:
            weights = ((finding.severity, finding.confidence) for finding in open_findings)
            units = next((line.units for line in result.codes if line.code == CODE), None)
            standing = ranked(result.verdict, weights, units, self._lines - 1)
            push(self._first, standing, (row.key, result.id), self.top)

    def add(self, behind: FirstTexts) -> None:
        """Add what was told of the notes that stand behind these in ``notes.jsonl``."""
        for standing, item in behind._first:
            push(self._first, replace(standing, place=standing.place - self._lines), item, self.top)
        self._lines += behind._lines

    @property
    def keys(self) -> list[bytes]:
        """The keys of the notes, each once."""
        return list(dict.fromkeys(key for _, (key, _) in self._first))

    def write(self, text_of: Callable[[bytes], tuple[str, int] | None], write: Callable[[str], object]) -> None:
        """Write the lines, the note to look at first on top. ``text_of`` gives the text of a key, a long one cut, and
        the length of the whole, which is ``characters``; ``line`` counts those of ``notes.jsonl`` from 1.
        """
        for standing, (key, identifier) in sorted(self._first, reverse=True):
            if kept := text_of(key):
                text, characters = kept
                line = {"id": identifier, "line": 1 - standing.place, "characters": characters, "text": text}
                write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
