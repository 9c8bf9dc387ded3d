"""Names of people: behind labels and titles, before credentials, beside relatives, by lists of names; then wherever
their words stand again.

Words that notes write in lower case, eponyms (Berg, Parkinson) and equipment (Hoyer) are names only where a title, a
label, a credential or a first name says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from doclint.lexicon import rows, variants
from doclint.privacy.expected import Expected
from doclint.privacy.identifier import Identifier
from doclint.privacy.listed import Listed
from doclint.privacy.words import common, cue, first_names, named_things, never, surnames

_INITIALS = re.compile(r"(?<![\w.])[A-Z]\.[ ]?[A-Z]\.(?:[ ]?[A-Z]\.)?(?!\w)")
_NO_INITIALS = frozenset(
    "A.M. P.M. U.S. P.O. P.T. O.T. M.D. D.O. R.N. N.P. R.O.M. P.R.N. I.V. L.E. U.E. R.E. E.R. B.P. H.R.".split()
)
_BEFORE_INITIALS = re.compile(
    r"\b(?:pt|patient|client|student|resident|child|mr|mrs|ms|by|saw|with|for|name|initials)\b\.?:?[ \t]{1,3}\Z", re.I
)
_ORGANISATIONS = 50
"""Employers and schools of a note, at most."""


class Names(Expected, Listed):
    """Finds the names in one text."""

    def __call__(self) -> Iterator[Identifier]:
        """The names, neighbours as one."""
        self._labelled()
        for place in range(len(self._words)):
            self._titled(place)
            self._credentialed(place)
            self._related(place)
            self._listed(place)
            self._acting(place)
        self._again()
        yield from self._joined()
        yield from self._initials()
        yield from self._organisations()

    def _again(self) -> None:
        parts = {word.lower for word in self._found.values() if len(word.text) > 2} | self._known
        if not parts:
            return
        quiet = sum(word.capital for word in self._words) < 0.06 * len(self._words)
        for place, word in enumerate(self._words):
            if word.start in self._found or word.lower not in parts:
                continue
            if word.lower in common():
                after = self._words[place + 1] if place + 1 < len(self._words) else None
                acts = after is not None and self._near(place) and cue(after.lower, "verb")
                tells = acts or self._owns(word) or (not word.first and word.lower not in named_things())
                if word.capital and not word.loud and tells:
                    self._add([word])
            elif word.capital or quiet or word.lower in first_names() or word.lower in surnames():
                self._add([word])

    def _initials(self) -> Iterator[Identifier]:
        said = {
            match[0].replace(" ", "")
            for match in _INITIALS.finditer(self._text)
            if _BEFORE_INITIALS.search(self._text, max(0, match.start() - 20), match.start())
        } - _NO_INITIALS
        for match in _INITIALS.finditer(self._text):
            if match[0].replace(" ", "") in said:
                yield Identifier(match.start(), match.end(), "NAME")

    def _organisations(self) -> Iterator[Identifier]:
        """Employers and schools behind their label, and wherever they are named again."""
        said = {match[1].rstrip(" .,;") for match in _organisation().finditer(self._text)}
        names = [name for name in said if len(name) > 2 and not all(part.lower() in never() for part in name.split())]
        if names:
            written = "|".join(map(re.escape, sorted(names, key=len, reverse=True)[:_ORGANISATIONS]))
            for match in re.finditer(rf"(?<!\w)(?:{written})(?!\w)", self._text):
                yield Identifier(match.start(), match.end(), "NAME")

    def _joined(self) -> Iterator[Identifier]:
        start = end = -1
        for _, word in sorted(self._found.items()):
            if end >= 0 and re.fullmatch(r"[., ]{1,2}", self._text[end : word.start]):
                end = word.end
                continue
            if end >= 0:
                yield Identifier(start, end, "NAME")
            start, end = word.start, word.end
        if end >= 0:
            yield Identifier(start, end, "NAME")


@cache
def _organisation() -> re.Pattern[str]:
    labels = [
        re.escape(label).replace(r"\ ", r"[ \t]")
        for row in rows("identifier_labels")
        if row["value"] == "organisation"
        for label in variants(row["words"])
    ]
    free = [label for label in labels if "[ " in label]
    return re.compile(
        rf"(?<![A-Za-z])(?:(?i:{'|'.join(labels)})[ \t]{{0,2}}:[ \t]{{0,6}}|(?i:{'|'.join(free)})[ \t])"
        r"([A-Z][\w'’.-]*(?:[ \t](?:[A-Z][\w'’.-]*|&|of)){0,5})"
    )
