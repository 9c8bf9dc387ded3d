"""JSON Lines: one result a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from doclint.report.base import Run, Yardstick
from doclint.report.summary import Summary
from doclint.result import InputError, Result


class Reporter:
    """Writes each result as a line when it comes."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self._stream = stream

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        self._stream.write(result.model_dump_json() + "\n")
        self._stream.flush()

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        pass
