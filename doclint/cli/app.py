"""The program and its commands."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer

from doclint import __version__
from doclint.cli.plain import Command, Group

HELP = """A linter for therapy notes: does the note support billing CPT 97530 (therapeutic activities)?

doclint advises; it gives no coding or legal advice. Note text stays on this machine.

Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, unreadable input (scan:
nothing readable), or a rule that failed; 130 interrupted.
"""


_COMMANDS = {
    "lint": "lint:lint",
    "scan": "scan:scan",
    "report": "report:report",
    "extract": "extract:extract",
    "rules": "rules:rules",
    "explain": "explain:explain",
    "schema": "schema:schema",
    "profiles": "policy:profiles",
    "serve": "serve:serve",
    "lsp": "lsp:lsp",
    "train": "train:train",
    "evaluate": "evaluate:evaluate",
    "policy": "policy:app",
    "config": "config:app",
}
"""Command → the module of this package and the function in it, or the group; in the order of the help."""


def command(asked: str | None = None) -> Any:
    """The program, ready to be run. Where ``asked`` names a command it has this one alone, and no other is loaded."""
    app = typer.Typer(
        name="doclint",
        cls=Group,
        help=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_options)
    for name in [asked] if asked in _COMMANDS else _COMMANDS:
        module, _, attribute = _COMMANDS[name].partition(":")
        found = getattr(import_module(f"doclint.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name, cls=Command)(found)
    return typer.main.get_command(app)


def _version(asked: bool) -> None:
    if asked:
        print(f"doclint {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
