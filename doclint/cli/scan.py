"""``doclint scan``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from doclint.cli import FINDINGS, INTERRUPTED, OK, USAGE
from doclint.cli.errors import UsageError, say
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
    Plain,
    Profile,
    Select,
    StdinName,
    mapping_of,
)
from doclint.report.forms import Evidence
from doclint.sources.formats import Format

if TYPE_CHECKING:
    from doclint.result import InputError
    from doclint.scan.tally import Tally
    from doclint.sources.model import File, ReadOptions


def scan(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="CSV, JSON, JSON Lines, note files, folders or patterns.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The report folder; an older report there is replaced.")],
    form: Annotated[Plain, typer.Option("--format", help="How the summary is written.")] = Plain.TEXT,
    profile: Profile = "medicare",
    discipline: Discipline = None,
    claim: Claim = None,
    date: Date = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Fail = FailOn.ERROR,
    model: Model = "fast",
    mapping: Map = None,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes.")] = 1,
    evidence: Annotated[Evidence, typer.Option(help="What the report repeats of the notes.")] = Evidence.FULL,
    input_format: Annotated[Format | None, typer.Option(help="The inputs' format, where the content misleads.")] = None,
    stdin_filename: StdinName = None,
) -> None:
    """Scan exported batches into a report folder: notes.jsonl, findings.csv, summary.json, errors.jsonl.

    A row, or a file below a folder, that cannot be read goes into errors.jsonl and leaves the exit code as it is. The
    exit code is 2 where a file that is named cannot be read, where no note could be read, or where a rule failed.
    """
    options = LintOptions(profile, discipline, claim, date, select or (), ignore or (), model)
    files, errors = files_of(inputs, stdin_filename)

    from doclint.scan.folder import FolderError, ReportFolder
    from doclint.sources.model import ReadOptions

    reading = ReadOptions(format=input_format, mapping=mapping_of(mapping))
    try:
        ReportFolder(out)
    except FolderError as error:
        raise UsageError(str(error)) from None
    _refuse_inside(files, out)
    bad = [*errors, *_unreadable(files, reading)]
    for problem in bad:
        tell(problem)
    if bad:
        raise typer.Exit(USAGE)

    linter = options.linter()
    from doclint.scan.run import Scan

    try:
        tally, summary = Scan(
            linter, files, reading, options.run(fail_on), out, jobs=jobs, evidence=evidence, prepare=options.prepare()
        )()
    except KeyboardInterrupt:
        say(f"interrupted; what was done is in {out}.unfinished and is not whole")
        raise typer.Exit(INTERRUPTED) from None
    if tally.unread:
        rows = "one row or file" if tally.unread == 1 else f"{tally.unread} rows or files"
        say(f"{rows} could not be read; {out / 'errors.jsonl'} says which and why")
    failed = tally.summary.errors
    if failed:
        say(f"{failed} times a rule failed, the verdicts rest on the others; {out / 'errors.jsonl'} says which")
    binary_safe_stdout(machine=form is Plain.JSON)
    print(json.dumps(summary, ensure_ascii=False, indent=2) if form is Plain.JSON else _text(tally, out))
    bad_end = failed or not tally.summary.notes
    raise typer.Exit(USAGE if bad_end else FINDINGS if tally.summary.reaches(fail_on.value) else OK)


def _unreadable(files: list[File], reading: ReadOptions) -> list[InputError]:
    """What stands against reading the files that the user named; others become entries in errors.jsonl."""
    from doclint.sources.read import inspect

    return [error for file in files if file.named and (error := inspect(file, reading))]


def _refuse_inside(files: list[File], out: Path) -> None:
    folder = os.path.join(os.path.abspath(out), "")
    for file in files:
        if file.path is not None and os.path.abspath(file.path).startswith(folder):
            raise UsageError(f"--out {out}: the input {file.name} lies in it; name another folder")


def _text(tally: Tally, out: Path) -> str:
    from doclint.report.catalogue import summaries
    from doclint.report.text import ADVICE

    summary, units = tally.summary, tally.units
    lines = [f"{summary.notes} notes scanned"]
    lines += [
        f"  {words:<32} {summary.verdicts[verdict]:>7}"
        for verdict, words in (
            ("supported", "support 97530"),
            ("at_risk", "at risk in a review"),
            ("unsupported", "do not support 97530"),
            ("not_applicable", "not judged"),
        )
    ]
    lines.append(f"  {'units of 97530 not supported':<32} {units.units['unsupported']:>7} of {units.billed} billed")
    if summary.rules:
        lines.append("most frequent findings")
        lines += [
            f"  {code} {count:>7}  {summaries().get(code, '')}"
            for code, count in sorted(summary.rules.items(), key=lambda item: (-item[1], item[0]))[:5]
        ]
    return "\n".join([*lines, f"report: {out}", ADVICE])
