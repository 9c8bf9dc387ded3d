"""A file to read, apart so that a command line can name it and load nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CLOSED = "the folder may not be read: give doclint permission to it"
"""What to say of a folder without permission."""


@dataclass(frozen=True, slots=True)
class File:
    """One thing to read: a file, or standard input where ``path`` is None.

    ``name`` is what messages and results call it, ``key`` the beginning of the ids of its notes. ``named`` is true
    where the user named the file itself, not a folder or pattern that holds it.
    """

    path: Path | None
    name: str
    key: str
    named: bool = True
