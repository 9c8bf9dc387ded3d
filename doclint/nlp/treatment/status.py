"""Component ``doclint_status``: was it done today, planned, not done, at home, earlier, or by somebody else?

Cues are data (``status_cues.csv``): each has a direction (it stands ``before`` or ``after`` the mention), a scope and
the words that end it. Sections (plan, home, history, not done), unticked boxes and cues are weighed together; where
two fit, the first of not done, planned, home, historical, other person holds (annotation.md, section 4), except that
what a caregiver does is the caregiver's wherever it stands. The component turns ``chart.candidates`` into
``chart.mentions``; it works on any span, whoever found it.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from spacy.language import Language

from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Candidate, Chart, Read, Term, chart_for
from doclint.nlp.resolve import mentions_of
from doclint.nlp.treatment.withheld import TREATMENT, withhold

WITH_STATUS = TREATMENT | {"ASSISTANCE"}
ORDER = ("not_done", "planned", "home", "historical", "other_person")
_SECTIONS = {"plan": "planned", "home": "home", "history": "historical", "not_done": "not_done"}
_OF_HELP = frozenset({"historical", "home"})
"""What may be said of help: who gives it and what is planned tell nothing of its level."""
_REACH = 25
"""Tokens that a cue can reach at most."""
_NEXT = 4
_CLAUSE_ENDS = frozenset({".", ";", "|", "//", "||", "..", ">>", "but", "however", "!", "?", "though", "except"})
_HELD_BEFORE = frozenset("the her his : off on all both any further further today's".split())
_GOING_ON = frozenset("is are was were been still keeps started".split())
_NOT_ACTING = frozenset("in on for with of during to re about how through w/ by regarding after while".split())
_JOINERS = frozenset(", and or / + & nor any the a an of to with for active his her".split())


_EARLIER = re.compile(
    r"""\b(?:last\s+(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?
    | on\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?:she|he|they|pt|it)\s+(?:had|did|was|needed|took|managed))\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""A day of the week gone by, told of in the past: ``last Thursday``, ``On Tuesday she had``."""
_DAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
_BEFORE_DAY = Question({"last", "on"})
_PLACE = attrgetter("first", "last")
_NOW = frozenset({"now", "today", "currently"})
_TELLS = ("report", "says", "said", "tells", "told", "states", "stated", "pt says", "per pt")
_NO_CUE_AFTER = {
    "next": ("as", "well"),
    "will": ("as",),
    "at eval": ("while", "by", "the"),
    "held": ("hand", "i", "pt-", "therapist"),
}
"""Words after which a cue, by its entry, says nothing: ``as planned``."""
_NO_CUE_BEFORE = {"will": ("was", "she", "he", "we", "i", "came"), "next": ("was", "she", "he", "we", "i")}
"""Words before which a cue, by its entry, says nothing: ``Next was dressing``."""


@dataclass(slots=True)
class Cue:
    """One cue of the lexicon where it stands in the note."""

    first: int
    last: int
    status: str
    direction: str
    scope: str
    ends: frozenset[str]
    headed: bool
    """Whether it stands in a header."""


class Status:
    """Component ``doclint_status``."""

    def __init__(self) -> None:
        self.ways: dict[tuple[str, str], list[tuple[str, str, frozenset[str]]]] = {}
        for row in rows("status_cues"):
            way = (row["direction"], row["scope"], frozenset(variants(row["terminators"])))
            for phrase in [row["term"], *variants(row["variants"])]:
                self.ways.setdefault((phrase, row["category"]), []).append(way)

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_status", "doclint_layout", "doclint_terms", "doclint_resolve")
        cues = self._cues(chart)
        firsts = [cue.first for cue in cues]
        held = set(chain.from_iterable([range(item.first, item.last) for item in chart.candidates]))
        previous: Candidate | None = None
        kept: list[Candidate] = []
        for item in chart.candidates:
            if item.label in WITH_STATUS and item.status == "performed":
                if item.label == "ASSISTANCE" and item.first in chart.unchecked:
                    continue  # an unticked box is no mark for a level
                low = bisect.bisect_left(firsts, item.first - _REACH)
                high = bisect.bisect_right(firsts, item.last + _REACH)
                item.status, item.cue = _status(chart, item, cues[low:high], held, previous)
            if item.label in TREATMENT:
                previous = item
            kept.append(item)
        withhold(chart, _refusals(cues), kept)
        chart.candidates = kept
        chart.mentions = mentions_of(chart, kept)
        return doc

    def _cues(self, chart: Chart) -> list[Cue]:
        out: list[Cue] = []
        headed, lower = chart.headed(), chart.lower
        for term in chart.terms_of("status_cues"):
            if _is_none(chart, term):
                continue
            first, known = term.first, set[str]()
            for last in range(term.last, first, -1):
                phrase = chart.span(first, last).lower() if last > first + 1 else lower[first]
                ways = self.ways.get((phrase, term.category), ())
                for direction, scope, ends in ways:
                    if direction not in known:
                        out.append(Cue(first, last, term.category, direction, scope, ends, first in headed))
                known.update([direction for direction, _, _ in ways])
        for token in chart.where(_BEFORE_DAY):
            if chart.lower[token + 1 : token + 2] and chart.lower[token + 1][:3] in _DAYS:
                match = _EARLIER.match(chart.text, chart.starts[token])
                if match:
                    first, last = chart.tokens_of(match.start(), match.end())
                    out.append(Cue(first, last, "historical", "before", "clause", _NOW, False))
        out.sort(key=_PLACE)
        return out


def _is_none(chart: Chart, term: Term) -> bool:
    """Whether the words of a cue are part of something else: ``as planned``, ``next was``, ``baseline-to-net``."""
    lower, first, last = chart.lower, term.first, term.last
    before, following = lower[first - 1] if first else "", lower[last] if last < len(lower) else ""
    if before == "-" and first > 1 and lower[first - 2].isalpha() and _glued(chart, first - 1):
        return True  # hand-held
    if following == "-" and last + 1 < len(lower) and lower[last + 1].isalpha() and _glued(chart, last):
        return True
    if term.entry in _NO_CUE_AFTER and before in _NO_CUE_AFTER[term.entry]:
        return True
    return (
        term.entry in _NO_CUE_BEFORE
        and following in _NO_CUE_BEFORE[term.entry]
        and lower[first] == "next"
        and last == first + 1
    )


def _glued(chart: Chart, token: int) -> bool:
    """Whether no space stands between a token and the two beside it."""
    return chart.starts[token] == chart.ends[token - 1] and chart.starts[token + 1] == chart.ends[token]


def _refusals(cues: list[Cue]) -> list[tuple[int, int]]:
    """Where the note says that something was not done, of which it spoke before: the longest cue at each place."""
    found = {cue.first: cue.last for cue in cues if cue.status == "not_done" and cue.direction == "after"}
    return sorted(found.items())


def _status(
    chart: Chart, item: Candidate, cues: list[Cue], held: set[int], previous: Candidate | None
) -> tuple[str, str | None]:
    """The mention's status and the wording that gave it."""
    if item.first in chart.unchecked:
        return "not_done", "unticked box"
    found: dict[str, str] = {}
    for cue in cues:
        if cue.status not in found and _reaches(chart, cue, item, held):
            found[cue.status] = chart.span(cue.first, cue.last)
    help_given = item.label == "ASSISTANCE"
    if found:
        if "other_person" in found and not help_given:
            return "other_person", found["other_person"]
        if "home" in found and _of_another(chart, item, found["home"]):
            return "other_person", found["home"]
        if "home" in found and "historical" in found and found["home"].lower().startswith(_TELLS):
            del found["home"]  # told by the patient, of an earlier time
        if help_given:
            found = {status: cue for status, cue in found.items() if status in _OF_HELP}
    section = chart.section_of[item.first]
    default = _SECTIONS.get(section or "")
    if default is not None and (default != "planned" or not (help_given or "home" in found or "historical" in found)):
        found.setdefault(default, f"section {section}")
    if found:
        status = min(found, key=ORDER.index)
        return status, found[status]
    if section == "subjective" and not help_given and not _served(chart, item):
        return "home", "section subjective"
    if (
        previous is not None
        and item.label in TREATMENT
        and previous.label in TREATMENT
        and previous.status not in ("performed", "home")
        and chart.sentence_of[previous.first] == chart.sentence_of[item.first]
        and 0 <= item.first - previous.last <= 2
        and chart.lower[item.first - 1] in ("and", "or", "+", "&", "/", ",", "nor")
        and previous.first not in chart.unchecked
    ):
        return previous.status, previous.cue
    return "performed", None


