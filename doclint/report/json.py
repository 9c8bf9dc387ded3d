"""JSON: one report over all notes, ``doclint.report/1``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from doclint.report.base import Run, Yardstick
from doclint.report.summary import Summary
from doclint.result import InputError, Report, Result


class Reporter:
    """Keeps the results and writes one document at the end."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self._stream = stream
        self._run = run
        self._results: list[Result] = []

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        self._results.append(result)

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        report = Report(
            doclint=self._run.versions,
            run=self._run.options,
            summary=summary.as_dict(),
            notes=tuple(self._results),
            errors=tuple(errors),
        )
        self._stream.write(report.model_dump_json(indent=2) + "\n")
