"""``doclint lint``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from doclint.cli import FINDINGS, OK, USAGE
from doclint.cli.errors import UsageError, say
from doclint.cli.inputs import binary_safe_stdout, files_of, tell
from doclint.cli.options import (
    Claim,
    ConfigFile,
    Date,
    Discipline,
    Fail,
    Ignore,
    Isolated,
    LintOptions,
    Map,
    Model,
    Paths,
    Preview,
    Profile,
    Select,
    StdinName,
    mapping_of,
)
from doclint.report.forms import Evidence, Form

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.result import InputError
    from doclint.sources.model import File

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", show_default=False, help="Write here, whole or not at all, and not to the screen."
    ),
]


def lint(
    paths: Paths = None,
    form: Annotated[Form, typer.Option("--format", help="How results are written.")] = Form.TEXT,
    profile: Profile = None,
    discipline: Discipline = None,
    claim: Claim = None,
    date: Date = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Fail = None,
    model: Model = None,
    preview: Preview = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    mapping: Map = None,
    stdin_filename: StdinName = None,
    evidence: Annotated[Evidence, typer.Option(help="What results repeat of the note.")] = Evidence.FULL,
    output: Output = None,
) -> None:
    """Lint notes before they are signed: text, Markdown, JSON, JSON Lines or CSV, or standard input.

    A file or row that cannot be read, or a rule that fails, makes the exit code 2; the rest is linted all the same.
    """
    options = LintOptions(profile, discipline, claim, date, select, ignore, model, fail_on, preview, config, isolated)
    files, errors = files_of(paths, stdin_filename)
    for error in errors:
        tell(error)
    if output is not None and any(file.path and _same(file.path, output) for file in files):
        raise UsageError(f"--output {output}: this is a note that is to be read; name another file")
    linters = options.linters(files)
    binary_safe_stdout(machine=form is not Form.TEXT)

    from doclint.report.whole import OutputError, whole_file

    try:
        with whole_file(output) if output is not None else nullcontext(sys.stdout) as stream:
            code = _lint(stream, form, options, linters, files, errors, mapping_of(mapping), evidence)
    except OutputError as error:
        raise UsageError(f"--output {output}: {error}") from None
    raise typer.Exit(code)


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _lint(
    stream: TextIO,
    form: Form,
    options: LintOptions,
    linters: Linters,
    files: Sequence[File],
    errors: list[InputError],
    mapping: dict[str, str],
    evidence: Evidence,
) -> int:
    """Lint to the end; the exit code."""
    from doclint.report.base import open_reporter
    from doclint.report.evidence import with_evidence
    from doclint.report.summary import Summary
    from doclint.result import InputError
    from doclint.scan.judge import judge
    from doclint.sources.model import ReadOptions
    from doclint.sources.read import read

    reporter = open_reporter(form, stream, options.run(linters, files))
    summary = Summary()
    entries = list(errors)
    failed = False
    for judged in judge(linters, read(files, ReadOptions(mapping=mapping)), prepare=options.prepare()):
        if isinstance(judged, InputError):
            errors.append(judged)
            entries.append(judged)
            tell(judged)
            continue
        result = with_evidence(judged.result, evidence)
        by = linters.config(judged.note, result.source.path).yardstick
        summary.add(result, by.fail_on)
        reporter.note(result, judged.note.text if evidence is Evidence.FULL else "", by)
        for reason in result.errors:
            failed = True
            entries.append(
                InputError(source=result.source.path or "", row=result.source.row, id=result.id, reason=reason)
            )
            say(f"{result.source.path}: {reason}; the other rules were checked, and the verdict rests on them alone")
    summary.errors = len(entries)
    reporter.close(summary, entries)
    return USAGE if errors or failed else FINDINGS if summary.failing else OK
