"""``doclint policy import|list|show`` and ``doclint profiles``."""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypedDict

import typer

if TYPE_CHECKING:
    from doclint.policy import Edit, Policy

app = typer.Typer(no_args_is_help=True, help="Payer policy: import published tables, list them, show what held when.")


class Form(StrEnum):
    """Output formats."""

    text = "text"
    json = "json"


class Payer(StrEnum):
    """Settings that tables are published for."""

    practitioner = "practitioner"
    hospital = "hospital"


_FORM = typer.Option("--format", help="text or json.")


def _refuse(message: object) -> NoReturn:
    typer.echo(f"doclint: {message}", err=True)
    raise typer.Exit(2)


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="The published table as downloaded: zip, text, CSV or xlsx.")],
    programme: Annotated[str | None, typer.Option(help="medicare or medicaid, where the file does not say.")] = None,
    setting: Annotated[Payer | None, typer.Option(help="Where the file does not say.")] = None,
    quarter: Annotated[str | None, typer.Option(help="Such as 2026Q2, where the file does not say.")] = None,
) -> None:
    """Read a published table of edit pairs or daily maxima; it is used from then on for the dates that it covers."""
    from doclint.policy import PolicyError
    from doclint.policy.importer import import_file
    from doclint.policy.quarter import Quarter

    when = Quarter.find(quarter) if quarter else None
    if quarter and when is None:
        _refuse(f"--quarter {quarter!r}: a quarter is written 2026Q2")
    if programme not in (None, "medicare", "medicaid"):
        _refuse(f"--programme {programme!r}: medicare or medicaid")
    try:
        done = import_file(file, programme=programme, setting=setting.value if setting else None, quarter=when)
    except PolicyError as error:
        _refuse(error)
    for table in done:
        for note in table.assumed:
            typer.echo(f"doclint: {note}", err=True)
        what = "edit pairs" if table.kind == "ptp" else "daily maxima"
        part = f", file {table.part}" if table.part else ""
        left = f", {table.unreadable} lines were no rows" if table.unreadable else ""
        typer.echo(
            f"{table.programme} {table.setting} {what} {table.quarter}{part}: {table.kept} of {table.read} rows "
            f"kept{left} (SHA-256 {table.checksum[:12]})"
        )


@app.command("list")
def list_tables(form: Annotated[Form, _FORM] = Form.text) -> None:
    """The tables in use: doclint's own list, and what was imported."""
    from doclint.policy import PolicyError
    from doclint.policy.records import BUILT_IN
    from doclint.policy.store import imported

    try:
        found = imported()
    except PolicyError as error:
        _refuse(error)
    rows = [{"table": "built-in list", "as_of": str(BUILT_IN), "source": "NCCI24"}]
    rows += [
        {
            "table": t.name,
            "kind": t.kind,
            "as_of": str(t.quarter.first),
            "rows": str(t.rows),
            "file": t.file,
            "checksum": t.checksum,
        }
        for t in found
    ]
    if form is Form.json:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        more = f"; {row['kind']}, {row['rows']} rows, {row['file']}, SHA-256 {row['checksum']}" if "file" in row else ""
        typer.echo(f"{row['table']}: as of {row['as_of']}{more}")


@app.command()
def show(
    codes: Annotated[list[str], typer.Argument(help="One code, or the codes of a claim, such as 97530 97140.")],
    date: Annotated[str | None, typer.Option(help="Date of service, such as 2019-06-01.")] = None,
    profile: Annotated[str, typer.Option(help="Payer profile.")] = "medicare",
    form: Annotated[Form, _FORM] = Form.text,
) -> None:
    """What holds for codes, and for each pair of them, on a date of service."""
    from doclint.policy import PolicyError, load_policy

    try:
        day = dt.date.fromisoformat(date) if date else None
    except ValueError:
        _refuse(f"--date {date!r}: a date is written 2019-06-01")
    try:
        policy = load_policy(profile, day)
    except PolicyError as error:
        _refuse(error)
    wanted = list(dict.fromkeys(code.strip().upper() for code in codes))
    told, pairs = _codes(policy, wanted), _pairs(policy, wanted)
    if form is Form.json:
        typer.echo(json.dumps({"profile": policy.profile, "date": date, "codes": told, "pairs": pairs}, indent=2))
        return
    typer.echo(f"{policy.facts.title}, {f'on {day}' if day else 'by the newest facts known'}")
    for code in told:
        typer.echo(
            f"{code['code']}  {code['label']}: {code['counting']}; daily maximum {code['maximum']}; {code['modifiers']}"
        )
    for pair in pairs:
        typer.echo(f"{pair['pair']}: {pair['state']}")
        for row in pair["history"]:
            typer.echo(f"  {row}")


