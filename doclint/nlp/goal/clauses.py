"""Goals in prose and purpose clauses: ``the aim is …``, ``working toward …``, ``to improve safety with …``, ``so
that he can …``."""

from __future__ import annotations

from doclint.kept import Question
from doclint.nlp.chart import Candidate, Chart, Term
from doclint.nlp.goal.spans import content, split_measures, trim
from doclint.nlp.goal.stated import REACH, Add, add_stated, clause_end
from doclint.nlp.goal.text import measure_of
from doclint.nlp.grammar_words import word_set

_PROSE, _PURPOSE = 82, 54
"""Priorities: a purpose gives way to what the clinician did and to cues."""
_COPULA = frozenset({"is", "are", "remains", "remain", "was", ":", "=", "being", "stays"})
_ABLE = frozenset(["can", "may", "able"])
_NAMING = frozenset({"noun", "lead", "lead_ing", "thus"})
"""Cues that name a goal; the others are purposes, tags, headers and what is said about a goal."""
_NOT_PURPOSE = word_set("goals:not_purpose")
_CUES = word_set("goals:cues")
_TO = Question({"to"})


def add_prose(chart: Chart, found: list[Candidate], region: list[bool]) -> None:
    """Adds the goals that prose states to ``found``."""
    taken = {token for item in found for token in range(item.first, item.last)}
    cues = chart.terms_of("goal_cues")
    nouns = {term.first for term in cues if term.category == "noun"}

    def add(first: int, last: int, priority: int, cue: str | None) -> None:
        first, last = trim_purpose(chart, first, last)
        if taken.intersection(range(first, last)):
            return
        for begin, end in split_measures(chart, first, last):
            if content(chart, begin, end):
                found.append(Candidate("GOAL", begin, end, priority=priority, confidence=0.7, cue=cue))
                taken.update(range(begin, end))

    for term in cues:
        if (
            term.category not in _NAMING
            or term.first in taken
            or chart.section_of[term.first] in ("diagnosis", "signature", "precautions")
        ):
            continue
        _, last = chart.sentence(term.first)
        cue = chart.span(term.first, term.last)
        if term.category == "noun" and not region[term.first]:
            begin = _after_noun(chart, term, last)
            if begin is not None:
                add(begin, clause_end(chart, begin, last, comma=False), _PROSE, cue)
        elif term.category == "lead":
            begin = term.last
            if begin < last and chart.lower[begin] in ("is", "the", "his", "her", "their"):
                begin = begin + 1 if chart.lower[begin] == "is" else begin
            if begin < last and not any(t in nouns for t in range(begin, min(begin + 4, last))):
                add(begin, clause_end(chart, begin, last, comma=False), _PROSE, cue)
        elif term.category == "lead_ing":
            gerund = term.last < last and chart.lower[term.last].endswith("ing")
            if gerund and measure_of(chart.span(term.last, min(last, term.last + REACH))):
                add(term.last, clause_end(chart, term.last, last, comma=False), _PROSE, cue)
        elif term.category == "thus":
            begin = term.last
            if begin < last and chart.lower[begin] in ("is", "was"):
                begin += 1
            if (
                begin + 1 < last
                and chart.lower[begin] in ("to", "so", "for")
                and chart.words[begin + 1].isalpha()
                and (chart.lower[begin] != "so" or _enables(chart, begin, last))
                and (
                    chart.lower[begin] != "for"
                    or any(
                        t.category.startswith("purpose") for t in chart.terms_at[begin] if t.vocabulary == "goal_cues"
                    )
                )
            ):
                add(begin, clause_end(chart, begin, last, comma=False), _PROSE, cue)
    _purposes(chart, cues, add)
    for begin in chart.where(_TO):
        start, end = chart.sentence(begin)
        if (
            begin + 2 < end
            and begin == max(start, chart.line(start).body)
            and chart.words[begin + 1].isalpha()
            and chart.lower[begin + 1] not in ("the", "a", "his", "her", "begin", "start")
            and len(chart.words[begin + 1]) > 1
        ):
            add(begin, _until_main_clause(chart, begin, end), _PROSE, "to")
    if not found:
        add_stated(chart, cues, add)


