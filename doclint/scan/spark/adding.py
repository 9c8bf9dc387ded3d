"""Counts of parts of a scan become those of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Any

from doclint.scan.tally import Tally


def add(whole: Tally, part: Tally) -> None:
    """Add the counts of a part."""
    _add_fields(whole, part)


def _add_fields(whole: Any, part: Any) -> None:
    for each in fields(whole):
        mine, other = getattr(whole, each.name), getattr(part, each.name)
        if isinstance(mine, int):
            setattr(whole, each.name, mine + other)
        elif isinstance(mine, Counter):
            mine.update(other)
        elif isinstance(mine, dict):
            for key, value in other.items():
                if isinstance(mine[key], Counter):
                    mine[key].update(value)
                else:
                    _add_fields(mine[key], value)
        else:
            _add_fields(mine, other)