class _Pair(TypedDict):
    pair: str
    state: str
    history: list[str]


def _codes(policy: Policy, codes: list[str]) -> list[dict[str, str]]:
    told: list[dict[str, str]] = []
    for code in codes:
        row, most, therapy = policy.code(code), policy.maximum(code), policy.therapy(code)
        modifiers = " or ".join(policy.discipline_modifiers(code)) or "no GP, GO or GN"
        listed = "" if therapy is None or therapy.hard else " (doclint's own list, not verified)"
        wanted = f"{modifiers} {'required' if policy.wants_discipline(code) else 'not required'}{listed}"
        doubt = " (not verified)" if policy.unverified_counting([code]) else ""
        told.append(
            {
                "code": code,
                "label": row.label if row else "unknown to doclint",
                "counting": f"{policy.counting(code) or 'unknown'}{doubt}",
                "maximum": str(most.units) if most else "unknown",
                "modifiers": wanted,
            }
        )
    return told


def _pairs(policy: Policy, codes: list[str]) -> list[_Pair]:
    pairs: list[_Pair] = []
    for one, two in combinations(codes, 2):
        rows = [
            f"{e.column1} (column 1) / {e.column2} (column 2), indicator {e.indicator}, "
            f"{'' if e.hard else 'perhaps '}{e.period}: {e.reason} "
            f"[{e.source}, as of {e.as_of}{_doubt(e)}]"
            for e in policy.history(one, two)
        ]
        rows += _elsewhere(policy, one, two)
        pairs.append({"pair": f"{one} + {two}", "state": _state(policy, one, two), "history": rows})
    return pairs


def _doubt(edit: Edit) -> str:
    if not edit.hard:
        return "; not verified, so information only"
    return f"; not verified: {edit.unverified}" if edit.unverified else ""


def _elsewhere(policy: Policy, one: str, two: str) -> list[str]:
    """What else a biller asks of a pair: whether it still holds today, and with which other profile."""
    from doclint.policy import load_policy
    from doclint.policy.profiles import BUILT_IN_PROFILES

    told: list[str] = []
    edit = policy.edit(one, two)
    if edit is not None and edit.last is not None:
        following = edit.last + dt.timedelta(days=1)
        then = load_policy(policy.facts, following)
        if then.free_of_edits(one, two):
            told.append(f"for dates of service from {following} the pair needs no 59 with this payer")
    for when, date in (("on this date", policy.date), ("by the newest facts known", None)):
        if date is None and when == "on this date":
            continue
        live = [load_policy(name, date) for name in BUILT_IN_PROFILES]
        names = [payer.profile for payer in live if payer.edit(one, two) is not None]
        if names or policy.history(one, two):
            told.append(f"{when} an edit with the profiles: {', '.join(names) or 'none'}")
    return told


def _state(policy: Policy, one: str, two: str) -> str:
    edit = policy.edit(one, two)
    if edit is not None and edit.indicator == 0:
        return f"edit in force; no modifier bypasses it, {edit.column2} is not paid"
    if edit is not None:
        accepted = " or ".join(policy.accepted_on(edit))
        return (
            f"edit in force; {edit.column2} is denied, unless the note shows separate services and 59 or X{{EPSU}} "
            f"stands on {accepted}"
        )
    return (
        "no edit in force; needs no 59"
        if policy.free_of_edits(one, two)
        else "no verified edit; not known to be free of one"
    )


def profiles(form: Annotated[Form, _FORM] = Form.text) -> None:
    """The payer profiles, and the dates of the policy data that they use."""
    from dataclasses import asdict

    from doclint.policy import PolicyError
    from doclint.report.payers import payers

    try:
        rows = payers()
    except PolicyError as error:
        _refuse(error)
    if form is Form.json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2))
        return
    for row in rows:
        typer.echo(f"{row.name}: {row.title}. Units by {row.counting} minutes; {row.data}.")