def _purposes(chart: Chart, cues: list[Term], add: Add) -> None:
    for term in cues:
        if not term.category.startswith("purpose"):
            continue
        first, last = chart.sentence(term.first)
        before = chart.lower[max(first, term.first - 4) : term.first]
        if "," in before:
            before = before[len(before) - before[::-1].index(",") :]
        cue = chart.span(term.first, term.last)
        if term.category == "purpose_verb" and term.first > first + 1 and chart.lower[term.first - 1] == "to":
            if (
                not _NOT_PURPOSE.intersection(chart.lower[max(first, term.first - 2) : term.first - 1])
                and not _CUES.intersection(before)
                and not ({"skilled"} & set(chart.lower[max(first, term.first - REACH) : term.first]))
            ):
                add(term.first - 1, clause_end(chart, term.first, last), _PURPOSE, cue)
        elif term.category in ("purpose", "purpose_for") and term.first > first:
            earlier = chart.lower[max(first, term.first - REACH) : term.first]
            if not _CUES.intersection(before) and "skilled" not in earlier:
                add(term.first, clause_end(chart, term.last, last), _PURPOSE, cue)
        elif term.category == "purpose_so" and _enables(chart, term.first, last):
            add(term.first, clause_end(chart, term.last, last), _PURPOSE, cue)


def _enables(chart: Chart, token: int, last: int) -> bool:
    """Whether ``so`` opens a purpose: ``so (that) he can …``, not ``so he cannot``."""
    token += 1
    if token < last and chart.lower[token] == "that":
        token += 1
    for ahead in range(token + 1, min(token + 4, last)):
        if chart.lower[ahead] in _ABLE:
            return ahead + 1 >= last or chart.lower[ahead + 1] not in ("not", "'", "’", "no", "only")
        if chart.lower[ahead] in ("cannot", "cant", "can't"):
            return False
    return False


def _after_noun(chart: Chart, term: Term, last: int) -> int | None:
    """Where the goal begins behind ``the goal (of …, that we …) is``; None where the noun is only named."""
    before = chart.lower[max(0, term.first - 3) : term.first]
    if {"no", "toward", "towards", "all", "met"} & set(before):
        return None
    for token in range(term.last, min(term.last + 14, last)):
        word = chart.lower[token]
        if word in _COPULA:
            following = chart.lower[token + 1] if token + 1 < last else ""
            if (
                not following
                or _is_state(chart, token + 1)
                or following in ("not", "still", "that", "what", "why", "when", "close", "within")
            ):
                return token + 2 if following in ("still", "that") else None
            return token + 1
        if word in (".", ";", "\n"):
            return None
        if token == term.last and word == "," and chart.words[term.first][0].isupper():
            return token + 1
        if (
            token == term.last
            and word == "of"
            and chart.lower[token + 1 : token + 2] not in (["plan"], ["the"], ["today"], ["care"], ["treatment"])
        ):
            return token + 1
    return None


def _is_state(chart: Chart, token: int) -> bool:
    return any(t.vocabulary == "goal_cues" and t.category == "state" for t in chart.terms_at.get(token, ()))


def _until_main_clause(chart: Chart, first: int, last: int) -> int:
    for token in range(first + 3, last):
        if chart.lower[token] in ("is", "was") and chart.lower[token + 1 : token + 2] in (
            ["what"],
            ["the"],
            ["why"],
            ["her"],
            ["his"],
        ):
            return token
    return clause_end(chart, first, last, comma=False)


def trim_purpose(chart: Chart, first: int, last: int) -> tuple[int, int]:
    """Decoration off, leading ``for`` and closing conjunctions off."""
    first, last = trim(chart, first, last)
    while first < last and chart.lower[first] in ("with", "w/", "of"):
        first += 1
    return first, last
