"""``doclint extract``."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doclint.cli import OK, USAGE
from doclint.cli.inputs import binary_safe_stdout, files_of, tell
from doclint.cli.options import (
    LintOptions,
    Map,
    Model,
    Paths,
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


class EntityForm(StrEnum):
    """The formats of entities."""

    JSON = "json"
    TEXT = "text"
    HTML = "html"


def extract(
    paths: Paths = None,
    form: Annotated[EntityForm, typer.Option("--format", help="How entities are written.")] = EntityForm.JSON,
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

    from doclint.report.entities import EntityPage
    from doclint.result import InputError
    from doclint.scan.judge import judge
    from doclint.sources.model import ReadOptions
    from doclint.sources.read import read

    binary_safe_stdout(machine=form is not EntityForm.TEXT)
    notes: list[dict[str, Any]] = []
    page = EntityPage()
    for judged in judge(linters, read(files, ReadOptions(mapping=mapping_of(mapping)))):
        if isinstance(judged, InputError):
            errors.append(judged)
            tell(judged)
        elif form is EntityForm.TEXT:
            sys.stdout.write(_text(judged.result))
        elif form is EntityForm.HTML:
            linter = linters.linter_of(judged.note, judged.result.source.path)
            page.add(judged.result, linter.shown(judged.note))
        else:
            notes.append(judged.result.model_dump(mode="json", include={"id", "source", "entities"}))
    if form is EntityForm.HTML:
        print(page.page(errors))
    if form is EntityForm.JSON:
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
