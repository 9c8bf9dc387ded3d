"""Texts made from the training notes, for a small model to learn from what a large one says of them.

The words of a mark are put in place of another mark's with the same label, and lines are left out or taken from other
notes (Dai and Adel 2020). Nobody marks such a text: it need not be true, only be written as notes are.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from doclint.training.corpus import MarkedNote

_PUT, _LEFT_OUT, _ADDED = 0.4, 0.08, 0.15
"""Shares of the marks whose words are changed, of the lines left out, of the lines with a strange one behind."""
_CAPITALS, _SMALL = 0.05, 0.07
"""Shares of the texts all in capitals, and all in small letters."""
_TRIES, _LONGER, _MORE = 6, 4, 10
"""Tries to find words no longer than so many times the old ones and some characters."""


def variations(notes: Sequence[MarkedNote], *, seed: int) -> Iterator[str]:
    """A text made from each note; another ``seed``, other texts."""
    chance = random.Random(seed)
    words: defaultdict[str, list[str]] = defaultdict(list)
    for note in notes:
        for mark in note.marks:
            if "\n" not in mark.text:
                words[mark.label].append(mark.text)
    lines = [line for note in notes for line in note.text.split("\n") if line.strip()]
    for note in notes:
        text = "\n".join(_mixed(_replaced(note, words, chance).split("\n"), lines, chance))
        case = chance.random()
        yield text.upper() if case < _CAPITALS else text.lower() if case < _CAPITALS + _SMALL else text


def _replaced(note: MarkedNote, words: dict[str, list[str]], chance: random.Random) -> str:
    out, at = "", 0
    for mark in note.marks:
        out += note.text[at : mark.start]
        out += _other(mark.text, words[mark.label], chance) if chance.random() < _PUT else mark.text
        at = mark.end
    return out + note.text[at:]


def _other(old: str, found: Sequence[str], chance: random.Random) -> str:
    """Other words in the old ones' case; the old ones where none that fit are found."""
    for _ in range(_TRIES if found else 0):
        new = chance.choice(found)
        if len(new) < _LONGER * len(old) + _MORE:
            return new.upper() if old.isupper() and len(old) > len("min") else new
    return old


def _mixed(own: Sequence[str], lines: Sequence[str], chance: random.Random) -> Iterator[str]:
    for line in own:
        if line.strip() and chance.random() < _LEFT_OUT:
            continue
        yield line
        if chance.random() < _ADDED:
            yield chance.choice(lines)