def _of_another(chart: Chart, item: Candidate, cue: str) -> bool:
    """Whether ``says he`` tells of the teller's own act on the patient: ``tells me he lifts her``."""
    object_of = {"he": "her", "she": "him"}.get(cue.lower().split()[-1])
    return item.label != "ASSISTANCE" and object_of is not None and object_of in chart.lower[item.first : item.last]


def _served(chart: Chart, item: Candidate) -> bool:
    """Whether the mention stands in text that is labelled for a service."""
    start = chart.starts[item.first]
    at = bisect.bisect_right(chart.segments, start, key=lambda segment: segment.start) - 1
    return at >= 0 and start < chart.segments[at].end


def _reaches(chart: Chart, cue: Cue, item: Candidate, held: set[int]) -> bool:
    """Whether a cue stands in its direction and scope to the mention."""
    if cue.direction == "before":
        between = range(cue.last, item.first)
        if cue.last > item.first and not (
            cue.first == item.first and cue.last < item.last and cue.status != "other_person"
        ):
            return False
    else:
        between = range(item.last, cue.first)
        if cue.first < item.last:
            return False
    if len(between) > _REACH or (
        chart.sentence_of[cue.first] != chart.sentence_of[item.first] and not _header(chart, cue, item)
    ):
        return False
    if _header(chart, cue, item) and cue.scope != "agent" and chart.line(cue.first).body == cue.first:
        return True
    words = [chart.lower[token] for token in between if token not in held]
    if any(word in _CLAUSE_ENDS or word in cue.ends for word in words):
        return False
    scope = cue.scope
    if scope == "list":
        return sum(word not in _JOINERS and word != ":" for word in words) <= 1 and ":" not in words[1:]
    if scope == "next":
        free = [word for word in words if word not in _JOINERS]
        return len(free) <= _NEXT - 2 and "," not in words and held.isdisjoint(between)
    if scope == "plan":
        return len(words) <= 6 and chart.section_of[item.first] not in ("history",)
    if scope == "home":
        return (len(words) <= 8 and "," not in words[1:-1]) or (cue.direction == "before" and "," not in words)
    if scope == "header":
        return False
    if scope == "agent":
        return len(words) <= 4 and "," not in words and held.isdisjoint(between) and _agent(chart, cue, item)
    if scope == "transitive":
        return held.isdisjoint(between) and all(word in _HELD_BEFORE for word in words)
    return True


