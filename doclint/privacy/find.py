"""All direct identifiers of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from doclint.privacy.addresses import addresses
from doclint.privacy.identifier import Identifier
from doclint.privacy.names import Names
from doclint.privacy.numbers import numbers


class Redaction(StrEnum):
    """``identifiers`` are all but dates (those of birth and death are among them); ``dates`` are the dates too."""

    IDENTIFIERS = "identifiers"
    DATES = "dates"


def find(text: str, what: Redaction = Redaction.IDENTIFIERS, *, known: Iterable[str] = ()) -> tuple[Identifier, ...]:
    """The identifiers of a text in order, none over another. ``known`` are names and numbers that the note's own
    fields tell.
    """
    known = tuple(known)
    found = [
        *numbers(text, dates=what is Redaction.DATES),
        *addresses(text),
        *Names(text, known)(),
        *_known(text, known),
    ]
    return tuple(_apart(sorted(found, key=lambda each: (each.start, -each.end))))


def _known(text: str, known: Iterable[str]) -> Iterator[Identifier]:
    for number in {each for each in known if len(each) > 3 and any(map(str.isdigit, each))}:
        at = text.find(number)
        while at >= 0:
            yield Identifier(at, at + len(number), "OTHER")
            at = text.find(number, at + 1)


def _apart(found: Iterable[Identifier]) -> Iterator[Identifier]:
    """Overlapping stretches as one, of the kind of the first."""
    last: Identifier | None = None
    for each in found:
        if last is None or each.start >= last.end:
            if last is not None:
                yield last
            last = each
        elif each.end > last.end:
            last = Identifier(last.start, each.end, last.kind)
    if last is not None:
        yield last
