"""Tasks named by nouns: known names, a noun with its head (``tub bench transfer``), a way between places (``bed >
chair``)."""

from __future__ import annotations

from doclint.nlp.treatment.exercise import term_start
from doclint.nlp.treatment.task_context import Sentence
from doclint.nlp.treatment.task_grammar import Grammar
from doclint.nlp.treatment.task_words import (
    ADVERBS,
    ARROWS,
    DETERMINERS,
    ENDERS,
    LEADS,
    NO_TASK_AFTER,
    NOUNS,
    OUT_OF_PLACE,
    PREPOSITIONS,
)

_STOP = (
    PREPOSITIONS
    | DETERMINERS
    | ENDERS
    | ADVERBS
    | LEADS
    | NO_TASK_AFTER
    | frozenset(
        "then and or we did worked he she i min mins minutes x per today all also plus needs will plan next total units".split()
    )
)
_INSIDE = frozenset("-/'’\"#")
"""Marks that may stand inside a noun phrase."""
_WAYS = ARROWS | {"to", "-"}
_PROSE = OUT_OF_PLACE | {"goals", "subjective", "billing"}


def noun_starts(grammar: Grammar, blocked: set[int]) -> set[int]:
    """The tokens at which a noun-headed task can begin: from each name, or place with a way behind it, back over the
    plain words of one phrase.
    """
    lower, size = grammar.chart.lower, len(grammar.chart)
    ways = [first for first, place in grammar.objects.items() if place.last < size and lower[place.last] in _WAYS]
    starts: set[int] = set()
    for name in {*grammar.activities, *ways}:
        token, least = name, max(name - NOUNS, -1)
        while token > least and token not in grammar.taken and token not in blocked:
            starts.add(token)
            token -= 1
            word = lower[token]
            if word in _STOP or not (word[0].isalnum() or word in _INSIDE):
                break
    return starts


def noun_task(grammar: Grammar, sentence: Sentence, token: int, blocked: set[int]) -> tuple[int, int] | None:
    """The noun-headed task that begins at a token, as (first, last), else None."""
    chart = grammar.chart
    if (
        not chart.words[token][0].isalnum()
        or (chart.words[token].isdigit() and len(chart.words[token]) > 3)
        or token in grammar.people
    ):
        return None
    header = grammar.headed.get(token)
    if header is not None and (
        header.kind is not None or header.last not in grammar.taken or chart.code_of[token] != "97530"
    ):
        return None  # a name before a level (``Toilet transfer: 03``) is no header
    if not _placed(grammar, sentence, token):
        return None
    head = _head(grammar, sentence, token, blocked)
    if head is None:
        return None
    last = grammar.phrase_end(max(token, head - 1), sentence.last, verb=False)
    return (token, max(last, head)) if max(last, head) > token else None


def _placed(grammar: Grammar, sentence: Sentence, token: int) -> bool:
    """Whether a named task may stand here: an item of the treatment, or of what was not done, planned, prior or at
    home."""
    chart = grammar.chart
    section = chart.section_of[token]
    before = chart.lower[token - 1] if token > sentence.first else ""
    if before in NO_TASK_AFTER or (sentence.subject == "clinician" and before not in LEADS):
        return False
    if section in _PROSE:
        return False
    if not (sentence.treatment(grammar, token) or sentence.stated(grammar, token)):
        return False
    return sentence.opening(grammar, token) or before in DETERMINERS


def _head(grammar: Grammar, sentence: Sentence, token: int, blocked: set[int]) -> int | None:
    """End of the words that make the phrase from ``token`` a task: a known name or head, or a second place after an
    arrow or ``to``."""
    chart, lower = grammar.chart, grammar.chart.lower
    limit = min(sentence.last, token + NOUNS)
    at = token
    while at < limit:
        if at in grammar.taken or at in blocked or (at > token and grammar.stops(at, limit)):
            return None
        for term in grammar.activities.get(at, ()):
            if term.last <= sentence.last and (
                term.category == "phrase" or at > token or _follows(grammar, term.last, sentence.last)
            ):
                return term.last if term_start(chart, at, token, _STOP, grammar.taken) == token or at == token else None
        place = grammar.objects.get(at)
        if place is not None:
            way = _way(grammar, place.last, sentence.last)
            if way is not None:
                return way
        if lower[at] in _STOP or not (lower[at][0].isalnum() or lower[at] in _INSIDE):
            return None
        at += 1
    return None


def _follows(grammar: Grammar, last: int, limit: int) -> bool:
    """Whether a bare head goes on with a place: ``transfers bed to recliner``."""
    return last < limit and (grammar.chart.lower[last] in PREPOSITIONS or last in grammar.objects)


def _way(grammar: Grammar, last: int, limit: int) -> int | None:
    """End of ``to chair`` or ``> chair`` after a place."""
    lower = grammar.chart.lower
    if last + 1 >= limit or lower[last] not in _WAYS:
        return None
    after = last + 1
    if lower[last] == "-" and lower[after] == "to":
        after += 2
    while after < min(limit, last + 4) and after not in grammar.objects and lower[after].isalpha():
        after += 1
    place = grammar.objects.get(after) if after < limit else None
    return place.last if place is not None and place.category in ("surface", "place") else None
