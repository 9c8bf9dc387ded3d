"""What a report format is, and where the formats are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from typing import Any, Protocol, TextIO, cast

from doclint import __version__
from doclint.report.forms import Form
from doclint.report.summary import Summary
from doclint.result import InputError, Result

FORMATS = {Form.TEXT: "doclint.report.text", Form.JSON: "doclint.report.json", Form.JSONL: "doclint.report.jsonl"}
"""Format → the module whose ``Reporter`` writes it; a module is loaded when its format is asked for."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a run was started: versions and options as plain values."""

    versions: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)


def versions(model: str) -> dict[str, str]:
    """What a run rests on: doclint, its model, Python and spaCy."""
    return {
        "version": __version__,
        "model": model,
        "python": ".".join(map(str, sys.version_info[:3])),
        "spacy": version("spacy"),
    }


class Reporter(Protocol):
    """Writes results to a stream: each note as it comes, then the end."""

    def note(self, result: Result, text: str) -> None:
        """One result with the text of its note."""

    def close(self, summary: Summary, errors: Sequence[InputError]) -> None:
        """The end of the run."""


def open_reporter(form: Form, stream: TextIO, run: Run) -> Reporter:
    """The reporter of a format."""
    return cast(Reporter, import_module(FORMATS[form]).Reporter(stream, run))
