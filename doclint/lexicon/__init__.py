"""The vocabulary, as data: one CSV file a vocabulary, each row with its category and source, and rows that other
packages add through the entry-point group ``doclint.lexicons``.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from doclint.lexicon.additions import LexiconError, added

__all__ = ["LexiconError", "rows", "variants"]


@cache
def rows(vocabulary: str) -> tuple[dict[str, str], ...]:
    """The rows of ``<vocabulary>.csv``, one dict a row, keys by the file's header line; then those of other packages.

    Raises LexiconError where a package's rows cannot be used.
    """
    text = files(__package__).joinpath(f"{vocabulary}.csv").read_text(encoding="utf-8")
    own = tuple(csv.DictReader(text.splitlines()))
    return (*own, *added(vocabulary, own))


def variants(cell: str) -> list[str]:
    """The alternatives of a cell, which are separated by ``|``."""
    return [part.strip() for part in cell.split("|") if part.strip()]
