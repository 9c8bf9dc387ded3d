"""Component ``doclint_evidence``: RESPONSE, LIMITATION, MEASURE and EQUIPMENT, the evidence behind SKL002 and SKL003.

A response is a change in performance, an error, fatigue, pain, a vital sign or carry-over of today; a stock phrase
(``tolerated well``) is
none. A limitation is a named deficit or a reason why the task needs a therapist; a diagnosis alone is none. What
stands inside a goal,
a plan or the history is evidence of neither. The component works on whatever mentions it finds and appends its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import attrgetter

from spacy.language import Language

from doclint.kept import Kept, Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Candidate, Chart, Read, Term, chart_for
from doclint.nlp.goal.text import measure_of
from doclint.nlp.grammar_words import is_figure, word_set
from doclint.nlp.resolve import mentions_of
from doclint.nlp.skill.closed import NOT_TODAY, READABLE, Closed

_OTHER_DAYS = NOT_TODAY - {"plan"}
_VISIT = frozenset(["response", "reasoning", "assessment", "skilled", "measures", "subjective"])
"""Sections that speak of the whole visit, whichever service's text they follow."""
_READ = ("LIMITATION", "RESPONSE")
"""What the evidence model marks where there is one: the rules then speak of the rest."""
_NOT_READ = frozenset({"impairment", "equipment"})
"""Vocabulary of what no model marks."""
_PLACE = attrgetter("start", "end")
_MARKS = frozenset(("|", ">>", "=", "-", "–", ">", ":"))
"""What may stand between the name of a row and its text."""
_ENDS = frozenset((".", ",", ";", "|", "(", ")", "//", "•"))
_EMPTY = word_set("evidence:empty")
_NEGATIONS = frozenset({"no", "not", "without", "w/o", "denies", "denied", "zero", "nil", "never"})
_CHANGES = frozenset([">", "→", "->", "<", "-->"])
_COUNTING = Question(_CHANGES | {"/", "of", "to", "then"})
_SLASH = Question({"/"})
_NUMBERS = word_set("evidence:numbers")
_NUMBERED = Question(_NUMBERS, is_figure)
_MEASURES = Kept(measure_of)
_PRONOUNS = frozenset({"he", "she"})
_HE_OR_SHE = Question(_PRONOUNS)
_VISITS = frozenset({"visit", "vis", "visits", "day", "week", "wk", "session", "page"})
_ZERO_COUNTS = word_set("evidence:zero_counts")
_STATES = word_set("evidence:states")
_ORDINARY = frozenset({"was", "vs", "down", "up", "fell", "rose", "went", "last", "yesterday", "compared"})


class Evidence:
    """Component ``doclint_evidence``."""

    def __init__(self) -> None:
        self.kinds = {
            name: row["kind"]
            for row in rows("sections")
            for name in variants(row["header"])
            if row["kind"] in ("response", "reasoning")
        }
        self.kinds.update(dict.fromkeys(("rsp", "outcome"), "response"))
        self.kinds.update(dict.fromkeys(("limits", "limit", "why ot", "why pt"), "reasoning"))
        self.begins = frozenset(name.partition(" ")[0] for name in self.kinds)
        """First words of the names."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_evidence", "doclint_layout", "doclint_terms", "doclint_status")
        closed = Closed(chart)
        found: list[Candidate] = []
        unread = chart.evidence is None
        for term in chart.terms_of("evidence"):
            if unread or term.category in _NOT_READ:
                _term(chart, term, closed, found)
        if unread:
            _sections(chart, self._headed(chart), closed, found)
            _habits(chart, closed, found)
            _grades(chart, closed, found)
        _counts(chart, closed, found)
        if not unread:
            found = [item for item in found if item.label not in _READ] + list(_read(chart))
        chart.mentions += mentions_of(chart, _apart(found), visit=_VISIT)
        chart.mentions.sort(key=_PLACE)
        return doc

    def _headed(self, chart: Chart) -> Iterator[tuple[int, int, str]]:
        """First and last token behind headers of response and reasoning, with the kind; also ``Why | …`` and
        ``PROBLEM …``.
        """
        seen: set[int] = set()
        for header in chart.headers:
            line = chart.line(header.first)
            if header.kind in ("response", "reasoning") and header.last < line.last:
                seen.add(line.number)
                yield header.last, line.last, header.kind
        for line in chart.lines:
            if line.body + 1 >= line.last or chart.lower[line.body] not in self.begins or line.number in seen:
                continue
            for end in range(line.body + 1, min(line.body + 3, line.last)):
                kind = self.kinds.get(" ".join(chart.lower[line.body : end]))
                gap = chart.text[chart.ends[end - 1] : chart.starts[end]]
                if kind and (chart.words[end] in _MARKS or len(gap) > 1 or "\t" in gap):
                    yield end, line.last, kind


def _apart(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Of candidates of one label that overlap each other the first, and of those that begin together the longest."""
    ends: dict[str, int] = {}
    for item in sorted(found, key=lambda c: (c.first, -c.last)):
        if item.first >= ends.get(item.label, 0):
            ends[item.label] = item.last
            yield item


