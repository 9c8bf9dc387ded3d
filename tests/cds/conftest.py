"""A service in a process of its own, as it is run for a record system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
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


def ready(base: str) -> bool:
    try:
        urllib.request.urlopen(base + "/readyz", timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Service]:
    log = folder / "service.log"
    command = [sys.executable, "-m", "doclint", "serve", "--port", "0", "--workers", "1", *options]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, env={**os.environ, "TMPDIR": str(folder)})
        try:
            base, end = None, time.monotonic() + 60
            while base is None or not ready(base):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.05)
                listening = re.search(r'"address": "([^"]+)"', log.read_text())
                base = listening[1] if listening else None
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
