"""EPI001: treatment text that repeats an earlier visit's."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from doclint.episodes.found import EARLIER, Earlier, EpisodeFinding, found
from doclint.episodes.record import Visit
from doclint.episodes.templates import Templates
from doclint.episodes.treatment import SHINGLE

WINDOW = 30
"""Earlier visits that a note is compared with."""
SAME, CHANGED = 0.85, 0.95
"""Share of common runs from which a note is a clone: where numbers and levels are the same, and where they differ."""
PART = 0.5
"""A text shorter than this part of the earlier one is no copy of it."""
FEWEST, FEWEST_EXACT = 24, 15
"""Words that a note must have of its own beside template text; fewer are enough for a copy without change."""


@dataclass(frozen=True, slots=True)
class _Text:
    visit: Visit
    own: frozenset[int]
    words: int


class Clones:
    """Compares each visit with the latest earlier ones of its episode, by the share of its own runs of words
    that stand there too.

    Notes of the same day are not compared: they are two parts of a day, or one note exported twice.
    """

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._earlier: deque[_Text] = deque(maxlen=WINDOW)

    def of_day(self, visits: list[Visit]) -> Iterator[EpisodeFinding]:
        """The clones among the notes of one day; the day then belongs to the earlier ones."""
        today = [text for visit in visits if visit.judged and (text := self._text(visit)).words >= FEWEST_EXACT]
        for text in today:
            best = max(
                ((share, earlier.visit) for earlier in self._earlier if (share := _share(text, earlier)) is not None),
                key=lambda pair: (pair[0], _key(pair[1])),
                default=None,
            )
            if best is not None:
                yield _finding(text.visit, *best)
        self._earlier.extend(today)

    def _text(self, visit: Visit) -> _Text:
        own = self._templates.own(visit.shingles)
        return _Text(visit, own, _own_words(visit, own))

    def forget(self) -> None:
        """Compare what follows with nothing that came before."""
        self._earlier.clear()


def _own_words(visit: Visit, own: frozenset[int]) -> int:
    """How many words lie outside every run of template text."""
    if not (visit.whole and own):
        return len(own)
    shared: set[int] = set()
    for at, shingle in enumerate(visit.shingles):
        if shingle not in own:
            shared.update(range(at, at + SHINGLE))
    return len(visit.shingles) + SHINGLE - 1 - len(shared)


def _share(one: _Text, two: _Text) -> float | None:
    """The share of the first text's runs that the second has, where the first is a clone of it; else None."""
    a, b = one.own, two.own
    if not (one.visit.whole and two.visit.whole):  # of long texts the smallest hashes are known: compare what both keep
        last = min(max(text.visit.shingles) for text in (one, two) if not text.visit.whole)
        a, b = (frozenset(value for value in part if value <= last) for part in (a, b))
    if not a or len(a) < PART * len(b):
        return None
    share = len(a & b) / len(a)
    if a == b:
        return share
    enough = share >= (SAME if one.visit.dose == two.visit.dose else CHANGED)
    return share if enough and one.words >= FEWEST else None


def _key(visit: Visit) -> tuple[str, int, str]:
    return (visit.raw["date"], visit.number or 0, visit.id)


def _finding(visit: Visit, share: float, earlier: Visit) -> EpisodeFinding:
    percent = f"{int(100 * share)} %"
    when = f"on {earlier.date}" if earlier.date else f"at visit {earlier.number}"
    changed = "" if visit.dose == earlier.dose else "; only single numbers or levels differ"
    return found(
        "EPI001",
        visit.order,
        f"{percent} of the treatment text stands word for word as {when} (note {EARLIER}){changed}.",
        place=visit.text,
        cue=f"{percent} as {when}",
        confidence=0.95 if share > CHANGED else 0.85,
        earlier=Earlier(earlier.order, earlier.id, earlier.raw["date"]),
        share=round(share, 4),
        dates=earlier.dates,
    )
