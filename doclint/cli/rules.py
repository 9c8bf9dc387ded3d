"""``doclint rules``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from doclint.cli.inputs import binary_safe_stdout
from doclint.cli.options import Plain


def rules(form: Annotated[Plain, typer.Option("--format", help="How the catalogue is written.")] = Plain.TEXT) -> None:
    """List the rules: code, name, severity, what each reports."""
    from doclint.report.catalogue import entries

    binary_safe_stdout(machine=form is Plain.JSON)
    if form is Plain.JSON:
        print(json.dumps([entry.as_dict() for entry in entries()], ensure_ascii=False, indent=2))
        return
    names = max((len(entry.name) for entry in entries()), default=0)
    for entry in entries():
        off = "  (off by default)" if not entry.enabled else ""
        off += f"  ({entry.status} since {entry.since})" if entry.status != "stable" else ""
        print(f"{entry.code}  {entry.severity:<7}  {entry.name:<{names}}  {entry.summary}{off}")
