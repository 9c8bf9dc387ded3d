"""Tasks that begin with a verb: gerunds of a list, what the patient did, imperatives of a task list."""

from __future__ import annotations

from doclint.nlp.treatment.task_context import Sentence
from doclint.nlp.treatment.task_grammar import Grammar, is_number, verb_form
from doclint.nlp.treatment.task_words import ADVERBS, DETERMINERS, NO_TASK_AFTER, OUT_OF_PLACE, PATIENT, PREPOSITIONS

_PARTICLES = frozenset("up down off on out in over back through across around away into onto to from under".split())
_WAY = PREPOSITIONS | _PARTICLES
_WITH_GET = _PARTICLES | DETERMINERS
_BEFORE_NOUN = _WAY | DETERMINERS
_NOT_ALONE = frozenset(
    "do make go come get take put have hold turn set place move give keep use work open pass hit leave let".split()
)
"""Verbs that are no task without an object or a direction."""
_NARRATIVE_ONLY = frozenset("go come".split())
_NOUN_LIKE = frozenset(
    "back hand saw post sign light core cross beat skin phone lead plate print press pinch lift twist brace tap "
    "mail mask "
    "line bag box towel sponge glove gown core comb iron".split()
)
_SLIPS = frozenset("lean catch hold slip tip shake release lose miss hit".split())
"""What a patient does when a task goes wrong, rather than a task."""
_NOT_PAST = frozenset("saw signed done cleared typed printed left tired found read kept led".split())
_ACTING = frozenset({"patient", "other"})
"""Subjects of whom a verb tells a task."""
_SAME_IN_PAST = frozenset("put set cut split hit shut spread read let".split())
_NO_ITEM_AFTER = frozenset("to not on of no held hold x".split())
_CANNOT = frozenset("cannot can't cant unable couldn't not won't".split())
_LEAD_VERBS = frozenset(
    "practise practice perform complete work start begin continue finish engage participate keep try attempt use".split()
)


def verb_task(grammar: Grammar, sentence: Sentence, token: int) -> tuple[int, int] | None:
    """The task whose verb stands at a token, as (first, last), else None."""
    chart, verb = grammar.chart, grammar.verbs[token]
    if verb.entry in _LEAD_VERBS or token in grammar.headed:
        return None
    before = chart.lower[token - 1] if token > sentence.first else ""
    if (
        before in ("-", "’", "'")
        and token > sentence.first + 1
        and chart.starts[token] == chart.ends[token - 1]
        and chart.starts[token - 1] == chart.ends[token - 2]
    ):
        return None
    form = verb_form(chart.lower[token], verb.entry)
    if not _fits(grammar, sentence, token, form, before):
        return None
    last = grammar.phrase_end(token, sentence.last)
    if last <= token or not _whole(grammar, token, last, form, sentence_of_today=sentence.treatment(grammar, token)):
        return None
    return token, last


def _fits(grammar: Grammar, sentence: Sentence, token: int, form: str, before: str) -> bool:
    """Whether the verb's form is that of a task here."""
    chart = grammar.chart
    section = chart.section_of[token]
    subject = sentence.subject
    if before in NO_TASK_AFTER or section == "goals" or (section in OUT_OF_PLACE and subject != "other"):
        return False
    if form == "base":
        return _imperative(grammar, sentence, token, before)
    if form == "third" and subject not in _ACTING:
        return False
    treatment, stated = sentence.treatment(grammar, token), sentence.stated(grammar, token)
    if form == "gerund":
        if not sentence.opening(grammar, token) and before not in ("been", "be", "still", "kept"):
            return False
        return (
            (treatment or stated or (section == "subjective" and before in ("been", "of")))
            and (subject != "clinician" or before in (";", "/", "|", "+", ","))
        ) or (before in ("of", "on", "practised", "practiced", "did", "were", "was") and treatment)
    if form == "past":
        if subject in _ACTING:
            return (
                before in ADVERBS
                or before in ("and", "then", ",", "&", "comma")
                or _subject_before(grammar, sentence, token)
            )
        if subject is None and section == "history" and sentence.opening(grammar, token):
            return True
        return (
            subject is None
            and treatment
            and sentence.opening(grammar, token)
            and before != "to"
            and (sentence.tasks or token == sentence.first or before in (":", "did"))
        )
    if subject == "patient" and treatment and section != "subjective":
        return False  # the present tense of a treatment note tells what limits
    return before in ADVERBS or before in ("and", ",", "&") or _subject_before(grammar, sentence, token)


