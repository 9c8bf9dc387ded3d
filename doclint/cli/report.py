"""``doclint report``."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doclint.cli.errors import UsageError
from doclint.cli.inputs import binary_safe_stdout

if TYPE_CHECKING:
    from doclint.scan.compare import Change, Comparison


class Drawing(StrEnum):
    """What ``doclint report`` makes."""

    HTML = "html"
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


_ERRORS = 10_000
_FOR_PROGRAMS = (Drawing.SARIF, Drawing.GITHUB, Drawing.JUNIT)


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The report folder of a scan.")],
    compare: Annotated[
        Path | None, typer.Option(metavar="OLD_DIR", show_default=False, help="An older scan: show what changed.")
    ] = None,
    form: Annotated[
        Drawing,
        typer.Option(
            "--format", help="html draws DIR/report.html; text and json print a summary alone, the others the findings."
        ),
    ] = Drawing.HTML,
) -> None:
    """Draw the HTML page of a finished scan again, and show what changed since an older one.

    Findings are told apart by their fingerprints, which edits elsewhere in a note leave as they are. A finding is new
    or fixed where both scans hold its note; notes that only one of them holds are counted apart.
    """
    if compare is not None and form in _FOR_PROGRAMS:
        raise UsageError(f"--compare: leave it out, --format {form.value} holds the findings of one scan")
    from doclint.scan.compare import compare as compared
    from doclint.scan.finished import ReportError, check_finished, summary_of

    try:
        for each in (folder, compare):
            if each is not None:
                check_finished(each)
        summary = summary_of(folder)
        changes = compared(compare, folder) if compare else None
        if form is Drawing.HTML:
            from doclint.scan.page import write

            write(folder, compare=changes)
        elif form in _FOR_PROGRAMS:
            binary_safe_stdout(machine=True)
            _findings(folder, summary, form)
            return
    except ReportError as error:
        raise UsageError(str(error)) from None
    binary_safe_stdout(machine=form is Drawing.JSON)
    if form is Drawing.JSON:
        body = {"summary": summary} | ({"compare": changes.as_dict()} if changes else {})
        print(json.dumps(body, ensure_ascii=False, indent=2))
        return
    lines = _summary(summary) if form is Drawing.TEXT else [f"report: {folder / 'report.html'}"]
    print("\n".join([*lines, *(_changes(changes) if changes else ())]))


def _findings(folder: Path, summary: dict[str, Any], form: Drawing) -> None:
    """Print a scan's findings as `doclint lint` prints those of a run."""
    from doclint.report.base import Run, Yardstick, open_reporter
    from doclint.report.forms import Form
    from doclint.report.summary import Summary
    from doclint.result import InputError, Result
    from doclint.scan.finished import errors, notes

    by = Yardstick(fail_on=summary["run"].get("fail_on") or "error")
    reporter = open_reporter(Form(form.value), sys.stdout, Run(summary["doclint"], summary["run"]))
    counts = Summary()
    for note in notes(folder):
        result = Result.model_validate(note)
        counts.add(result, by.fail_on)
        reporter.note(result, "", by)
    entries = [InputError.model_validate(entry) for entry in errors(folder, _ERRORS)]
    counts.errors = len(entries)
    reporter.close(counts, entries)


def _summary(summary: dict[str, Any]) -> list[str]:
    counts, units = summary["verdicts"], summary["units_at_risk"]
    rows = [
        ("support 97530", str(counts["supported"])),
        ("at risk in a review", str(counts["at_risk"])),
        ("do not support 97530", str(counts["unsupported"])),
        ("not judged", str(counts["not_applicable"])),
        ("units of 97530 not supported", f"{units['unsupported']} of {units['billed']} billed"),
        ("rows not read", str(summary["totals"]["rows_not_read"])),
    ]
    rules = sorted(summary["rules"].items(), key=lambda item: (-item[1]["notes"], item[0]))
    return [
        f"{summary['totals']['notes']} notes, scanned {summary['run']['started_at']}",
        *(f"  {words:<32} {value:>7}" for words, value in rows),
        *(["notes by finding"] if rules else []),
        *(f"  {code} {row['notes']:>7}  {row['summary']}" for code, row in rules),
    ]


def _changes(found: Comparison) -> list[str]:
    total = found.total
    return [
        f"findings since the older scan: {total.new} new, {total.fixed} fixed, {total.unchanged} unchanged",
        f"notes in both: {found.notes_in_both}; in this scan alone: {found.notes_only_new} "
        f"(findings: {found.findings_only_new}); in the older alone: {found.notes_only_old} "
        f"(findings: {found.findings_only_old})",
        *(f"differs too: {words}" for words in found.differences),
        *_table("rule", found.rules),
        *_table("clinician", found.clinicians),
    ]


def _table(title: str, changes: dict[str, Change]) -> list[str]:
    from doclint.report.escape import shorten, visible

    if not changes:
        return []
    names = {name: shorten(visible(name), 40) for name in changes}
    wide = max(len(title), *map(len, names.values()))
    return [
        f"{title:<{wide}} {'new':>7} {'fixed':>7} {'unchanged':>9}",
        *(
            f"{names[name]:<{wide}} {change.new:>7} {change.fixed:>7} {change.unchanged:>9}"
            for name, change in changes.items()
        ),
    ]
