"""Who acts and where a list item may begin: the context in which a verb or a noun is a task of the patient."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.nlp.treatment.task_grammar import Grammar
from doclint.nlp.treatment.task_words import (
    ADVERBS,
    CLINICIAN,
    DETERMINERS,
    LEADS,
    NO_TASK_AFTER,
    NOUNS,
    PATIENT,
    SEPARATORS,
)

TREATMENT = frozenset({None, "objective", "exercise", "equipment", "billing"})
"""Sections whose items are treatment of today."""
STATED = frozenset({"plan", "home", "history", "not_done", "caregiver"})
"""Sections whose items are tasks of another status."""
TASK_CODES = frozenset({"97530", "97535", "97537", "97542", "97116", None})
_TASK_HEADERS = frozenset(
    "task tasks did activity activities today tx treatment went intervention tasks completed performed".split()
)
_BEFORE_TASK = SEPARATORS | LEADS | DETERMINERS | {"/", "-", "'", "’"}
"""Words after which a noun-headed task may begin."""
_WIDE = 3
"""Characters of a gap that parts columns."""


@dataclass(slots=True)
class Sentence:
    """A sentence while it is read: its subject so far and the tasks found in it."""

    first: int
    last: int
    subject: str | None = None
    tasks: int = 0
    listed: bool = False
    """Whether it holds the items of a treatment list."""

    def advance(self, grammar: Grammar, token: int) -> None:
        """Note a subject that stands at a token."""
        word = grammar.chart.lower[token]
        written = grammar.chart.words[token]
        if token in grammar.people:
            if self._acts(grammar, token):
                self.subject = "other"
        elif word in CLINICIAN and word != "me" and not (word == "i" and written == "i"):
            if self._acts(grammar, token) or word == "i":
                self.subject = "clinician"
        elif word in PATIENT:
            if self._acts(grammar, token):
                self.subject = "patient"
        elif (
            token == self.first
            and written[:1].isupper()
            and not written.isupper()
            and token not in grammar.verbs
            and grammar.form(token + 1) == "past"
            and word not in ("today", "then")
        ):
            self.subject = "patient"

    def _acts(self, grammar: Grammar, token: int) -> bool:
        """Whether a verb follows the noun or pronoun, adverbs aside."""
        after = token + 1
        while after < self.last and (
            grammar.chart.lower[after] in ADVERBS
            or (
                grammar.chart.words[after][:1].isupper()
                and not grammar.chart.words[after].isupper()
                and after < token + 4
                and grammar.form(after) is None
            )
            or (grammar.chart.lower[after] == "." and after == token + 1)
        ):
            after += 1
        return after < self.last and (
            grammar.form(after) in ("past", "third", "base")
            or grammar.chart.lower[after].endswith(("ed", "n't"))
            or grammar.chart.lower[after] in ("cannot", "to", "had", "has", "did", "does", "needed", "is", "was")
        )

    def opening(self, grammar: Grammar, token: int) -> bool:
        """Whether a list item or a coordinated phrase may begin at a token."""
        if token == self.first:
            return True
        chart = grammar.chart
        before = chart.lower[token - 1]
        if before in NO_TASK_AFTER:
            return False
        if before == "/":
            return chart.starts[token] > chart.ends[token - 1]
        if before == "-" and chart.starts[token] == chart.ends[token - 1]:
            return token - 1 == self.first or chart.starts[token - 1] > chart.ends[token - 2]
        return (
            before in SEPARATORS
            or before in LEADS
            or token - 1 in grammar.taken
            or before.isdigit()
            or chart.line(token).body == token
            or chart.starts[token] - chart.ends[token - 1] >= _WIDE
            or (before == "'" or before == "’")
            or token in grammar.after_header
        )

    def treatment(self, grammar: Grammar, token: int) -> bool:
        """Whether a token stands in text of today's functional treatment."""
        chart = grammar.chart
        section, code = chart.section_of[token], chart.code_of[token]
        return code in TASK_CODES and (
            section in TREATMENT or (section == "subjective" and chart.labelled and code is not None)
        )

    def stated(self, grammar: Grammar, token: int) -> bool:
        """Whether a token stands where tasks of another status are told."""
        chart = grammar.chart
        return chart.section_of[token] in STATED or token in chart.unchecked


def turns(grammar: Grammar) -> list[int]:
    """The tokens at which a task can begin or the subject can change: verbs, people, and the openings before a name."""
    chart = grammar.chart
    names = [*grammar.objects, *(term.first for term in chart.terms if term.vocabulary == "activities")]
    near = {token for name in names for token in range(name - NOUNS + 1, name + 1)}
    before = chart.where({word for word in chart.placed() if word in _BEFORE_TASK or word.isdigit()})
    opening = {token + 1 for token in (*before, *grammar.taken)}
    opening.update(chart.sentence_starts, grammar.after_header, (line.body for line in chart.lines))
    opening.update(
        token for token in near if 0 < token < len(chart) and chart.starts[token] - chart.ends[token - 1] >= _WIDE
    )
    people = chart.where(CLINICIAN | PATIENT)
    return sorted({*(near & opening), *grammar.verbs, *grammar.people, *people, *chart.sentence_starts})


def read_sentence(grammar: Grammar, first: int, last: int, previous: Sentence | None) -> Sentence:
    """A sentence before its tasks are read."""
    sentence = Sentence(first, last)
    if (
        previous is not None
        and previous.listed
        and grammar.chart.line_of[first] == grammar.chart.line_of[previous.first]
    ):
        sentence.listed = True
    return sentence
