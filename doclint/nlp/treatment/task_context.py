"""Who acts and where a list item may begin: the context in which a verb or a noun is a task of the patient."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.kept import Question
from doclint.nlp.treatment.task_grammar import Grammar
from doclint.nlp.treatment.task_words import (
    ADVERBS,
    CLINICIAN,
    LEADS,
    NO_TASK_AFTER,
    PATIENT,
    SEPARATORS,
    WIDE,
)

TREATMENT = frozenset({None, "objective", "exercise", "equipment", "billing"})
"""Sections whose items are treatment of today."""
STATED = frozenset({"plan", "home", "history", "not_done", "caregiver"})
"""Sections whose items are tasks of another status."""
TASK_CODES = frozenset({"97530", "97535", "97537", "97542", "97116", None})
_OPENERS = SEPARATORS | LEADS | {"'", "’"}
"""Words after which a list item or a coordinated phrase may begin."""
_PERSONS = Question(CLINICIAN | PATIENT)


@dataclass(slots=True)
class Sentence:
    """A sentence while its tasks are read: its subject so far, and whether a task was found in it."""

    first: int
    last: int
    subject: str | None = None
    tasks: bool = False

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
            before in _OPENERS
            or token - 1 in grammar.taken
            or before.isdigit()
            or chart.line(token).body == token
            or chart.starts[token] - chart.ends[token - 1] >= WIDE
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


def speakers(grammar: Grammar) -> set[int]:
    """The tokens at which the subject of a sentence can change: people, and a name before a verb."""
    chart = grammar.chart
    named = {first for first in chart.sentence_starts if first + 1 in grammar.verbs}
    return named.union(grammar.people, chart.where(_PERSONS))
