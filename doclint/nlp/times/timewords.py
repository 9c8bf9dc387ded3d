"""Closed word classes of the time, level and visit grammars, kept as data in ``time_level_sets.csv``."""

from __future__ import annotations

from functools import cache

from doclint.lexicon import rows


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["words"].split()) for row in rows("time_level_sets")}


def word_set(name: str) -> frozenset[str]:
    """The words of one class, such as ``levels.ends``."""
    return _sets()[name]