def _read(chart: Chart) -> Iterator[Candidate]:
    """Responses and limitations that the evidence model marks; one stretch may be both."""
    for span in chart.evidence or ():
        for label in _READ:
            if label in span.label and chart.section_of[span.first] not in _OTHER_DAYS:
                yield Candidate(label, span.first, span.last, confidence=span.probability, source="model")


def _term(chart: Chart, term: Term, closed: Closed, found: list[Candidate]) -> None:
    inside = closed.of(term.first)
    if inside not in READABLE:
        return
    before = chart.lower[term.first - 1] if term.first else ""
    text = chart.lower[term.first]
    if term.category == "deficit" and inside in (None, "in ASSISTANCE") and before not in _NEGATIONS:
        found.append(Candidate("LIMITATION", term.first, _phrase_end(chart, term.last, closed), confidence=0.7))
    elif term.category == "response" and inside is None and not (before in _NEGATIONS and text not in _ZERO_COUNTS):
        if text in _ORDINARY and not _number_near(chart, term):
            return
        found.append(Candidate("RESPONSE", term.first, term.last, confidence=0.7))
    elif term.category == "vital" and _number_near(chart, term) and inside is None:
        found.append(Candidate("RESPONSE", term.first, _phrase_end(chart, term.last, closed), confidence=0.9))
    elif term.category == "reason" and inside is None and term.last < len(chart):
        found.append(Candidate("LIMITATION", term.first, _phrase_end(chart, term.last, closed), confidence=0.5))
    elif term.category == "impairment" and _number_near(chart, term) and inside is None:
        found.append(Candidate("MEASURE", term.first, _phrase_end(chart, term.last, closed), confidence=0.7))
        if chart.section_of[term.first] == "assessment":
            found.append(Candidate("LIMITATION", term.first, _phrase_end(chart, term.last, closed), confidence=0.5))
    elif term.category == "equipment":
        found.append(Candidate("EQUIPMENT", term.first, term.last, confidence=0.8))


def _phrase_end(chart: Chart, token: int, closed: Closed) -> int:
    """The end of the phrase: up to punctuation, at most eight tokens."""
    if not token:
        return token
    limit = min(chart.sentence(token - 1)[1], token + 8)
    end = token
    while end < limit and chart.words[end] not in _ENDS and closed.of(end) is None:
        end += 1
    return end


def _number_near(chart: Chart, term: Term) -> bool:
    """Whether a number stands within three tokens of the term, in its sentence."""
    first, last = chart.sentence(term.first)
    numbers = chart.where(_NUMBERED)
    return bisect_left(numbers, max(first, term.first - 3)) < bisect_left(numbers, min(last, term.last + 4))


def _sections(chart: Chart, headed: Iterable[tuple[int, int, str]], closed: Closed, found: list[Candidate]) -> None:
    """What stands under ``Response:`` or ``Barrier:`` is evidence, stock phrases excepted."""
    for first, last, kind in headed:
        words = [
            token
            for token in range(first, min(last, first + 14))
            if chart.words[token][0].isalpha() and closed.of(token) in READABLE
        ]
        if not words or not _EMPTY.isdisjoint(chart.lower[first : first + 3]):
            continue
        stock = any(
            term.vocabulary == "evidence" and term.category == "stock"
            for token in words[:4]
            for term in chart.terms_at.get(token, ())
        )
        if kind == "reasoning":
            found.append(Candidate("LIMITATION", words[0], words[-1] + 1, confidence=0.8))
        elif not stock and len(words) > 2:
            found.append(Candidate("RESPONSE", words[0], words[-1] + 1, confidence=0.8))


