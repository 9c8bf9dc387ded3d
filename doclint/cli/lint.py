"""``doclint lint``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from doclint.cli import FINDINGS, OK, USAGE
from doclint.cli.errors import say
from doclint.cli.inputs import binary_safe_stdout, files_of, tell
from doclint.cli.options import (
    Claim,
    Date,
    Discipline,
    Fail,
    FailOn,
    Ignore,
    LintOptions,
    Map,
    Model,
    Paths,
    Profile,
    Redact,
    RedactDates,
    Select,
    StdinName,
    mapping_of,
    redaction,
)
from doclint.report.forms import Evidence, Form


def lint(
    paths: Paths = None,
    form: Annotated[Form, typer.Option("--format", help="How results are written.")] = Form.TEXT,
    profile: Profile = "medicare",
    discipline: Discipline = None,
    claim: Claim = None,
    date: Date = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Fail = FailOn.ERROR,
    model: Model = "fast",
    mapping: Map = None,
    stdin_filename: StdinName = None,
    evidence: Annotated[Evidence, typer.Option(help="What JSON repeats of the note.")] = Evidence.FULL,
    redact: Redact = False,
    redact_dates: RedactDates = False,
) -> None:
    """Lint notes before they are signed: text, Markdown, JSON, JSON Lines or CSV, or standard input.

    A file or row that cannot be read, or a rule that fails, makes the exit code 2; the rest is linted all the same.
    """
    options = LintOptions(
        profile, discipline, claim, date, select or (), ignore or (), model, redaction(redact, redact_dates)
    )
    files, errors = files_of(paths, stdin_filename)
    for error in errors:
        tell(error)
    linter = options.linter()

    from doclint.report.base import open_reporter
    from doclint.report.evidence import with_evidence
    from doclint.report.summary import Summary
    from doclint.result import InputError
    from doclint.scan.judge import judge
    from doclint.sources.model import ReadOptions
    from doclint.sources.read import read

    binary_safe_stdout(machine=form is not Form.TEXT)
    reporter = open_reporter(form, sys.stdout, options.run(fail_on))
    summary = Summary()
    entries = list(errors)
    failed = False
    for judged in judge(linter, read(files, ReadOptions(mapping=mapping_of(mapping))), prepare=options.prepare()):
        if isinstance(judged, InputError):
            errors.append(judged)
            entries.append(judged)
            tell(judged)
            continue
        result = with_evidence(judged.result, evidence)
        summary.add(result)
        reporter.note(result, linter.shown(judged.note) if evidence is Evidence.FULL else "")
        for reason in result.errors:
            failed = True
            entries.append(
                InputError(source=result.source.path or "", row=result.source.row, id=result.id, reason=reason)
            )
            say(f"{result.source.path}: {reason}; the other rules were checked, and the verdict rests on them alone")
    summary.errors = len(entries)
    reporter.close(summary, entries)
    raise typer.Exit(USAGE if errors or failed else FINDINGS if summary.reaches(fail_on.value) else OK)
