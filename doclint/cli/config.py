"""``doclint config show``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doclint.cli.errors import UsageError
from doclint.cli.inputs import binary_safe_stdout
from doclint.cli.options import ConfigFile, Isolated, Plain

if TYPE_CHECKING:
    from doclint.config import Config

app = typer.Typer(no_args_is_help=True, help="Configuration: what holds for a note, and which file set it.")


@app.callback()
def config() -> None:
    """Configuration: what holds for a note, and which file set it."""


@app.command()
def show(
    path: Annotated[
        str | None,
        typer.Argument(metavar="PATH", show_default=False, help="A note's file; by default the working directory."),
    ] = None,
    note_type: Annotated[
        str | None, typer.Option(metavar="TYPE", show_default=False, help="The note's type, for overrides by type.")
    ] = None,
    file: ConfigFile = None,
    isolated: Isolated = False,
    form: Annotated[Plain, typer.Option("--format", help="How it is written.")] = Plain.TEXT,
) -> None:
    """Every value that holds for a note, and which file or default set it."""
    from doclint.config import ConfigError, Resolver
    from doclint.report.escape import visible

    try:
        found = Resolver(config=file, isolated=isolated).of(path, note_type)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    binary_safe_stdout(machine=form is Plain.JSON)
    if form is Plain.JSON:
        body = {"values": found.as_dict(), "set_by": dict(found.origins), "files": list(found.files)}
        print(json.dumps(body, ensure_ascii=False, indent=2))
        return
    lines = [(f"{name} = {json.dumps(value, ensure_ascii=False)}", origin) for name, value, origin in _rows(found)]
    wide = min(60, max(len(written) for written, _ in lines))
    print("\n".join(visible(f"{written:<{wide}}  # {origin}") for written, origin in lines))


def _rows(config: Config) -> list[tuple[str, Any, str]]:
    """Key, value and who set it; a table has a row for each of its keys."""
    from doclint.config.resolved import DEFAULT

    rows: list[tuple[str, Any, str]] = []
    for name, value in config.as_dict().items():
        if isinstance(value, dict):
            rows += [(f"{name}.{code}", each, config.origins[f"{name}.{code}"]) for code, each in value.items()]
        else:
            rows.append((name, value, config.origins.get(name, DEFAULT)))
    return rows
