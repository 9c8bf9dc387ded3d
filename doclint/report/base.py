"""What a report format is, and where the formats are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal, Protocol, TextIO, cast

from doclint.policy import load_policy
from doclint.report.forms import Form
from doclint.report.summary import Summary
from doclint.result import InputError, Result
from doclint.rules.registry import Selection

FORMATS = {form: f"doclint.report.{form.value}" for form in Form}
"""Format → the module whose ``Reporter`` writes it; a module is loaded when its format is asked for."""

FailOn = Literal["info", "warning", "error", "never"]


@dataclass(frozen=True, slots=True)
class Run:
    """How a run was started: versions and options as plain values."""

    versions: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a note was judged by: the selection of rules, and the severity from which it fails."""

    selection: Selection = field(default_factory=Selection)
    fail_on: FailOn = "error"

    def leaves_out(self, result: Result) -> bool:
        """Whether the verdict covers a part of the rules: one that the note's payer asks for is left out."""
        if result.verdict == "not_applicable" or self.selection == Selection():
            return False
        return self.selection.leaves_out(load_policy(result.profile, result.date_of_service))


class Reporter(Protocol):
    """Writes results to a stream: each note as it comes, then the end."""

    def note(self, result: Result, text: str, by: Yardstick) -> None:
        """One result with the text of its note, which is empty where the report may not repeat it."""

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        """The end of the run."""


def open_reporter(form: Form, stream: TextIO, run: Run) -> Reporter:
    """The reporter of a format."""
    return cast(Reporter, import_module(FORMATS[form]).Reporter(stream, run))
