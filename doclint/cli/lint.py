"""``doclint lint``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from doclint.cli.asking import lint_there
from doclint.cli.errors import UsageError, say
from doclint.cli.inputs import binary_safe_stdout, files_of, inputs_of, tell
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
    Redact,
    RedactDates,
    Select,
    StdinName,
    mapping_of,
)
from doclint.report.forms import Evidence, Form
from doclint.sources.paths import find

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.result import InputError
    from doclint.sources.file import File

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", show_default=False, help="Write here, whole or not at all, and not to the screen."
    ),
]

Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        show_default=False,
        help="Ask a running service, as it is configured; DOCLINT_TOKEN holds its token.",
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
    redact: Redact = False,
    redact_dates: RedactDates = False,
    output: Output = None,
    server: Server = None,
) -> None:
    """Lint notes before they are signed: text, Markdown, JSON, JSON Lines or CSV, or standard input.

    A file or row that cannot be read, or a rule that fails, makes the exit code 2; the rest is linted all the same.
    """
    options = LintOptions.of(locals())
    if server is not None:
        if options.redact:
            raise UsageError("--redact masks what this program reads; leave it out, or --server")
        sent, missing = find(inputs_of(paths, stdin_filename), stdin_name=stdin_filename)
        with _written(output, form, sent) as stream:
            code = lint_there(server, sent, missing, options, form, mapping or (), evidence, stream)
        raise typer.Exit(code)
    files, errors = files_of(paths, stdin_filename)
    for error in errors:
        tell(error)
    linters = options.linters(files)
    with _written(output, form, files) as stream:
        code = _lint(stream, form, options, linters, files, errors, mapping_of(mapping), evidence)
    raise typer.Exit(code)


@contextmanager
def _written(output: Path | None, form: Form, files: Sequence[File]) -> Iterator[TextIO]:
    """Standard output, or a file that is there whole or not at all."""
    if output is None:
        binary_safe_stdout(machine=form is not Form.TEXT)
        yield sys.stdout
        return
    from doclint.report.whole import OutputError, whole_file

    if any(file.path and _same(file.path, output) for file in files):
        raise UsageError(f"--output {output}: this is a note that is to be read; name another file")
    try:
        with whole_file(output) as stream:
            yield stream
    except OutputError as error:
        raise UsageError(f"--output {output}: {error}") from None


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
    from doclint.scan.judge import judge
    from doclint.scan.noting import Noting
    from doclint.sources.model import ReadOptions
    from doclint.sources.read import read

    reporter = open_reporter(form, stream, options.run(linters, files))
    noting = Noting(linters, reporter, evidence=evidence, before=errors, say=say)
    for judged in judge(linters, read(files, ReadOptions(mapping=mapping)), prepare=options.prepare()):
        noting.add(judged)
    return noting.close().exit_code
