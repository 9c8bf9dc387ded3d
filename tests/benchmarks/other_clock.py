"""The clock of others.py; it runs in the environments of the others, so it needs nothing but Python."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any


def times(count: Callable[[str], int], work: dict[str, Any], name: str) -> str:
    """Seconds of processor time for the work's texts and for the same again; where the last argument of the command is
    ``known``, behind the notes that are known. ``count`` gives what was found."""
    if sys.argv[-1] == "known":
        for text in work["known"]:
            count(text)
    rounds = []
    for _ in range(2):
        at = time.process_time()
        found = sum(map(count, work["texts"]))
        rounds.append(time.process_time() - at)
        if not found:
            raise SystemExit(f"{name} found nothing: the comparison would not be one")
    return " ".join(map(str, rounds))
