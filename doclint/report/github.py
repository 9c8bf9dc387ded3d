"""GitHub annotations: one workflow command a finding, which the runner shows beside the line of a note's file.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions says how commands are written. The runner
shows the first ten of each kind in a step; all of them stand in its log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from doclint.report.base import Run, Yardstick
from doclint.report.escape import shorten, visible
from doclint.report.places import is_its_file, region_of
from doclint.report.summary import Summary
from doclint.result import Finding, InputError, Result

SHOWN = 10
"""Annotations of a kind that GitHub shows of one step."""
_KINDS = {"error": "error", "warning": "warning", "info": "notice"}
_MESSAGE, _TITLE = 2000, 200


class Reporter:
    """Writes a command for each finding as the notes come; one that somebody has accepted gets none."""

    def __init__(self, stream: TextIO, run: Run) -> None:
        self._stream = stream
        self._written: Counter[str] = Counter()

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        for finding in result.findings:
            if finding.accepted is None:
                self._finding(finding, result, text)
        self._stream.flush()

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        for error in errors:
            row = f"row {error.row}: " if error.row is not None else ""
            self._command("error", {"file": error.source, "title": "doclint: not read"}, row + error.reason)
        beyond = sum(max(0, count - SHOWN) for count in self._written.values())
        if beyond:
            self._stream.write(f"doclint: GitHub shows the first {SHOWN} of each kind; {beyond} more stand above.\n")

    def _finding(self, finding: Finding, result: Result, text: str) -> None:
        title = f"{finding.rule} {finding.name}"
        properties: dict[str, object] = {"file": result.source.path or result.id}
        region = region_of(finding, text)
        if not is_its_file(result):
            row = f", row {result.source.row}" if result.source.row is not None else ""
            title += f" (note {result.id}{row})"
        elif region is not None:
            properties |= {"line": region.line, "col": region.column}
            if region.end_line is not None:
                properties["endLine"] = region.end_line
                if region.end_line == region.line:
                    properties["endColumn"] = region.end_column
        message = f"{finding.message} {finding.suggestion} ({finding.reference})"
        self._command(_KINDS[finding.severity], {**properties, "title": visible(shorten(title, _TITLE))}, message)

    def _command(self, kind: str, properties: dict[str, object], message: str) -> None:
        self._written[kind] += 1
        named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        self._stream.write(f"::{kind} {named}::{_data(visible(shorten(message, _MESSAGE)))}\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
