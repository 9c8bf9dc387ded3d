"""What is done to a patient who takes no active part: modalities, manual techniques, passive motion, positioning."""

from __future__ import annotations

from doclint.nlp.chart import Candidate, Chart, Term
from doclint.nlp.treatment.exercise import term_start
from doclint.nlp.treatment.task_grammar import Grammar
from doclint.nlp.treatment.task_words import ARROWS, TRIM

PRIORITY = 50
_STOP = frozenset(
    "to of on onto in into from at with w/ for by and then or no not did was were held add hep same today "
    "performed plan next include plus gave "
    "given after before during received put declined refused skipped any needed had i we he she pt used start "
    "began made mt man followed also "
    "x per via cont without nor billed nursing instead is then comma minutes minute min mins therapy: only "
    "are has have be been".split()
)
_INNER = frozenset(
    "to of on onto over at for along into with both the a left right across around through in by from".split()
)
_TRIM = TRIM | _INNER - {"by"}
_CATEGORY = frozenset({"modality", "modalities", "manual therapy", "manual techniques", "positioning"})
"""Category words: a mention only where a status word belongs to them."""
_ENDS = frozenset(
    "and + & / then while was were is until before after prior not but so pre declined refused skipped used "
    "needed comma when which today billed by".split()
)
_NOT_MODALITY = frozenset(
    "chips cream water bucket buckets sensitive intolerance cubes hockey skating tray trays period from".split()
)
_NEGATION = frozenset({"no", "not", "without", "any", "nor", "declined", "denies", "never"})


def _measured(chart: Chart, term: Term, last: int) -> bool:
    """Whether passive motion is a measurement: ``PROM 0-110``, ``PROM: R knee 5-112``."""
    sentence_end = min(chart.sentence(term.first)[1], term.last + 7)
    if term.entry != "prom":
        return False
    for token in range(term.last, sentence_end):
        word = chart.lower[token]
        if word in (",", ";", ".", "|", "+", "and") or (word == ":" and token > term.last):
            return False
        if word in ("wnl", "wfl", "full", "lacks", "limited", "deg", "degrees", "°"):
            return True
        if word.isdecimal():
            before, after = chart.lower[token - 1], chart.lower[token + 1] if token + 1 < len(chart) else ""
            if before in ("x", "×") or after in ("min", "mins", "x", "minutes", "'", "all", "way"):
                return False
            return int(word) > 4 or after in ("-", "–", "to")
    return False


def find(grammar: Grammar) -> list[Candidate]:
    """Passive treatments by the lexicon's names, with technique, grade and body part."""
    chart, out, done = grammar.chart, [], 0
    for term in chart.terms_of("passive"):
        if term.first < done:
            continue
        header = grammar.headed.get(term.first)
        plain = header is not None and (header.kind != "modality" or header.text.lower() in _CATEGORY)
        if plain and term.first not in chart.unchecked and term.first not in chart.checked:
            continue
        if chart.lower[term.first] == "us" and chart.words[term.first] != "US":
            continue
        floor, limit = chart.sentence(term.first)
        first = term_start(chart, term.first, max(floor, done), _STOP, grammar.taken)
        last = _end(grammar, term.last, limit)
        if _measured(chart, term, last):
            continue
        if (
            chart.lower[first:last]
            and chart.span(term.first, term.last).lower() in _CATEGORY
            and not (term.first in chart.unchecked or (first > floor and chart.lower[first - 1] in _NEGATION))
        ):
            continue
        if (
            term.last - term.first == 1
            and chart.lower[term.first] in ("ice", "heat")
            and (
                (term.last < limit and chart.lower[term.last] in _NOT_MODALITY)
                or chart.lower[max(term.first - 1, 0)] in ("the", "of", "c/", "after")
            )
        ):
            continue
        out.append(Candidate("PASSIVE", first, last, priority=PRIORITY, confidence=0.9))
        done = last
    return out


def _end(grammar: Grammar, last: int, limit: int) -> int:
    chart, lower = grammar.chart, grammar.chart.lower
    token = last
    while token < min(limit, last + 9):
        word = lower[token]
        if token in grammar.taken or (grammar.stops(token, limit) and word not in ("l", "i", "comma")):
            break
        if (
            word == "by"
            and token + 1 < limit
            and lower[token + 1] in ("me", "pt", "ot", "therapist", "cota", "pta", "otr", "rn")
        ):
            return token + 2
        if (
            word == "to"
            and token + 1 < limit
            and lower[token + 1] in ("start", "begin", "finish", "end", "warm", "prepare", "prep")
        ):
            break
        if word in _ENDS or word in ARROWS:
            tight = word == "/" and chart.starts[token] == chart.ends[token - 1]
            known = token + 1 < limit and any(
                t.vocabulary in ("passive", "exercises", "activities", "verbs")
                for t in chart.terms_at.get(token + 1, ())
            )
            joined = word in ("and", "+", "&") and not known and token + 2 < limit and _place(chart, token + 1)
            if not (tight or joined):
                break
        token += 1
    while token > last and lower[token - 1] in _TRIM:
        token -= 1
    return token


def _place(chart: Chart, token: int) -> bool:
    """Whether a body part goes on after ``and``: ``to the neck and trapezius``."""
    return chart.lower[token] in _BODY or (token + 1 < len(chart) and chart.lower[token + 1] in _BODY)


_BODY = frozenset(
    "wrist wrists hand hands finger fingers elbow elbows shoulder shoulders neck trapezius trap levator ql ut "
    "thigh calf calves hamstrings quads "
    "quad knee ankle ankles hip trunk back legs leg arms arm arm's forearm toes digits thumb palm scapula itb"
    " flexors extensors jaw foot feet".split()
)