def _habits(chart: Chart, closed: Closed, found: list[Candidate]) -> None:
    """A habit told in the present tense of a body part or the patient names a limitation: ``the foot catches``,
    ``she topples``."""
    body = {term.first: term.last for term in chart.terms_of("evidence") if term.category == "body"}
    for token in sorted({*body, *chart.where(_HE_OR_SHE)}):
        following = body.get(token) or (
            token + 1 if chart.lower[token] in _PRONOUNS and chart.section_of[token] != "subjective" else 0
        )
        if not following or following >= len(chart) or closed.of(token) or closed.of(following):
            continue
        word = chart.lower[following]
        if (
            word[-1] == "s"
            and word[-2:] != "ss"
            and len(word) > 3
            and word.isalpha()
            and word not in _STATES
            and following not in body
        ):
            found.append(Candidate("LIMITATION", token, _phrase_end(chart, following + 1, closed), confidence=0.5))


def _grades(chart: Chart, closed: Closed, found: list[Candidate]) -> None:
    """Muscle grades under five: ``quads 3-/5``, ``deltoid 3/5``."""
    for token in chart.where(_SLASH):
        if not 2 <= token < len(chart) - 1 or chart.words[token + 1] != "5" or closed.of(token) not in READABLE:
            continue
        signed = chart.words[token - 1] in ("+", "-", "−", "–")
        grade = token - 2 if signed else token - 1
        near = [
            term
            for at in range(max(0, grade - 3), grade)
            for term in chart.terms_at.get(at, ())
            if term.vocabulary == "evidence" and term.category in ("body", "impairment")
        ]
        if (
            chart.words[grade] in ("0", "1", "2", "3", "4")
            and (near if not signed else True)
            and not (near and chart.lower[near[0].first] == "pain")
        ):
            found.append(Candidate("LIMITATION", near[0].first if near else grade, token + 2, confidence=0.8))


def _counts(chart: Chart, closed: Closed, found: list[Candidate]) -> None:
    """Counts of success or change: ``4/5``, ``three of five``, ``9 > 4``, ``12 to 8``."""
    lower, size = chart.lower, len(chart)
    first_line = chart.line_of[0] if size else 0
    numbers = set(chart.where(_NUMBERED))
    for token in chart.where(_COUNTING):
        word = lower[token]
        if not 2 <= token < size - 1 or (token - 1 not in numbers and token - 2 not in numbers):
            continue
        before, after = lower[token - 1], lower[token + 1]
        if after == "the" and token + 2 < size:
            after = lower[token + 2]
        if word in _CHANGES or word == "then":
            before = before if before[0].isdigit() else lower[token - 2]
            after = after if after[0].isdigit() else lower[min(token + 2, size - 1)]
        number = (before[0].isdigit() or before in _NUMBERS) and (after[0].isdigit() or after in _NUMBERS)
        if (
            not number
            or closed.of(token)
            or closed.of(token - 1)
            or (word == "/" and chart.line_of[token] == first_line and len(chart.lines) > 2)
            or lower[token - 2] in _VISITS
            or (word == "/" and after == "5" and chart.words[token - 2 : token - 1] in (["+"], ["-"]))
        ):
            continue
        if word == "/" and (
            chart.words[token - 2] == "/"
            or chart.words[min(token + 2, size - 1)] == "/"
            or int(_digits(after)) < 2
            or int(_digits(before)) > int(_digits(after))
        ):
            continue
        found.append(Candidate("RESPONSE", token - 1, token + 2, confidence=0.8))
        if _MEASURES[chart.span(token - 1, token + 2)]:
            found.append(Candidate("MEASURE", token - 1, token + 2, confidence=0.6))


def _digits(word: str) -> str:
    digits = word.split(".")[0]
    return digits[:6] if digits.isdecimal() else "9"


@Language.factory("doclint_evidence", requires=["doc._.doclint_chart"])
def create_evidence(nlp: Language, name: str) -> Evidence:
    """Factory of ``doclint_evidence``; needs ``doclint_status`` before it."""
    return Evidence()
