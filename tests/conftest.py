"""What every test has: a data directory of its own, so that none writes a pseudonym key into the user's."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def data_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("DOCLINT_DATA_DIR")
    os.environ["DOCLINT_DATA_DIR"] = str(tmp_path_factory.mktemp("data"))
    yield
    if before is None:
        del os.environ["DOCLINT_DATA_DIR"]
    else:
        os.environ["DOCLINT_DATA_DIR"] = before


# A shell that starts the tests in the background has them ignore Ctrl-C, and so would the programs that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
