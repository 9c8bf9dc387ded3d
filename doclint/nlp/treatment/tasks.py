"""Component ``doclint_tasks``: candidates for ACTIVITY, EXERCISE and PASSIVE.

Names come from the lexicon (activities, exercises, passive); what people do beyond any list is read by grammar: a
task verb with its object and place, a noun-headed task (``tub bench transfer``), a way between two places (``bed >
chair``), and the items of a list under a code label.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.language import Language

from doclint.nlp.chart import Candidate, Chart, Read, chart_for
from doclint.nlp.treatment import exercise, passive
from doclint.nlp.treatment.task_context import Sentence, read_sentence, turns
from doclint.nlp.treatment.task_grammar import Grammar
from doclint.nlp.treatment.task_nouns import noun_task
from doclint.nlp.treatment.task_verbs import verb_task

PRIORITY = 40
_OTHER_DAYS = frozenset({"home", "not_done", "plan", "history"})
_AT_HOME = frozenset({"hep", "nightly", "hourly", "qid", "tid", "qd"})
"""Words of a home programme."""


@dataclass(slots=True)
class _Found:
    """Tasks of one note while they are read, sentence by sentence."""

    candidates: list[Candidate] = field(default_factory=list)
    verbal: set[int] = field(default_factory=set)
    """Tokens inside tasks that begin with a verb: an exercise's name there is an object (``lifting the bike``)."""


class Tasks:
    """Component ``doclint_tasks``."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_tasks", "doclint_layout", "doclint_terms")
        if not len(chart):
            return doc
        grammar = Grammar.of(chart)
        grammar.turns = turns(grammar)
        treatments = passive.find(grammar)
        held = {token for item in treatments for token in range(item.first, item.last)}
        home = {token for token, section in enumerate(chart.section_of) if section in _OTHER_DAYS}
        exercises = exercise.find(grammar, _home_programme(chart) | home)
        blocked = held | {token for item in exercises for token in range(item.first, item.last)}
        found = _Found()
        starts = [*chart.sentence_starts, len(chart)]
        previous: Sentence | None = None
        for first, last in pairwise(starts):
            previous = self._sentence(grammar, read_sentence(grammar, first, last, previous), found, blocked, held)
        chart.candidates += treatments
        chart.candidates += [
            item for item in exercises if not (item.first in found.verbal and item.last - 1 in found.verbal)
        ]
        chart.candidates += found.candidates
        return doc

    @staticmethod
    def _sentence(grammar: Grammar, sentence: Sentence, found: _Found, blocked: set[int], held: set[int]) -> Sentence:
        turns, after = grammar.turns, sentence.first
        for token in turns[bisect.bisect_left(turns, sentence.first) : bisect.bisect_left(turns, sentence.last)]:
            if token < after:
                continue
            sentence.advance(grammar, token)
            if token in held or token in grammar.taken:
                continue
            span = verb_task(grammar, sentence, token)
            verbal = span is not None
            if span is None and token not in blocked:
                span = noun_task(grammar, sentence, token, blocked)
            if span is None:
                continue
            first, last = span
            label = "ACTIVITY"
            ended = _as_exercise(grammar, last, sentence)
            if ended is not None:
                last, label = ended, "EXERCISE"
            elif not (verbal and grammar.verbs[first].category in ("handle", "task")) and any(
                t in blocked for t in range(first, last)
            ):
                continue
            if verbal:
                found.verbal.update(range(first + 1, last))
            found.candidates.append(
                Candidate(label, first, last, priority=PRIORITY, confidence=0.8 if verbal else 0.75)
            )
            sentence.tasks += 1
            after = last
        return sentence


def _as_exercise(grammar: Grammar, last: int, sentence: Sentence) -> int | None:
    """End of a functional movement that is written as exercise (``sit to stands 3x10 for quad strength``), else
    None."""
    lower = grammar.chart.lower
    if last >= sentence.last:
        return None
    if grammar.sets(last, sentence.last) is None and not (
        lower[last] == "for"
        and any(
            lower[t] in ("strength", "strengthening", "endurance", "conditioning", "power")
            for t in range(last + 1, min(last + 4, sentence.last))
        )
    ):
        return None
    if lower[last] == "for":
        end = last + 2
        while end < sentence.last and lower[end] in (
            "strength",
            "strengthening",
            "endurance",
            "conditioning",
            "and",
            "power",
        ):
            end += 1
        return end
    return exercise.exercise_end(grammar, last, sentence.last)


def _home_programme(chart: Chart) -> set[int]:
    """Tokens of sentences that speak of a home programme."""
    out: set[int] = set()
    for token in chart.where(_AT_HOME):
        if token not in out:
            out.update(range(*chart.sentence(token)))
    return out


@Language.factory("doclint_tasks", requires=["doc._.doclint_chart"])
def create_tasks(nlp: Language, name: str) -> Tasks:
    """Factory of ``doclint_tasks``."""
    return Tasks()
