"""``doclint scan``."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doclint.cli import FINDINGS, INTERRUPTED, OK, USAGE
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
    Plain,
    Preview,
    Profile,
    Redact,
    RedactDates,
    Select,
    StdinName,
    mapping_of,
)
from doclint.report.forms import Evidence, Naming
from doclint.sources.formats import Format

if TYPE_CHECKING:
    from doclint.config import Linters
    from doclint.processes import Spare
    from doclint.result import InputError
    from doclint.scan.acceptances import Acceptances
    from doclint.scan.identifiers import Identifiers
    from doclint.scan.run import Scan
    from doclint.scan.tally import Tally
    from doclint.sources.model import File, ReadOptions, Watcher


class Engine(StrEnum):
    """Where a scan runs."""

    LOCAL = "local"
    SPARK = "spark"


def scan(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="CSV, Excel, Parquet, JSON, FHIR, HL7 v2, C-CDA or note files, .gz or .zip too; folders, patterns.",
        ),
    ],
    to: Annotated[
        str, typer.Option("--out", metavar="DIR", help="The report folder; an older report there is replaced.")
    ],
    form: Annotated[Plain, typer.Option("--format", help="How the summary is written.")] = Plain.TEXT,
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
    jobs: Annotated[int, typer.Option(min=1, max=256, metavar="N", help="Processes that lint.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a scan into this folder that broke off.")
    ] = False,
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            show_default=False,
            help="Keep results here, so that a later scan lints only what is new; as confidential as the notes.",
        ),
    ] = None,
    note_timeout: Annotated[
        float,
        typer.Option(min=0.01, metavar="SECONDS", help="The most time for a note; one that takes longer is an error."),
    ] = 30.0,
    evidence: Annotated[Evidence, typer.Option(help="What the report repeats of the notes.")] = Evidence.FULL,
    identifiers: Annotated[
        Naming,
        typer.Option(
            help="Pseudonyms for clinicians, and no unknown field named like an identifier; or all as it is. "
            "Ids of notes stay."
        ),
    ] = Naming.PSEUDONYMS,
    redact: Redact = False,
    redact_dates: RedactDates = False,
    pseudonym_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="The key of the pseudonyms; by default the user's own."),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="DIR", show_default=False, help="An older report: leave out the findings that it has."),
    ] = None,
    accept: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", show_default=False, help="Accepted findings: CSV with rule,note,reason,who,until."
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD", show_default=False, help="The day by which acceptances hold; by default today."
        ),
    ] = None,
    input_format: Annotated[Format | None, typer.Option(help="The inputs' format, where the content misleads.")] = None,
    stdin_filename: StdinName = None,
    engine: Annotated[Engine, typer.Option(help="Where it runs: on this machine, or as a Spark job.")] = Engine.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(metavar="URL", show_default=False, help="Spark's master; by default every core of this machine."),
    ] = None,
) -> None:
    """Scan exported batches into a report folder: notes.jsonl, findings.csv and .parquet, texts.jsonl, summary.json,
    errors.jsonl, report.html.

    A row, or a file below a folder, that cannot be read goes into errors.jsonl and leaves the exit code as it is. The
    exit code is 2 where a file that is named cannot be read, where no note could be read, or where a rule failed.
    """
    options = LintOptions.of(locals())
    _check_engine(engine, master, {"--jobs": jobs > 1, "--resume": resume, "--cache": cache is not None})
    spare = _begun_ahead() if jobs > 1 else None
    out, staged = _place(to, engine)
    inputs, addresses = _addresses(inputs, engine)
    files, errors = files_of(inputs, stdin_filename) if inputs else ([], [])
    if engine is Engine.SPARK and any(file.path is None for file in files):
        raise UsageError("--engine spark reads files and no standard input: name a file in place of -")

    from doclint.scan.folder import FolderError, ReportFolder
    from doclint.sources.model import ReadOptions

    reading = ReadOptions(format=input_format, mapping=mapping_of(mapping))
    try:
        ReportFolder(out)
    except FolderError as error:
        raise UsageError(str(error)) from None
    _refuse_inside(files, out)
    _check_baseline(baseline)
    names = _identifiers(identifiers, pseudonym_key)
    accepted = _acceptances(accept, as_of)
    from doclint.scan.progress import Recognised

    recognised = Recognised()
    bad = [*errors, *_unreadable(files, reading, recognised)]
    for problem in bad:
        tell(problem)
    if bad:
        raise typer.Exit(USAGE)

    linters = options.linters(files, here=jobs == 1)
    if engine is Engine.SPARK:
        _check_one(linters, files)
    from doclint.nlp.model.weights import ModelError
    from doclint.parallel import StartError, WorkerError
    from doclint.scan.run import Scan, ScanError

    try:
        whole = Scan(
            linters.linter,
            files,
            reading,
            options.run(linters, files),
            out,
            jobs=jobs,
            evidence=evidence,
            prepare=options.prepare(),
            identifiers=names,
            acceptances=accepted,
            baseline=baseline,
            cache=cache,
            resume=resume,
            note_timeout=note_timeout,
            recognised=recognised,
            tell=say,
            linters=linters,
            spare=spare,
        )
        tally, summary = _on_spark(whole, master, addresses, staged) if engine is Engine.SPARK else whole()
    except (ScanError, FolderError, ModelError, StartError) as error:
        raise UsageError(str(error)) from None
    except WorkerError as error:
        raise UsageError(f"{error}; try fewer --jobs, and --resume to go on") from None
    except KeyboardInterrupt:
        go_on = "; --resume goes on with it" if engine is Engine.LOCAL else ""
        say(f"interrupted; what was done is in {out}.unfinished and is not whole{go_on}")
        raise typer.Exit(INTERRUPTED) from None
    place = staged or str(out)
    if tally.unread:
        rows = "one row or file" if tally.unread == 1 else f"{tally.unread} rows or files"
        say(f"{rows} could not be read or linted; {place}/errors.jsonl says which and why")
    failed = tally.summary.errors
    if failed:
        say(f"{failed} times a rule failed, the verdicts rest on the others; {place}/errors.jsonl says which")
    binary_safe_stdout(machine=form is Plain.JSON)
    print(json.dumps(summary, ensure_ascii=False, indent=2) if form is Plain.JSON else _text(tally, summary, place))
    bad_end = failed or not tally.summary.notes
    raise typer.Exit(USAGE if bad_end else FINDINGS if tally.summary.failing else OK)


def _begun_ahead() -> Spare:
    """The first process that lints: it imports what it needs while this one reads options and looks at the inputs."""
    from doclint.processes import Spare

    return Spare("doclint.linter", "doclint.nlp.reading", "doclint.scan.work")


def _check_engine(engine: Engine, master: str | None, local: dict[str, bool]) -> None:
    """Refuse what does not go together; ``local`` are options of the local engine, true where they are given."""
    if engine is Engine.LOCAL:
        if master is not None:
            raise UsageError("--master is Spark's: give --engine spark too")
        return
    for option, given in local.items():
        if given:
            raise UsageError(f"{option} is for --engine local: leave it out, Spark shares out the work by itself")
    from doclint.scan.spark.session import SparkError, check

    try:
        check()
    except SparkError as error:
        raise UsageError(str(error)) from None


def _check_one(linters: Linters, files: Sequence[File]) -> None:
    """Spark's workers read no configuration: one has to hold for all notes."""
    resolver = linters.resolver
    paths = [None, *(file.path for file in files)]
    if any(resolver.has_overrides(path) or resolver.of(path) != resolver.of() for path in paths):
        raise UsageError(
            "--engine spark judges all notes alike: name one file without overrides by --config, or give --isolated"
        )


