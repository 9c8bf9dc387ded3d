"""``doclint extract``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doclint.cli import OK, USAGE
from doclint.cli.inputs import binary_safe_stdout, files_of, tell
from doclint.cli.options import (
    LintOptions,
    Map,
    Model,
    Paths,
    Plain,
    Redact,
    RedactDates,
    StdinName,
    mapping_of,
    redaction,
)
from doclint.report.escape import shorten, visible

if TYPE_CHECKING:
    from doclint.result import Result

SCHEMA = "doclint.entities/1"


def extract(
    paths: Paths = None,
    form: Annotated[Plain, typer.Option("--format", help="How entities are written.")] = Plain.JSON,
    model: Model = None,
    mapping: Map = None,
    stdin_filename: StdinName = None,
    redact: Redact = False,
    redact_dates: RedactDates = False,
) -> None:
    """Show the entities of notes alone: activities, assistance, goals, minutes, skilled care and the like."""
    files, errors = files_of(paths, stdin_filename)
    for error in errors:
        tell(error)
    linters = LintOptions(model=model, redact=redaction(redact, redact_dates)).linters(files)

    from doclint.result import InputError
    from doclint.scan.judge import judge
    from doclint.sources.model import ReadOptions
    from doclint.sources.read import read

    binary_safe_stdout(machine=form is Plain.JSON)
    notes: list[dict[str, Any]] = []
    for judged in judge(linters, read(files, ReadOptions(mapping=mapping_of(mapping)))):
        if isinstance(judged, InputError):
            errors.append(judged)
            tell(judged)
        elif form is Plain.TEXT:
            sys.stdout.write(_text(judged.result))
        else:
            notes.append(judged.result.model_dump(mode="json", include={"id", "source", "entities"}))
    if form is Plain.JSON:
        report = {"schema": SCHEMA, "notes": notes, "errors": [error.model_dump(mode="json") for error in errors]}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    raise typer.Exit(USAGE if errors else OK)


def _text(result: Result) -> str:
    lines = [visible(result.id)]
    for entity in result.entities:
        value = f" = {entity.value}" if entity.value else ""
        status = f" ({entity.status})" if entity.status != "performed" else ""
        code = f" [{entity.code}]" if entity.code else ""
        text = shorten(visible(entity.text or ""), 70)
        lines.append(f"  {entity.start:>6}-{entity.end:<6} {entity.label:<10} {text}{value}{status}{code}")
    if not result.entities:
        lines.append("  no entities")
    return "\n".join(lines) + "\n"
