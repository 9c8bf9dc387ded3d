"""Runs the service until it is told to stop; what runs then is finished, and nothing new begun."""

from __future__ import annotations

import contextlib
import gc
import signal
import socket
from collections.abc import Iterator

import uvicorn

from doclint.service.app import create_app
from doclint.service.protocol import connections
from doclint.service.settings import Settings
from doclint.service.watch import LOG, Watch, log_lines
from doclint.service.workers import Workers

_CONNECTIONS = 512
_IDLE = 30
"""Seconds that a connection may be kept without a request."""


class StartError(RuntimeError):
    """The service cannot start; the message says why."""


def run(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Raises StartError where the address is taken, and where the model or the file of CDS clients cannot be used.
    """
    log_lines()
    workers = Workers(settings)
    try:
        app = create_app(settings, workers, Watch())
    except ValueError as error:
        raise StartError(str(error)) from None
    server = _Server(
        uvicorn.Config(
            app,
            http=connections(settings.timeout, _CONNECTIONS),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_IDLE,
            timeout_graceful_shutdown=max(1, round(settings.grace)),
        )
    )
    workers.on_refusal(server.stop)
    with _listening(settings) as listening, _stop_signals(server):
        host, port = listening.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        LOG.info("listening", extra={"fields": {"address": address, "workers": settings.workers}})
        gc.freeze()  # what is loaded stays; the command line starts without looking for waste
        gc.enable()
        server.run([listening])
        LOG.info("stopped")
    if server.refusal:
        raise StartError(server.refusal)


class _Server(uvicorn.Server):
    refusal: str | None = None

    def stop(self, reason: str) -> None:
        """Stop, since the service cannot work at all."""
        self.refusal = reason
        self.should_exit = True


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        reason, _, _ = (error.strerror or "it cannot be used").partition(" (while")  # the address follows, once more
        raise StartError(f"--host {settings.host} --port {settings.port}: {reason.lower()}") from None
    with listening:
        yield listening


@contextlib.contextmanager
def _stop_signals(server: _Server) -> Iterator[None]:
    """The signals that stop the service are its ordinary end, also before the server itself listens to them, and are
    not met again after it.
    """

    def stop(number: int, frame: object) -> None:
        server.should_exit = True

    names = [name for name in ("SIGINT", "SIGTERM") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