def _place(to: str, engine: Engine) -> tuple[Path, str | None]:
    """Where the report is written, and the address that Spark copies it to when it is whole."""
    if not _is_address(to):
        return Path(to), None
    if engine is Engine.LOCAL:
        raise UsageError(f"--out {to}: an address is for --engine spark; name a folder")
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="doclint-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder, "report"), to


def _addresses(inputs: list[str], engine: Engine) -> tuple[list[str], list[str]]:
    """Inputs of this machine, and inputs that Spark alone reaches."""
    if engine is Engine.LOCAL:
        return inputs, []
    return [i for i in inputs if not _is_address(i)], [i for i in inputs if _is_address(i)]


def _is_address(given: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", given) is not None


def _on_spark(scan: Scan, master: str | None, inputs: list[str], to: str | None) -> tuple[Tally, dict[str, Any]]:
    from doclint.scan.spark.run import SparkScan

    return SparkScan(scan, master, inputs, to)()


def _check_baseline(folder: Path | None) -> None:
    if folder is None:
        return
    from doclint.scan.finished import ReportError, check_finished

    try:
        check_finished(folder)
    except ReportError as error:
        raise UsageError(f"--baseline {error}") from None


def _identifiers(naming: Naming, key: Path | None) -> Identifiers:
    from doclint.scan.identifiers import Kept, KeyFileError, pseudonyms

    if naming is Naming.KEEP:
        if key is not None:
            raise UsageError("--pseudonym-key names the key of pseudonyms: leave it out, or --identifiers keep")
        return Kept()
    try:
        return pseudonyms(key)
    except KeyFileError as error:
        raise UsageError(str(error)) from None


def _acceptances(path: Path | None, as_of: str | None) -> Acceptances | None:
    import datetime as dt

    from doclint.config.given import GivenError, date_of

    try:
        day = date_of(as_of, "--as-of") or dt.date.today()
    except GivenError as error:
        raise UsageError(str(error)) from None
    if path is None:
        return None
    from doclint.rules.registry import load_rules
    from doclint.scan.acceptances import AcceptanceError, read_acceptances

    try:
        return read_acceptances(path, {rule.code: rule for rule in load_rules()}, day)
    except AcceptanceError as error:
        raise UsageError(f"--accept {path}: {error}") from None
    except OSError as error:
        raise UsageError(f"--accept {path}: {os.strerror(error.errno or 0).lower()}") from None


def _unreadable(files: list[File], reading: ReadOptions, watcher: Watcher) -> list[InputError]:
    """What stands against reading the files that the user named; others become entries in errors.jsonl."""
    from doclint.sources.read import inspect

    return [error for file in files if file.named and (error := inspect(file, reading, watcher))]


def _refuse_inside(files: list[File], out: Path) -> None:
    folder = os.path.join(os.path.abspath(out), "")
    for file in files:
        if file.path is not None and os.path.abspath(file.path).startswith(folder):
            raise UsageError(f"--out {out}: the input {file.name} lies in it; name another folder")


def _text(tally: Tally, summary: dict[str, Any], place: str) -> str:
    from doclint.report.catalogue import summaries
    from doclint.report.text import ADVICE

    counts, units = tally.summary, tally.units
    lines = [f"{counts.notes} note{'s' * (counts.notes != 1)} scanned"]
    lines += [
        f"  {words:<32} {counts.verdicts[verdict]:>7}"
        for verdict, words in (
            ("supported", "support 97530"),
            ("at_risk", "at risk in a review"),
            ("unsupported", "do not support 97530"),
            ("not_applicable", "not judged"),
        )
    ]
    lines.append(f"  {'units of 97530 not supported':<32} {units.units['unsupported']:>7} of {units.billed} billed")
    if counts.rules:
        lines.append("most frequent findings")
        lines += [
            f"  {code} {count:>7}  {summaries().get(code, '')}"
            for code, count in sorted(counts.rules.items(), key=lambda item: (-item[1], item[0]))[:5]
        ]
    if summary["baseline"]:
        lines.append(f"  {'findings that the baseline has':<32} {summary['baseline']['known']:>7}")
    if tally.accepted:
        lines.append(f"  {'findings accepted':<32} {tally.accepted.total():>7}")
    return "\n".join([*lines, f"report: {place}", ADVICE])
