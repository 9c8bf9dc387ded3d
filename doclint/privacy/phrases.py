"""The words of one text as phrases: what stands next to what, and how far a name goes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from doclint.privacy.words import Word, common, cue, first_names, never, surnames, words

_GAP = re.compile(r"\.?[ \t]{1,2}|[ \t]?,[ \t]{1,2}|\.(?=\S)|\.?[ \t]{0,2}[\"“'(][ \t]?|[\"”')][ \t]{1,2}")
_PLAIN_GAP = re.compile(r"\.?[ \t]{1,2}|\.(?=\S)")
_ENDINGS = tuple("ing tion sion ed ly ism ness ment ity ous ive ful sis itis osis ics logy ence able ible".split())
"""Endings of words that are no names, but for those in the lists."""
_CONTRACTED = re.compile(r"['’](?:d|ve|m|ll|re|t)\Z")
_MOST = 4
"""Words of a name, at most."""


class Phrases:
    """The words of a text, and those that were found to be names."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self._text = text
        self._words = words(text)
        self._at = {word.start: place for place, word in enumerate(self._words)}
        self._found: dict[int, Word] = {}
        self._known = {part.lower() for name in known for part in re.findall(r"[^\W\d_]{3,}", name)}

    def _plain(self, word: Word) -> bool:
        """Whether a word, or each part of one with hyphens, is one of those that notes write small."""
        return all(part in common() or len(part) < 3 for part in re.split(r"[-'’]", word.lower))

    def _owns(self, word: Word) -> bool:
        return self._text[word.end : word.end + 2] in ("'s", "’s")

    def _run(self, place: int, *, comma: bool = False, lower: bool = False) -> list[Word]:
        """The words of a name from here on."""
        run: list[Word] = []
        for at in range(place, min(len(self._words), place + _MOST + 1)):
            word = self._words[at]
            if run:
                gap = self._text[run[-1].end : word.start]
                joined = _PLAIN_GAP.fullmatch(gap) if not comma or len(run) > 1 else _GAP.fullmatch(gap)
                if not joined or (gap.startswith(".") and not run[-1].initial and len(run[-1].text) > 2):
                    break
            if lower and not word.capital:
                if word.lower in common() or len(word.text) < 2 or (run and word.lower in never()):
                    break
            elif not self._nameable(word) or (run and self._ends(word, run)):
                break
            run.append(word)
        while run and run[-1].lower in ("and", "of", "the"):
            run.pop()
        return run[:_MOST]

    def _ends(self, word: Word, run: list[Word]) -> bool:
        """Whether a capital word behind a name is no part of it: a verb, a test, the next sentence."""
        if word.initial:
            return False
        if cue(word.lower, "credential") or cue(word.lower, "relation"):
            return True
        return word.lower in common() and not (
            word.lower in surnames()
            and (len(run) == 1 or run[-1].initial)
            and not cue(word.lower, "verb")
            and (not word.first or run[-1].initial)
        )

    def _nameable(self, word: Word) -> bool:
        return (
            word.capital
            and (word.initial or word.lower not in never())
            and not (word.text.isupper() and len(word.text) > 1 and not word.loud and word.lower in common())
        )

    def _strange(self, word: Word, *, strong: bool) -> bool:
        """Whether a capital word beside a relative may be the relative's name."""
        if not self._nameable(word) or word.initial or word.lower in never() or cue(word.lower, "relation"):
            return False
        if word.loud or (word.text.isupper() and len(word.text) < 4):
            return word.lower in first_names() and word.lower not in common()
        return word.lower not in common() or (strong and word.lower in first_names() and not cue(word.lower, "verb"))

    def _unknown(self, word: Word) -> bool:
        return (
            word.capital
            and not word.loud
            and not word.text.isupper()
            and not _CONTRACTED.search(word.text)
            and len(word.text) > 2
            and word.lower not in common()
            and not (word.lower.endswith(_ENDINGS) and word.lower not in first_names() | surnames())
            and "-" not in word.text
        )

    def _closed(self, word: Word) -> bool:
        """Whether a comma or bracket stands behind a word."""
        return self._text[word.end : word.end + 1] in (",", ")")

    def _near(self, place: int, *, comma: bool = False) -> bool:
        """Whether the next word belongs to the same phrase."""
        if place + 1 >= len(self._words):
            return False
        gap = self._text[self._words[place].end : self._words[place + 1].start]
        return bool(_PLAIN_GAP.fullmatch(gap) or (comma and re.fullmatch(r",? {0,2}", gap)))

    def _next(self, at: int) -> int | None:
        """The word that begins here, past spaces and marks."""
        while at < len(self._text) and self._text[at] in " \t\"“'(":
            at += 1
        return self._at.get(at)

    def _place(self, word: Word) -> int:
        return self._at[word.start]

    def _add(self, run: Iterable[Word]) -> None:
        for word in run:
            self._found[word.start] = word
