"""``doclint serve``."""

from __future__ import annotations

from typing import Annotated

import typer

from doclint.cli.errors import UsageError


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8730,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that lint.")] = None,
) -> None:
    """Serve the linter over HTTP, with a page at / to type a note into."""
    import os

    try:
        import uvicorn

        from doclint.service.app import create_app
    except ImportError as error:
        raise UsageError(f"serve needs {error.name}: pip install 'doclint[serve]'") from None
    from doclint.service.settings import Settings
    from doclint.service.workers import Workers

    options = {"workers": workers} if workers else {}
    try:
        settings = Settings(host=host, port=port, token=os.environ.get("DOCLINT_TOKEN"), **options)
    except ValueError as error:
        raise UsageError(str(error)) from None
    uvicorn.run(create_app(settings, Workers(settings)), host=host, port=port, access_log=False, server_header=False)
