"""Tasks that begin with a verb: gerunds of a list, what the patient did, imperatives of a task list."""

from __future__ import annotations

from collections.abc import Callable

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
_GOING_ON = frozenset({"been", "be", "still", "kept"})
_NEXT_ITEM = frozenset(";/|+,")
_WORKED = frozenset("of on practised practiced did were was".split())
_AND_THEN = frozenset({"and", "then", ",", "&", "comma"})
_INSIDE = frozenset("-’'")
_LEAD_VERBS = frozenset(
    "practise practice perform complete work start begin continue finish engage participate keep try attempt use".split()
)


def verb_starts(grammar: Grammar) -> set[int]:
    """The verbs with which a task can begin: none in a header, and none that only leads to a task (``practise``)."""
    return {
        token for token, verb in grammar.verbs.items() if verb.entry not in _LEAD_VERBS and token not in grammar.headed
    }


def verb_task(grammar: Grammar, sentence: Sentence, token: int) -> tuple[int, int] | None:
    """The task whose verb stands at a token, as (first, last), else None."""
    chart, lower = grammar.chart, grammar.lower
    before = lower[token - 1] if token > sentence.first else ""
    section = chart.section_of[token]
    if before in NO_TASK_AFTER or section == "goals" or (section in OUT_OF_PLACE and sentence.subject != "other"):
        return None
    form = verb_form(lower[token], grammar.verbs[token].entry)
    if not _FITS[form](grammar, sentence, token, before) or (before in _INSIDE and _glued(grammar, sentence, token)):
        return None
    last = grammar.phrase_end(token, sentence.last)
    if last <= token or not _whole(grammar, token, last, form, sentence_of_today=sentence.treatment(grammar, token)):
        return None
    return token, last


def _glued(grammar: Grammar, sentence: Sentence, token: int) -> bool:
    """Whether a verb stands behind a hyphen or an apostrophe in one word: ``self-feeding``."""
    starts, ends = grammar.chart.starts, grammar.chart.ends
    return token > sentence.first + 1 and starts[token] == ends[token - 1] and starts[token - 1] == ends[token - 2]


def _gerund(grammar: Grammar, sentence: Sentence, token: int, before: str) -> bool:
    """Whether a gerund tells a task: as an item of a list, or as what was going on or worked on."""
    if not sentence.opening(grammar, token) and before not in _GOING_ON:
        return False
    treatment = sentence.treatment(grammar, token)
    told = treatment or sentence.stated(grammar, token)
    if told or (before in ("been", "of") and grammar.chart.section_of[token] == "subjective"):
        return sentence.subject != "clinician" or before in _NEXT_ITEM or (treatment and before in _WORKED)
    return False


def _past(grammar: Grammar, sentence: Sentence, token: int, before: str) -> bool:
    """Whether a verb in the past tells a task: of the patient, or as an item of a list."""
    subject = sentence.subject
    if subject in _ACTING:
        return before in ADVERBS or before in _AND_THEN or _subject_before(grammar, sentence, token)
    if subject is not None or not sentence.opening(grammar, token):
        return False
    return grammar.chart.section_of[token] == "history" or (
        (sentence.tasks or token == sentence.first or before in (":", "did"))
        and before != "to"
        and sentence.treatment(grammar, token)
    )


def _third(grammar: Grammar, sentence: Sentence, token: int, before: str) -> bool:
    """Whether a verb in the present tense tells a task; of a patient in treatment it tells what limits."""
    if sentence.subject not in _ACTING:
        return False
    if (
        sentence.subject == "patient"
        and sentence.treatment(grammar, token)
        and grammar.chart.section_of[token] != "subjective"
    ):
        return False
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


_FITS: dict[str, Callable[[Grammar, Sentence, int, str], bool]] = {
    "base": _imperative,
    "third": _third,
    "gerund": _gerund,
    "past": _past,
}
"""Whether a verb in a form is a task's where it stands."""


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
