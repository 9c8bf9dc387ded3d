"""The words of a note with what tells names from other words: capitals, lists of names, words that are no names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from doclint.privacy.identifier import words_of

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = frozenset(".!?:;\n•*|>")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: ``first`` where a sentence, line or field begins with it; ``loud`` in a line of capitals alone."""

    start: int
    end: int
    text: str
    lower: str
    first: bool
    loud: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def initial(self) -> bool:
        return len(self.text) == 1 and self.capital


def words(text: str) -> list[Word]:
    """The words of a text, in order; a possessive ``'s`` is no part of one."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    loud, line_end = False, -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start >= line_end:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            line = text[text.rfind("\n", 0, start) + 1 : line_end]
            loud = sum(map(str.isupper, line)) > 3 * sum(map(str.islower, line)) and len(line) > 12
        written = match[0]
        if written[-2:].lower() in ("'s", "’s"):
            written, end = written[:-2], end - 2
        if not written:
            continue
        before = text[max(0, start - 12) : start].rstrip(" \t\"“('’[")
        yield Word(
            start, end, written, written.lower(), not before or before[-1] in _END or before.endswith("--"), loud
        )


@cache
def common() -> frozenset[str]:
    """Words of therapy notes, and the others that are no names."""
    return words_of("note_words") | words_of("not_names")


@cache
def never() -> frozenset[str]:
    """Roles, credentials, headings, months and the like: no name even where one is expected."""
    return words_of("not_names", "role", "header", "time", "general")


@cache
def named_things() -> frozenset[str]:
    """Tests, signs, diseases and equipment that are named after people."""
    return words_of("not_names", "test", "disease", "equipment")


@cache
def first_names() -> frozenset[str]:
    return words_of("people", "first")


@cache
def surnames() -> frozenset[str]:
    return words_of("people", "last")


def cue(word: str, kind: str) -> bool:
    """Whether a word, in lower case, is a cue of this kind."""
    return word in words_of("person_cues", kind)
