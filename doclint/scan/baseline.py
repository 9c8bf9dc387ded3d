"""The findings that an older report knows, so that a scan tells what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from doclint.scan.finished import findings

KNOWN = "known.txt"
"""In a report that has a baseline: the fingerprints of it that still stand, a line each."""

_FINGERPRINT = re.compile(r"[0-9a-f]{16}\Z")


def fingerprints(folder: Path) -> Iterator[str]:
    """The fingerprints of a report's findings, and of those that its own baseline knew.

    Raises ReportError where the report is damaged.
    """
    for row in findings(folder):
        if _FINGERPRINT.match(row["fingerprint"]):
            yield row["fingerprint"]
    if (folder / KNOWN).is_file():
        with (folder / KNOWN).open(encoding="ascii", errors="replace") as file:
            for line in file:
                if _FINGERPRINT.match(found := line.strip()):
                    yield found
