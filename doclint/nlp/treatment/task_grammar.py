"""How far a task reaches: from its first word to the last word of its object, place or tool.

A task phrase ends before counts (``x5``, ``four times``), distances, times, help (``with CGA``), a purpose, the next
verb phrase, or
a clause about something else (annotation.md, section 4: weights and distances belong to the span only where the task
needs them).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter

from doclint.nlp.chart import Chart, Header, Term
from doclint.nlp.treatment.task_words import (
    ARROWS,
    COUNTED,
    DETERMINERS,
    DISTANCE,
    DURATION,
    ENDERS,
    HARD_STOPS,
    LEVEL_WORDS,
    NUMBERS,
    PURPOSE_NOUNS,
    PURPOSE_VERBS,
    TRIM,
    WIDE,
)

LONGEST = 18
"""Tokens after which a phrase is cut: longer ones are sentences, not tasks."""
_NO_VERB = frozenset(
    "evening morning clothing ceiling building string railing dining living training everything something nothing".split()
)

_HELPED = frozenset(("with", "w/", "at", "w", "c", "c/", "under"))
"""Words behind which the help may stand that a task was done with."""
_BEFORE_LEVEL = DETERMINERS | NUMBERS | {"only", "no", "light", "little", "occasional"}
_BEFORE_PLACE = DETERMINERS | {"low", "raised", "drop", "shower", "cardiac"}
_SURE = ENDERS | HARD_STOPS - {".", ":", '"', "”"}
"""Words that end every phrase before them."""
_BOUNDS = (
    _SURE
    | HARD_STOPS
    | LEVEL_WORDS
    | NUMBERS
    | ARROWS
    | _HELPED
    | frozenset("s x × * twice once thrice to for in and & + / then -".split())
)
"""Words before which a phrase may end; a figure may end one too."""
_COUNTING = NUMBERS | {"x", "×", "*", "twice", "once", "thrice"}
"""Words other than figures with which a count, a distance or a duration begins."""
_TAKING = frozenset({"MINUTES", "ASSISTANCE", "CUE"})
_FIRST = attrgetter("first")
_SPACES = (" " * WIDE, *"\t\v\f\r\x1c\x1d\x1e\x1f")
"""White space of which a wide gap is made: three spaces, or any but space and line break."""
_OTHER_SPACES = (
    *"\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a",
    *"\u2028\u2029\u202f\u205f\u3000",
)


def is_number(word: str) -> bool:
    """A figure or a number word."""
    return word[:1].isdigit() or word in NUMBERS


@lru_cache(maxsize=4096)
def verb_form(word: str, base: str) -> str:
    """Form in which the word has the verb ``base``: ``gerund``, ``past``, ``third``, ``base``."""
    if word == base:
        return "base"
    if word.endswith(("ing", "in")) and len(word) > len(base):
        return "gerund"
    if word.endswith("s") and word[:2] == base[:2] and len(word) >= len(base):
        return "third"
    return "past"


def _by_first(terms: list[Term]) -> dict[int, Term]:
    """The longest term at each token, which is the first of those that begin there."""
    terms = terms[::-1]
    return dict(zip(map(_FIRST, terms), terms, strict=True))


@dataclass(slots=True)
class Grammar:
    """The chart with what the task grammar asks of it: verb forms by token, tokens that other candidates hold."""

    chart: Chart
    lower: list[str]
    verbs: dict[int, Term] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    objects: dict[int, Term] = field(default_factory=dict)
    activities: dict[int, list[Term]] = field(default_factory=dict)
    headed: dict[int, Header] = field(default_factory=dict)
    """Headers by their tokens."""
    people: set[int] = field(default_factory=set)
    """Tokens that name somebody else: family, aides, nurses."""
    after_header: set[int] = field(default_factory=set)
    parted: set[int] = field(default_factory=set)
    """Tokens that a new row or a wide gap parts from the one before."""

    @classmethod
    def of(cls, chart: Chart) -> Grammar:
        grammar = cls(
            chart, chart.lower, _by_first(chart.terms_of("verbs")), objects=_by_first(chart.terms_of("objects"))
        )
        for term in chart.terms_of("status_cues"):
            if term.category == "other_person":
                grammar.people.update(range(term.first, term.last))
        for term in chart.terms_of("activities"):
            grammar.activities.setdefault(term.first, []).append(term)
        grammar.headed = chart.headed()
        grammar.parted = _parted(chart)
        grammar.after_header = {header.last for header in chart.headers}
        for item in chart.candidates:
            if item.label in _TAKING:
                grammar.taken.update(range(item.first, item.last))
        return grammar

    def form(self, token: int) -> str | None:
        """Form of the verb at a token: ``gerund``, ``past``, ``third``, ``base``; None where there is no known
        verb."""
        term = self.verbs.get(token)
        return None if term is None else verb_form(self.lower[token], term.entry)

    def sets(self, token: int, limit: int) -> int | None:
        """End of ``3x10`` or ``three sets of ten`` at a token; None where it is none (``2x50 ft`` is a distance)."""
        lower = self.lower
        if token + 2 < limit and is_number(lower[token]):
            if lower[token + 1] in ("x", "×") and is_number(lower[token + 2]):
                after = lower[token + 3] if token + 3 < limit else ""
                return (
                    None
                    if after in DISTANCE or after in DURATION - {"s", "sec", "secs", "seconds"}
                    else token + 3 + (after == "ea")
                )
            if lower[token + 1] in ("sets", "rounds", "lots") and lower[token + 2] == "of" and token + 3 < limit:
                return token + 4
        return None

    def count(self, token: int, limit: int) -> int | None:
        """End of ``x5`` or ``four times`` at a token."""
        lower = self.lower
        if lower[token] in ("x", "×", "*") and token + 1 < limit and is_number(lower[token + 1]):
            return token + 2
        if token + 1 < limit and is_number(lower[token]) and lower[token + 1] in COUNTED:
            return token + 2
        if lower[token] in ("twice", "once", "thrice"):
            return token + 1
        return None

    def measure(self, token: int, limit: int) -> bool:
        """Whether a distance or a duration begins at a token."""
        lower = self.lower
        if not is_number(lower[token]) or token + 1 >= limit:
            return False
        at = token + 1
        if lower[at] == "-" and at + 1 < limit:
            return False
        return lower[at] in DISTANCE or lower[at] in DURATION

    def phrase_end(self, first: int, limit: int, *, verb: bool = True) -> int:
        """End of the task phrase that begins at ``first``; ``verb`` says that it begins with a verb."""
        lower, taken, parted = self.lower, self.taken, self.parted
        limit = min(limit, first + LONGEST)
        token = first + 1
        while token < limit:
            word = lower[token]
            if token in taken:
                break
            if word not in _BOUNDS and token not in parted and not word[0].isdigit():
                token += 1
                continue
            if self.stops(token, limit, first if verb else -2):
                break
            if word in ("and", "&", "+", "/", "then") and self._splits(first, token, limit, verb=verb):
                break
            if word == "-" and self.spaced(token):
                break
            if word in ARROWS and not self._between_places(token, limit):
                break
            token += 1
        while token > first + 1 and (lower[token - 1] in TRIM):
            if lower[token - 1] in ("her", "that") and verb:
                break
            token -= 1
        if token == first + 1 and first + 1 < len(lower) and lower[first] in TRIM:
            return first
        return token

    def spaced(self, token: int) -> bool:
        """Whether a hyphen stands between words with white space around it."""
        chart = self.chart
        return chart.starts[token] > chart.ends[token - 1]

    def stops(self, token: int, limit: int, first: int = -2) -> bool:
        """Whether a phrase from ``first`` ends before a token."""
        word = self.lower[token]
        if word in _SURE:
            return True
        if word not in _BOUNDS and not word[0].isdigit():
            return token in self.parted
        return self._bounds(token, limit, first)

    def _bounds(self, token: int, limit: int, first: int) -> bool:
        """Whether a phrase from ``first`` ends before a token whose word may end one."""
        chart, lower = self.chart, self.lower
        word = lower[token]
        if word in HARD_STOPS:
            if (
                word in ('"', "”", ":")
                and chart.words[token - 1][0].isdigit()
                and chart.starts[token] == chart.ends[token - 1]
            ):
                return word == ":" and not (token + 1 < limit and chart.words[token + 1][0].isdigit())
            return not (
                word == "."
                and chart.starts[token] == chart.ends[token - 1]
                and token + 1 < limit
                and chart.starts[token + 1] == chart.ends[token]
                and chart.words[token + 1][0].isdigit()
            )
        if token in self.parted:
            return True
        if chart.words[token] == "S" or (word in LEVEL_WORDS and not self._plain_level(token, limit)):
            return True
        if (
            token > first + 1
            and (word in _COUNTING or word[0].isdigit())
            and (self.count(token, limit) or self.measure(token, limit) or self.sets(token, limit))
        ):
            return True
        following = lower[token + 1] if token + 1 < limit else ""
        if word in _HELPED:
            after = lower[token + 2] if token + 2 < limit else ""
            return (
                following in LEVEL_WORDS
                or token + 1 in self.taken
                or following in ("me", "vc", "facilitation", "monitoring", "therapist", "pt", "ot")
                or (following in _BEFORE_LEVEL and (after in LEVEL_WORDS or token + 2 in self.taken))
            )
        if word == "to" and (following in PURPOSE_VERBS):
            return True
        if word == "for":
            return (
                following in PURPOSE_NOUNS
                or (is_number(following) and self.measure(token + 1, limit))
                or self.form(token + 1) == "gerund"
            )
        return word == "in" and following == "order"

    def _plain_level(self, token: int, limit: int) -> bool:
        """Whether a word that may be a level is a plain one here: ``hand contact``, ``close the door``, ``i`` inside
        a word."""
        word = self.lower[token]
        following = self.lower[token + 1] if token + 1 < limit else ""
        if word == "i":
            return False
        if word in ("close", "total", "max", "min", "mod", "contact", "level", "help", "setup", "set"):
            return word in ("close", "level", "contact", "setup") and following not in (
                "supervision",
                "supv",
                "sup",
                "guard",
                "guarding",
                "sba",
                "of",
                "assist",
            )
        return False

    def _between_places(self, token: int, limit: int) -> bool:
        """Whether an arrow joins two places, as in ``bed > chair``."""
        after = token + 1
        while after < limit and self.lower[after] in _BEFORE_PLACE and after not in self.objects:
            after += 1
        return after in self.objects

    def _splits(self, first: int, token: int, limit: int, *, verb: bool) -> bool:
        """Whether ``and``, ``+``, ``/`` before the next words begins a task of its own."""
        chart, lower = self.chart, self.lower
        after = token + 1
        if after >= limit or after in self.taken:
            return True
        if lower[token] == "then":
            return True
        tight = (
            lower[token] == "/"
            and chart.starts[token] == chart.ends[token - 1]
            and chart.starts[after] == chart.ends[token]
        )
        if tight:
            return False
        while after < limit and lower[after] in ("then", "also", "finally", "later"):
            after += 1
        if after >= limit:
            return True
        form = self.form(after)
        own = self.form(first) if verb else None
        if form is None:
            if (
                own == "gerund"
                and lower[after].endswith("ing")
                and after not in self.objects
                and lower[after] not in _NO_VERB
            ):
                return True
            if lower[token] in ("/", "+") and any(
                t.vocabulary in ("activities", "exercises", "passive") for t in chart.terms_at.get(after, ())
            ):
                return True
            return lower[after] in ENDERS or (lower[token] == "/")
        if form in ("gerund", "past") or (form == own and form is not None) or lower[token] in ("/", "+"):
            if form == "past" and own == "gerund":
                return False
            # one continuous sequence on one object is one mark:
            # "knelt and loaded the stove", "slid it in and drew it out"
            bare = verb and all(
                lower[t] in ("up", "down", "out", "off", "in", "on", "back") for t in range(first + 1, token)
            )
            pronoun = (
                after + 2 < limit
                and lower[after + 1] in ("it", "them")
                and lower[after + 2] in ("out", "off", "back", "in", "up", "down")
            )
            return not ((bare and form == own) or (pronoun and form == own))
        return False


def _parted(chart: Chart) -> set[int]:
    """Tokens before which an item of a list or a column ends: a new line where no prose was wrapped, a tab, a wide
    gap.
    """
    parted = {
        line.first
        for line in chart.lines
        if 0 < line.first < line.last and (line.marker is not None or not chart.words[line.first][0].islower())
    }
    for space in _SPACES if chart.text.isascii() else (*_SPACES, *_OTHER_SPACES):
        parted.update(_gaps(chart, space))
    return parted


def _gaps(chart: Chart, space: str) -> Iterator[int]:
    """Tokens behind a tab or a wide gap in a line, of the gaps that hold some white space."""
    text, starts, ends, size = chart.text, chart.starts, chart.ends, len(chart)
    at = text.find(space)
    while at >= 0:
        token = bisect_right(starts, at)
        if token == size:
            return
        if token:
            gap = text[ends[token - 1] : starts[token]]
            if "\t" in gap or (len(gap) >= WIDE and "\n" not in gap):
                yield token
        at = text.find(space, starts[token])
