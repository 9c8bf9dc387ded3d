"""One service that the tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from service_process import Service, serving


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with serving("--max-note", "20000", "--max-batch", "300", "--workers", "2") as found:
        yield found