def _agent(chart: Chart, cue: Cue, item: Candidate) -> bool:
    """Whether the person is the one who acts: the mention's verb follows, and ``with``, ``for`` or ``by the`` does
    not go before."""
    if any(word in ("pt", "patient", "she", "he", "they", "client") for word in chart.lower[cue.last : item.first]):
        return False
    if (
        cue.first
        and chart.lower[cue.first - 1] in ("with", "w/", "for", "to", "and")
        and chart.sentence_of[cue.first - 1] == chart.sentence_of[cue.first]
    ):
        return False
    between = chart.lower[cue.last : item.first]
    if between and between[-1] in _NOT_ACTING:
        return False
    if any(word in ("does", "do", "did", "doing", "gives", "gave") for word in between):
        return True
    if chart.lower[item.first].endswith("ing"):
        return any(word in _GOING_ON for word in between[-3:])
    return any(term.vocabulary in ("verbs", "passive") for term in chart.terms_at.get(item.first, ()))


def _header(chart: Chart, cue: Cue, item: Candidate) -> bool:
    """Whether a cue is the header of the sentence or the row that holds the mention, as ``Next:`` and ``HEP |``
    are."""
    line = chart.line(cue.first)
    if (
        cue.first == line.body
        and line.number == chart.line_of[item.first]
        and cue.last < line.last
        and chart.words[cue.last] in ("|", "=", ":")
    ):
        return not any(chart.lower[token] in (".", "now", "today", "next") for token in range(cue.last, item.first))
    return (
        cue.headed
        and chart.sentence_of[item.first] - chart.sentence_of[cue.first] == 1
        and chart.line_of[item.first] == chart.line_of[cue.first]
    )


@Language.factory("doclint_status", requires=["doc._.doclint_chart"])
def create_status(nlp: Language, name: str) -> Status:
    """Factory of ``doclint_status``."""
    return Status()
