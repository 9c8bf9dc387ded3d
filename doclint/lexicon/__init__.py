"""The vocabulary, as data: one CSV file a vocabulary, each row with its category and source."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(vocabulary: str) -> tuple[dict[str, str], ...]:
    """The rows of ``<vocabulary>.csv``, one dict a row, keys by the file's header line."""
    text = files(__package__).joinpath(f"{vocabulary}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def variants(cell: str) -> list[str]:
    """The alternatives of a cell, which are separated by ``|``."""
    return [part.strip() for part in cell.split("|") if part.strip()]
