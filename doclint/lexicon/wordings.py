"""Wordings that take more than a list of words, as data: the rows of ``wordings.csv``.

A wording is a regular expression in which a space stands for white space, ``(…)`` keeps nothing and ``{name}`` stands
for another wording. Rows of one name are alternatives. Every part that repeats is bounded or ends where the next part
begins, so that a search takes time linear in the text (``tests/fuzz/test_patterns.py``).
"""

from __future__ import annotations

import re
from functools import cache

from doclint.lexicon import rows

_SPACE = re.compile(r"(\[[^]]*\])| ")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_NAME = re.compile(r"\{([a-z_]+)\}")


@cache
def alternatives(name: str) -> str:
    """All wordings of a name as one group of a regular expression; raises KeyError for a name that has none."""
    found = [row["wording"] for row in rows("wordings") if row["name"] == name]
    if not found:
        raise KeyError(name)
    plain = (_GROUP.sub("(?:", _spaced(wording)) for wording in found)
    return f"(?:{'|'.join(_NAME.sub(lambda part: alternatives(part[1]), wording) for wording in plain)})"


@cache
def wording(name: str) -> re.Pattern[str]:
    """What finds the wordings of a name, in any case, from the beginning of a word."""
    return re.compile(rf"\b{alternatives(name)}", re.IGNORECASE)


def _spaced(wording: str) -> str:
    """The wording with white space of any length for a space, but not inside of brackets."""
    return _SPACE.sub(lambda found: found[1] or r"\s+", wording)
