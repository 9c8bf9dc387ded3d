"""Closed word classes of the grammar of goals, acts, evidence and links, kept as data in ``grammar_words.csv``."""

from __future__ import annotations

from doclint.lexicon import rows


def word_set(name: str) -> frozenset[str]:
    """The words of one set, such as ``skilled:return``."""
    return next(frozenset(row["words"].split(" ")) for row in rows("grammar_words") if row["name"] == name)


def is_figure(word: str) -> bool:
    """Whether a word begins with a figure."""
    return word[0].isdigit()
