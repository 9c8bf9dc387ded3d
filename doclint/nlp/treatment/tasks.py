"""Component ``doclint_tasks``: candidates for ACTIVITY, EXERCISE and PASSIVE.

Names come from the lexicon (activities, exercises, passive); what people do beyond any list is read by grammar: a
task verb with its object and place, a noun-headed task (``tub bench transfer``), a way between two places (``bed >
chair``), and the items of a list under a code label.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.language import Language

from doclint.kept import Question
from doclint.nlp.chart import Candidate, Chart, Read, chart_for
from doclint.nlp.treatment import exercise, passive
from doclint.nlp.treatment.task_context import Sentence, speakers
from doclint.nlp.treatment.task_grammar import Grammar
from doclint.nlp.treatment.task_nouns import noun_starts, noun_task
from doclint.nlp.treatment.task_verbs import verb_starts, verb_task

PRIORITY = 40
_AT_HOME = Question({"hep", "nightly", "hourly", "qid", "tid", "qd"})
"""Words of a home programme."""
_HANDLING = frozenset({"handle", "task"})
_FOR_STRENGTH = frozenset("strength strengthening endurance conditioning power".split())


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
        treatments = passive.find(grammar)
        held = {token for item in treatments for token in range(item.first, item.last)}
        exercises = exercise.find(grammar, _home_programme(chart))
        blocked = held | {token for item in exercises for token in range(item.first, item.last)}
        found = _read(grammar, blocked, held)
        chart.candidates += treatments
        chart.candidates += [
            item for item in exercises if not (item.first in found.verbal and item.last - 1 in found.verbal)
        ]
        chart.candidates += found.candidates
        return doc


def _read(grammar: Grammar, blocked: set[int], held: set[int]) -> _Found:
    """The tasks of all sentences in which one can begin: at a verb, or at the first word of a named task."""
    chart, found = grammar.chart, _Found()
    verbs, nouns = verb_starts(grammar), noun_starts(grammar, blocked)
    begins = verbs.union(nouns).difference(held, grammar.taken)
    people = speakers(grammar)
    sentence_of, bounds = chart.sentence_of, [*chart.sentence_starts, len(chart)]
    told = set(map(sentence_of.__getitem__, begins))
    turns = begins.union([token for token in people if sentence_of[token] in told])
    sentence = Sentence(0, 0)
    after = 0
    for token in sorted(turns):
        if token < after:
            continue
        if token >= sentence.last:
            number = sentence_of[token]
            sentence = Sentence(bounds[number], bounds[number + 1])
        if token in people:
            sentence.advance(grammar, token)
        if token in begins:
            span = verb_task(grammar, sentence, token) if token in verbs else None
            if span is not None:
                after = _task(grammar, sentence, span, found, blocked, verbal=True)
            elif token in nouns and (span := noun_task(grammar, sentence, token, blocked)) is not None:
                after = _task(grammar, sentence, span, found, blocked, verbal=False)
    return found


def _task(
    grammar: Grammar, sentence: Sentence, span: tuple[int, int], found: _Found, blocked: set[int], *, verbal: bool
) -> int:
    """Adds a task, unless an exercise or a treatment stands in it; gives the token from which on another may begin."""
    first, last = span
    label = "ACTIVITY"
    ended = _as_exercise(grammar, last, sentence)
    if ended is not None:
        last, label = ended, "EXERCISE"
    elif not (verbal and grammar.verbs[first].category in _HANDLING) and not blocked.isdisjoint(range(first, last)):
        return first
    if verbal:
        found.verbal.update(range(first + 1, last))
    found.candidates.append(Candidate(label, first, last, priority=PRIORITY, confidence=0.8 if verbal else 0.75))
    sentence.tasks = True
    return last


def _as_exercise(grammar: Grammar, last: int, sentence: Sentence) -> int | None:
    """End of a functional movement that is written as exercise (``sit to stands 3x10 for quad strength``), else
    None."""
    lower = grammar.chart.lower
    if last >= sentence.last:
        return None
    if grammar.sets(last, sentence.last) is None and not (
        lower[last] == "for" and not _FOR_STRENGTH.isdisjoint(lower[last + 1 : min(last + 4, sentence.last)])
    ):
        return None
    if lower[last] == "for":
        end = last + 2
        while end < sentence.last and (lower[end] in _FOR_STRENGTH or lower[end] == "and"):
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
