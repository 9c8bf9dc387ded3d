"""What an identifier is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from doclint.lexicon import rows, variants

KINDS: dict[str, str] = {row["kind"]: row["title"] for row in rows("identifier_kinds")}
"""Kind → what it is in words; the paragraphs of Safe Harbor stand in the data."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A stretch of text that tells who somebody is; offsets count characters, end exclusive."""

    start: int
    end: int
    kind: str


@cache
def words_of(vocabulary: str, *kinds: str) -> frozenset[str]:
    """The words of these kinds in a vocabulary, as they are written there; of all kinds where none is named."""
    return frozenset(
        word for row in rows(vocabulary) if not kinds or row["kind"] in kinds for word in variants(row["words"])
    )
