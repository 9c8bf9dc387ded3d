"""The program and its commands."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from doclint import __version__
from doclint.cli import config, evaluate, explain, extract, lint, lsp, policy, report, rules, scan, schema, serve, train

HELP = """A linter for therapy notes: does the note support billing CPT 97530 (therapeutic activities)?

doclint advises; it gives no coding or legal advice. Note text stays on this machine.

Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, unreadable input (scan:
nothing readable), or a rule that failed; 130 interrupted.
"""


def command() -> Any:
    """The program, ready to be run."""
    app = typer.Typer(
        name="doclint",
        help=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_options)
    for name, function in (
        ("lint", lint.lint),
        ("scan", scan.scan),
        ("report", report.report),
        ("extract", extract.extract),
        ("rules", rules.rules),
        ("explain", explain.explain),
        ("schema", schema.schema),
        ("profiles", policy.profiles),
        ("serve", serve.serve),
        ("lsp", lsp.lsp),
        ("train", train.train),
        ("evaluate", evaluate.evaluate),
    ):
        app.command(name)(function)
    app.add_typer(policy.app, name="policy")
    app.add_typer(config.app, name="config")
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
