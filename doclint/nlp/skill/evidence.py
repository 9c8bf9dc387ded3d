"""Component ``doclint_evidence``: RESPONSE, LIMITATION, MEASURE and EQUIPMENT, the evidence behind SKL002 and SKL003.

A response is a change in performance, an error, fatigue, pain, a vital sign or carry-over of today; a stock phrase
(``tolerated well``) is
none. A limitation is a named deficit or a reason why the task needs a therapist; a diagnosis alone is none. What
stands inside a goal,
a plan or the history is evidence of neither. The component works on whatever mentions it finds and appends its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.language import Language

from doclint.lexicon import rows, variants
from doclint.nlp.chart import Candidate, Chart, Read, Term, chart_for
from doclint.nlp.goal.text import measure_of
from doclint.nlp.grammar_words import word_set
from doclint.nlp.resolve import mention_of

_NOT_TODAY = frozenset(
    {"plan", "goals", "home", "history", "precautions", "diagnosis", "billing", "signature", "caregiver", "not_done"}
)
_VISIT = frozenset(["response", "reasoning", "assessment", "skilled", "measures", "subjective"])
"""Sections that speak of the whole visit, whichever service's text they follow."""
_READ = frozenset({"RESPONSE", "LIMITATION"})
_EMPTY = word_set("evidence:empty")
_NEGATIONS = frozenset({"no", "not", "without", "w/o", "denies", "denied", "zero", "nil", "never"})
_CHANGES = frozenset([">", "→", "->", "<", "-->"])
_COUNTING = _CHANGES | {"/", "of", "to", "then"}
_PRONOUNS = frozenset({"he", "she"})
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

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_evidence", "doclint_layout", "doclint_terms", "doclint_status")
        closed = _closed(chart)
        found: list[Candidate] = []
        for term in chart.terms:
            if term.vocabulary == "evidence":
                _term(chart, term, closed, found)
        _sections(chart, self.kinds, closed, found)
        _habits(chart, closed, found)
        _grades(chart, closed, found)
        _counts(chart, closed, found)
        if chart.evidence is not None:
            found = [item for item in found if item.label not in _READ] + list(_read(chart))
        seen: set[tuple[str, int]] = set()
        for item in sorted(found, key=lambda c: (c.first, c.first - c.last)):
            if not any((item.label, token) in seen for token in range(item.first, item.last)):
                seen.update((item.label, token) for token in range(item.first, item.last))
                mention = mention_of(chart, item)
                if mention.section in _VISIT:
                    mention = replace(mention, code=None)
                chart.mentions.append(mention)
        chart.mentions.sort(key=lambda mention: (mention.start, mention.end))
        return doc


def _read(chart: Chart) -> Iterator[Candidate]:
    """Responses and limitations that the evidence model marks; one stretch may be both."""
    for span in chart.evidence or ():
        for label in sorted(_READ):
            if label in span.label and chart.section_of[span.first] not in _NOT_TODAY - {"plan"}:
                yield Candidate(label, span.first, span.last, confidence=span.probability, source="model")


def _closed(chart: Chart) -> dict[int, str]:
    """Tokens that speak of another day or of something else, with the label that closes them."""
    closed: dict[int, str] = {
        token: "section" for token, section in enumerate(chart.section_of) if section in _NOT_TODAY
    }
    for line in chart.lines:
        if line.grid:
            closed.update(dict.fromkeys(range(line.first, line.last), "grid"))
    for header in chart.headers:
        closed.update(dict.fromkeys(range(header.first, header.last), "header"))
    for mention in chart.mentions:
        first, last = chart.tokens_of(mention.start, mention.end)
        for token in range(first, last):
            if mention.label in ("GOAL", "MINUTES") or mention.status != "performed":
                closed[token] = mention.label
            elif mention.label in ("SKILLED", "CUE", "ACTIVITY", "EXERCISE", "PASSIVE", "ASSISTANCE"):
                closed.setdefault(token, f"in {mention.label}")
    return closed


def _term(chart: Chart, term: Term, closed: dict[int, str], found: list[Candidate]) -> None:
    inside = closed.get(term.first)
    before = chart.lower[term.first - 1] if term.first else ""
    if inside is not None and not inside.startswith("in "):
        return
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


def _phrase_end(chart: Chart, token: int, closed: dict[int, str]) -> int:
    """The end of the phrase: up to punctuation, at most eight tokens."""
    if not token:
        return token
    _, last = chart.sentence(token - 1)
    end = token
    while (
        end < min(last, token + 8)
        and chart.words[end] not in (".", ",", ";", "|", "(", ")", "//", "•")
        and end not in closed
    ):
        end += 1
    return end


