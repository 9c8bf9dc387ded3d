"""``doclint lsp``."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from doclint.cli import OK
from doclint.cli.errors import UsageError


def lsp(
    stdio: Annotated[
        bool, typer.Option("--stdio", help="Speak on standard input and output; this is so without it, too.")
    ] = False,
    tcp: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=0, max=65535, show_default=False, help="Wait for one editor on this port."),
    ] = None,
) -> None:
    """Serve an editor: findings as you type, with their reasons (Language Server Protocol)."""
    if stdio and tcp is not None:
        raise UsageError("give --stdio or --tcp, not both")
    try:
        from doclint.lsp.server import create_server
        from doclint.lsp.tcp import serve
    except ImportError as error:
        raise UsageError(f"`doclint lsp` needs {error.name}: pip install 'doclint[lsp]'") from None
    gc.enable()
    server = create_server()
    if tcp is not None:
        serve(server, tcp)
    else:
        spoken, sys.stdout = sys.stdout.buffer, sys.stderr  # a library that prints must not break into the protocol
        server.start_io(sys.stdin.buffer, spoken)
    os._exit(OK)  # an editor that closes does not wait for a note that is still being linted
