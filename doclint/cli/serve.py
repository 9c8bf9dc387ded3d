"""``doclint serve``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from doclint.cli.errors import UsageError
from doclint.cli.options import ConfigFile, Isolated, Model, Profile

if TYPE_CHECKING:
    from doclint.service.settings import Settings


def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 takes a free one.")] = 8730,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", show_default=False, help="File with the token that clients give; or DOCLINT_TOKEN."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", show_default=False, help="A further name of the service; may be repeated."),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN", show_default=False, help="A web page elsewhere that may ask, as https://ehr.example.org."
        ),
    ] = None,
    profile: Profile = None,
    model: Model = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, show_default="one a core, at most 8", help="Processes that lint.")
    ] = None,
    queue: Annotated[
        int, typer.Option(metavar="N", min=1, help="Requests that may wait; one more is answered 503.")
    ] = 32,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="Most time for a note, and for a client that stalls.")
    ] = 30.0,
    max_note: Annotated[
        int | None, typer.Option(metavar="CHARACTERS", min=1, show_default="1,000,000", help="Longest note.")
    ] = None,
    max_batch: Annotated[int, typer.Option(metavar="N", min=1, help="Most notes of a batch.")] = 100_000,
    rate: Annotated[
        float | None,
        typer.Option(
            metavar="N", min=0, show_default="none on the loopback, else 50", help="Requests a second of one address."
        ),
    ] = None,
    cds_clients: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="JSON file of the CDS clients that sign their requests."),
    ] = None,
) -> None:
    """Serve the linter over HTTP, with a page at / to type a note into.

    It listens on this machine alone; another address takes a token. Note text is neither logged nor kept.
    """
    try:
        from doclint.service.run import StartError, run
    except ImportError as error:
        raise UsageError(f"`doclint serve` needs {error.name}: pip install 'doclint[serve]'") from None

    given = {"workers": workers, "note": max_note}
    settings = _settings(
        host=host,
        port=port,
        token=_token(token_file),
        hosts=tuple(allow_host or ()),
        origins=tuple(allow_origin or ()),
        profile=profile,
        model=model,
        config=config,
        isolated=isolated,
        queue=queue,
        timeout=timeout,
        batch=max_batch,
        rate=rate,
        cds_clients=cds_clients,
        **{name: value for name, value in given.items() if value is not None},
    )
    try:
        run(settings)
    except StartError as error:
        raise UsageError(str(error)) from None


def _settings(*, profile: str | None, model: str | None, config: Path | None, isolated: bool, **given: Any) -> Settings:
    from doclint.config import ConfigError, Resolver
    from doclint.service.settings import Settings

    try:
        found = Resolver(config=config, isolated=isolated, given={"profile": profile, "model": model}).of()
    except ConfigError as error:
        raise UsageError(str(error)) from None
    try:
        return Settings(profile=found.profile, model=found.model, config=config, isolated=isolated, **given)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _token(file: Path | None) -> str | None:
    """The token of a file, else of the environment. It is no option: other users see a command line."""
    if file is None:
        return os.environ.get("DOCLINT_TOKEN") or None
    with file.open(encoding="utf-8", errors="replace") as opened:
        token = opened.read(4096).strip()
    if not token:
        raise UsageError(f"--token-file {file}: the file is empty")
    return token