def _imperative(grammar: Grammar, sentence: Sentence, token: int, before: str) -> bool:
    """Whether a verb in its base form tells a task: after what the patient can or cannot, as a past that looks the
    same, or as an item of a list.
    """
    if before in _CANNOT or (
        before == "to" and token > 1 and grammar.chart.lower[token - 2] in ("unable", "able", "try", "how")
    ):
        return before != "not"
    if sentence.subject is not None:
        return (
            sentence.subject in _ACTING
            and grammar.verbs[token].entry in _SAME_IN_PAST
            and (before in ADVERBS or before in ("and", "then", ",", "&") or _subject_before(grammar, sentence, token))
        )
    return (
        before not in _NO_ITEM_AFTER
        and sentence.opening(grammar, token)
        and (sentence.treatment(grammar, token) or sentence.stated(grammar, token))
    )


def _subject_before(grammar: Grammar, sentence: Sentence, token: int) -> bool:
    """Whether the words just before are the subject: at most three of them, from a noun or pronoun that acts."""
    lower = grammar.chart.lower
    return any(
        lower[back] in PATIENT or back in grammar.people or back == sentence.first
        for back in range(max(sentence.first, token - 3), token)
    )


def _whole(grammar: Grammar, first: int, last: int, form: str, *, sentence_of_today: bool) -> bool:
    """Whether the phrase says what is done: general verbs need an object or a direction."""
    chart, verb = grammar.chart, grammar.verbs[first]
    rest = chart.lower[first + 1 : last]
    if not rest and first and chart.lower[first - 1] in ("of", "on", "was"):
        return False
    if not rest:
        return (
            form != "base" and verb.entry not in _NOT_ALONE and verb.category in ("task", "move") and form == "gerund"
        )
    if verb.entry in _NARRATIVE_ONLY and (rest[0] not in _PARTICLES or any(is_number(word) for word in rest[:4])):
        return False
    if form in ("past", "third") and verb.entry in _SLIPS:
        return False
    if (
        verb.entry in ("do", "make", "have")
        and form != "gerund"
        and not any(
            t in grammar.objects or any(term.vocabulary == "activities" for term in chart.terms_at.get(t, ()))
            for t in range(first + 1, last)
        )
        and sentence_of_today
    ):
        return False
    if (
        verb.entry in ("get", "do", "make")
        and form != "gerund"
        and (
            rest[0] in ("it", "both", "this", "that", "well", "so")
            or (verb.entry == "get" and rest[0] not in _WITH_GET)
        )
    ):
        return False
    if form == "base" and (verb.entry in _NOUN_LIKE or not _directed(grammar, first, last)):
        return False
    if form == "past" and chart.lower[first] in _NOT_PAST:
        return False
    if form in ("base", "past"):
        return (
            rest[0] in _BEFORE_NOUN
            or any(t in grammar.objects for t in range(first + 1, last))
            or any(word.isalpha() for word in rest)
        )
    return True


def _directed(grammar: Grammar, first: int, last: int) -> bool:
    """Whether an imperative goes on with its object or its way: ``set table``, ``roll to left``."""
    lower = grammar.chart.lower
    after = first + 1
    return (
        lower[after] in DETERMINERS
        or is_number(lower[after])
        or any(t in grammar.objects for t in range(after, min(last, first + 4)))
        or (grammar.verbs[first].category == "move" and lower[after] in _WAY)
    )
