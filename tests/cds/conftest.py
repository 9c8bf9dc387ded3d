"""A service in a process of its own, as it is run for a record system."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Service:
    base: str
    log: Path


Start = Callable[..., Service]


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / f"service-{port}.log"
    command = [sys.executable, "-m", "doclint", "serve", "--port", str(port), "--workers", "1", *options]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, env={**os.environ, "TMPDIR": str(folder)})
        try:
            base = f"http://127.0.0.1:{port}"
            for _ in range(300):
                assert process.poll() is None, log.read_text()
                try:
                    urllib.request.urlopen(base + "/readyz", timeout=5).close()
                    break
                except (urllib.error.URLError, OSError):
                    time.sleep(0.1)
            yield Service(base, log)
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(running(tmp_path_factory.mktemp("cds"), *options))


@pytest.fixture(scope="session")
def service(start: Start) -> Service:
    """A service that any client on this machine may call."""
    return start()