def _number_near(chart: Chart, term: Term) -> bool:
    """Whether a number stands within three tokens of the term, in its sentence."""
    first, last = chart.sentence(term.first)
    near = range(max(first, term.first - 3), min(last, term.last + 4))
    return any(chart.words[token][0].isdigit() or chart.lower[token] in _NUMBERS for token in near)


_NUMBERS = word_set("evidence:numbers")


def _headed(chart: Chart, kinds: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """First and last token behind headers of response and reasoning, with the kind; also ``Why | …`` and ``PROBLEM
    …``."""
    seen: set[int] = set()
    for header in chart.headers:
        line = chart.line(header.first)
        if header.kind in ("response", "reasoning") and header.last < line.last:
            seen.add(line.number)
            yield header.last, line.last, header.kind
    for line in chart.lines:
        for length in (1, 2):
            end = line.body + length
            if line.number in seen or end >= line.last:
                continue
            kind = kinds.get(" ".join(chart.lower[line.body : end]))
            gap = chart.text[chart.ends[end - 1] : chart.starts[end]]
            if kind and (chart.words[end] in ("|", ">>", "=", "-", "–", ">", ":") or len(gap) > 1 or "\t" in gap):
                yield end, line.last, kind


def _sections(chart: Chart, kinds: dict[str, str], closed: dict[int, str], found: list[Candidate]) -> None:
    """What stands under ``Response:`` or ``Barrier:`` is evidence, stock phrases excepted."""
    for first, last, kind in _headed(chart, kinds):
        words = [
            token
            for token in range(first, min(last, first + 14))
            if chart.words[token][0].isalpha() and (closed.get(token) is None or closed[token].startswith("in "))
        ]
        if not words or set(chart.lower[first : first + 3]) & _EMPTY:
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


def _habits(chart: Chart, closed: dict[int, str], found: list[Candidate]) -> None:
    """A habit told in the present tense of a body part or the patient names a limitation: ``the foot catches``,
    ``she topples``."""
    body = {term.first: term.last for term in chart.terms if term.vocabulary == "evidence" and term.category == "body"}
    for token in sorted({*body, *chart.where(_PRONOUNS)}):
        following = body.get(token) or (
            token + 1 if chart.lower[token] in _PRONOUNS and chart.section_of[token] != "subjective" else 0
        )
        if not following or following >= len(chart) or token in closed or following in closed:
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


def _grades(chart: Chart, closed: dict[int, str], found: list[Candidate]) -> None:
    """Muscle grades under five: ``quads 3-/5``, ``deltoid 3/5``."""
    for token in chart.where({"/"}):
        if (
            not 2 <= token < len(chart) - 1
            or chart.words[token + 1] != "5"
            or (token in closed and not closed[token].startswith("in "))
        ):
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


def _counts(chart: Chart, closed: dict[int, str], found: list[Candidate]) -> None:
    """Counts of success or change: ``4/5``, ``three of five``, ``9 > 4``, ``12 to 8``."""
    first_line = chart.line_of[0] if len(chart) else 0
    for token in chart.where(_COUNTING):
        word = chart.lower[token]
        if not 2 <= token < len(chart) - 1 or token in closed or token - 1 in closed:
            continue
        before, after = chart.lower[token - 1], chart.lower[token + 1]
        if after == "the" and token + 2 < len(chart):
            after = chart.lower[token + 2]
        if word in _CHANGES or word == "then":
            before = before if before[0].isdigit() else chart.lower[token - 2]
            after = after if after[0].isdigit() else chart.lower[min(token + 2, len(chart) - 1)]
        number = (before[0].isdigit() or before in _NUMBERS) and (after[0].isdigit() or after in _NUMBERS)
        if (
            (word == "/" and chart.line_of[token] == first_line and len(chart.lines) > 2)
            or chart.lower[token - 2] in _VISITS
            or not number
            or (word == "/" and after == "5" and chart.words[token - 2 : token - 1] in (["+"], ["-"]))
        ):
            continue
        if word == "/" and (
            chart.words[token - 2] == "/"
            or chart.words[min(token + 2, len(chart) - 1)] == "/"
            or int(_digits(after)) < 2
            or int(_digits(before)) > int(_digits(after))
        ):
            continue
        found.append(Candidate("RESPONSE", token - 1, token + 2, confidence=0.8))
        if measure_of(chart.span(token - 1, token + 2)):
            found.append(Candidate("MEASURE", token - 1, token + 2, confidence=0.6))


def _digits(word: str) -> str:
    digits = word.split(".")[0]
    return digits[:6] if digits.isdecimal() else "9"


@Language.factory("doclint_evidence", requires=["doc._.doclint_chart"])
def create_evidence(nlp: Language, name: str) -> Evidence:
    """Factory of ``doclint_evidence``; needs ``doclint_status`` before it."""
    return Evidence()
