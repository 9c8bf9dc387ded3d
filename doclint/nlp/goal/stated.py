"""Goals that a note states without naming them: wishes, criteria (``cleared when she can …``), deadlines (``By week
six he
buys …``), ``will`` with a measure. Asked only where the note names no goal."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from doclint.nlp.chart import Chart, Term
from doclint.nlp.goal.spans import cut
from doclint.nlp.goal.text import measure_of
from doclint.nlp.grammar_words import word_set

Add = Callable[[int, int, int, str | None], None]
REACH = 60
"""Tokens of a clause that are looked at."""
_CLEAR, _WEAK = 82, 52
"""Priorities: a help or a count inside a stated wish is the wish's own."""
_STOPS = frozenset({";", "(", "|", "//", "@", "--", "–", "—", "[", "while", "requiring", "because", "..", "→", "•"})
_SUBJECTS = frozenset({"he", "she", "they", "pt", "patient", "client", "resident", "student", "stu", "child"})
_WILL_NOT = word_set("goals:will_not")
_WISH_NOT = word_set("goals:wish_not")
_OTHERS = word_set("goals:other_wishers")
_NO_VERB = word_set("goals:no_verb")
_DUTIES = word_set("goals:duties")
_NOT_OUTCOME = word_set("goals:not_outcome")
_PLAIN = frozenset("does keeps makes uses gets goes has takes puts runs plays finds tells".split())
_SHORT = 9
"""Tokens of one impairment with its value."""
_PAST = word_set("goals:past")
_DAYS = frozenset({"time", "visit", "session", "tx", "treatment"})
_ABLE = ("can", "could", "is", "are", "be", "able", "to", "will")
_GAINS = frozenset(
    {
        "gain",
        "regain",
        "restore",
        "achieve",
        "attain",
        "improve",
        "normalize",
        "normalise",
        "return",
        "reduce",
        "decrease",
    }
)
_NUMBERED = frozenset({"reduce", "decrease"})
"""Verbs that open a goal in a plan only where it has a measure: ``Reduce cues`` is a plan for the treatment."""


def clause_end(chart: Chart, first: int, last: int, *, comma: bool = True) -> int:
    """The end of the clause: at a stop, a level of help or a count; ``comma`` ends a purpose clause."""
    last = min(last, first + REACH)
    for token in range(first, last):
        word = chart.lower[token]
        if word in _STOPS or (comma and word == ","):
            return token
        if (
            word == ","
            and token + 1 < last
            and chart.lower[token + 1] in ("i", "we", "to", "so", "which", "and", "but", "he", "she")
            and (
                chart.lower[token + 1] != "and"
                or (token + 2 < last and chart.lower[token + 2] in ("i", "we", "he", "she", "this", "the"))
            )
        ):
            return token
        if comma and (
            any(t.vocabulary == "assistance" for t in chart.terms_at.get(token, ()))
            or (word in ("x", "×") and token + 1 < last and chart.words[token + 1].isdigit())
        ):
            return token - 1 if token > first and chart.lower[token - 1] in ("with", "w/", "c", "at", "@") else token
    return cut(chart, first, last)


def add_stated(chart: Chart, cues: list[Term], add: Add) -> None:
    """Wishes, criteria, deadlines and ``will`` with a measure."""
    for term in cues:
        if term.category == "wish":
            _wish(chart, term, add)
        elif term.category == "criterion":
            _criterion(chart, term, add)
        elif term.category == "means":
            _means(chart, term, add)
    quoted = _quoted(chart)
    headers = {header.first: header.last for header in chart.headers}
    for number, start in enumerate(chart.sentence_starts):
        last = chart.sentence_starts[number + 1] if number + 1 < len(chart.sentence_starts) else len(chart)
        first = max(start, chart.lines[chart.line_of[start]].body)
        first = headers.get(first, first)
        while first < last and chart.words[first] in (":", "-", ".", "/", "|"):
            first += 1
        if first >= last or quoted[first]:
            continue
        _deadline(chart, first, last, add)
        _plan_verb(chart, first, last, add)
        if chart.section_of[first] == "plan":
            _present(chart, first, last, add)
            _values(chart, first, last, add)
        _will(chart, first, last, add)
        _infinitive(chart, first, last, quoted, add)


def _quoted(chart: Chart) -> list[bool]:
    """For every token whether it stands between quotation marks."""
    out: list[bool] = []
    inside, line = False, -1
    for token, word in enumerate(chart.words):
        if chart.line_of[token] != line and chart.line_of[token] > line + 1:
            inside = False
        line = chart.line_of[token]
        inside = not inside if word == '"' else True if word == "“" else False if word == "”" else inside
        out.append(inside)
    return out


def _wish(chart: Chart, term: Term, add: Add) -> None:
    first, last = chart.sentence(term.first)
    before = chart.lower[max(first, term.first - 4) : term.first]
    if (
        term.last >= last
        or _quoted_near(chart, term, first)
        or _OTHERS.intersection(before)
        or {"not", "n't", "'t", "no", "never"} & set(before)
        or _not_now(chart, term.last, last)
    ):
        return
    to = chart.lower[term.last - 1] == "to"
    begin = term.last - 1 if to else term.last
    if to and (chart.lower[term.last] in _WISH_NOT or not chart.words[term.last].isalpha()):
        return
    words = chart.span(begin, min(last, begin + REACH))
    copula = chart.lower[term.first] in ("is", "are", "needs")
    if (
        copula
        and chart.lower[term.last - 1] in ("to", "needs")
        and term.last - term.first < 3
        and (
            measure_of(words) is None
            or chart.lower[term.first - 1] not in _SUBJECTS
            or chart.lower[term.first] == "needs"
        )
    ):
        return
    if chart.section_of[term.first] == "subjective" and (copula or not to):
        return
    priority = _CLEAR if to and not copula else _WEAK
    add(begin, clause_end(chart, begin, last, comma=False), priority, chart.span(term.first, term.last))


def _quoted_near(chart: Chart, term: Term, first: int) -> bool:
    """Whether the wish itself is a quotation: an odd number of quotation marks stands before it."""
    before = chart.words[max(first, term.first - REACH) : term.first]
    return sum(word in ('"', "“", "”") for word in before) % 2 == 1


def _not_now(chart: Chart, first: int, last: int) -> bool:
    """``next time``, ``next visit``: a plan for the treatment, no outcome."""
    words = chart.lower[first : min(last, first + REACH)]
    return any(a == "next" and b in _DAYS for a, b in pairwise(words))


def _criterion(chart: Chart, term: Term, add: Add) -> None:
    """``signs off when she can …``: what stands behind the subject."""
    _, last = chart.sentence(term.first)
    begin = term.last
    if begin < last and chart.words[begin] == ":":
        begin += 1
    while begin < last and (chart.lower[begin] in _SUBJECTS or chart.lower[begin] in ("the", "we", "see")):
        begin += 1
    while begin < last and chart.lower[begin] in _ABLE:
        begin += 1
    if last - begin > 1 and not _PAST.intersection(chart.lower[begin : begin + 2]):
        add(begin, clause_end(chart, begin, last, comma=False), _CLEAR, chart.span(term.first, term.last))


def _means(chart: Chart, term: Term, add: Add) -> None:
    """``back on the van means …``, ``returning to the line takes …``."""
    first, last = chart.sentence(term.first)
    for token in range(term.last, min(term.last + 7, last - 1)):
        if chart.lower[token] in ("means", "takes", "requires", "needs") and not {",", ":"} & set(
            chart.words[first:token]
        ):
            words = chart.span(token + 1, min(last, token + REACH))
            if measure_of(words):
                add(
                    token + 1,
                    clause_end(chart, token + 1, last, comma=False),
                    _CLEAR,
                    chart.span(term.first, token + 1),
                )
            return


def _deadline(chart: Chart, first: int, last: int, add: Add) -> None:
    """``By discharge makes his bed …`` and ``plank 90 sec by end of month``."""
    for term in _deadlines(chart, first, last):
        words = chart.lower[first:last]
        opens = term.first == first
        rest = chart.span(term.last, last) if opens else chart.span(first, term.first)
        if (
            chart.section_of[first] in ("subjective", "history", "home")
            or _DUTIES.intersection(words[:4] if not opens else chart.lower[term.last : term.last + 4])
            or _PAST.intersection(words)
            or not rest
            or measure_of(rest) is None
            or (not opens and any(w.endswith("ed") and len(w) > 4 for w in words))
        ):
            continue
        add(first, clause_end(chart, first, last, comma=False), _CLEAR, chart.span(term.first, term.last))
        return


def _deadlines(chart: Chart, first: int, last: int) -> list[Term]:
    return [
        term
        for token in range(first, min(last, first + REACH))
        for term in chart.terms_at.get(token, ())
        if term.vocabulary == "goal_cues" and term.category == "deadline"
    ]


def _plan_verb(chart: Chart, first: int, last: int, add: Add) -> None:
    """``Plan: Regain active extension to neutral.``"""
    word = chart.lower[first]
    if (
        word in _GAINS
        and chart.section_of[first] == "plan"
        and not _not_now(chart, first, last)
        and (word != "return" or chart.lower[first + 1 : first + 2] == ["to"])
        and (word not in _NUMBERED or measure_of(chart.span(first, last)))
    ):
        add(first, clause_end(chart, first, last, comma=False), _WEAK, word)


def _present(chart: Chart, first: int, last: int, add: Add) -> None:
    """``Plan: Does her own wash, one prompt`` and ``pt to return to kayaking``: what is so when the plan has worked."""
    begin = first + (chart.lower[first] in _SUBJECTS)
    if begin + 2 >= last:
        return
    word = chart.lower[begin]
    words = chart.lower[begin:last]
    if _DUTIES.intersection(words[:3]) or (_PAST | _NOT_OUTCOME).intersection(words) or _not_now(chart, first, last):
        return
    if word == "to" and begin > first and chart.lower[begin + 1] not in _WILL_NOT - {"return"}:
        wanted = chart.lower[begin + 1] == "return" or measure_of(chart.span(begin, last)) is not None
    else:
        known = any(term.vocabulary in ("verbs", "activities", "functions") for term in chart.terms_at.get(begin, ()))
        wanted = (word in _PLAIN or (known and word.endswith("s"))) and measure_of(
            chart.span(begin + 1, last)
        ) is not None
    if wanted:
        add(first, clause_end(chart, first, last, comma=False), _CLEAR, word)


def _values(chart: Chart, first: int, last: int, add: Add) -> None:
    """``P: Grip 25 kg, wrist extension 60 degrees``: impairments with the value to be reached, and nothing else."""
    words = chart.lower[first:last]
    if len(words) > REACH or _PAST.intersection(words) or _DUTIES.intersection(words[:2]):
        return
    begin = first
    for token in range(first, last + 1):
        if token == last or chart.words[token] in (",", ";", ".") or chart.lower[token] == "and":
            if token == begin:
                continue
            named = any(
                term.vocabulary == "evidence" and term.category == "impairment"
                for place in range(begin, token)
                for term in chart.terms_at.get(place, ())
            )
            numbered = any(chart.words[k][0].isdigit() for k in range(begin, token))
            if (
                token - begin > _SHORT
                or not numbered
                or not named
                or _NOT_OUTCOME.intersection(chart.lower[begin:token])
            ):
                return
            add(begin, token, _WEAK, None)
            begin = token + 1


def _will(chart: Chart, first: int, last: int, add: Add) -> None:
    for token in range(first + 1, min(first + 3, last - 2)):
        if (
            chart.lower[token] == "will"
            and chart.lower[token + 1] not in _WILL_NOT
            and chart.section_of[token] != "home"
            and chart.lower[first] not in ("i", "we", "this", "it", "next", "that")
            and measure_of(chart.span(token, min(last, token + REACH)))
        ):
            add(first, clause_end(chart, first, last, comma=False), _WEAK, "will")


def _infinitive(chart: Chart, first: int, last: int, quoted: list[bool], add: Add) -> None:
    """``…: to roast, pound and pour three rounds``, ``…, to fill a line of wash in one go``: with a measure only."""
    for token in range(first + 2, min(last - 2, first + REACH)):
        if (
            chart.lower[token] == "to"
            and chart.words[token - 1] in (",", ":")
            and not quoted[token]
            and chart.words[token + 1].isalpha()
            and chart.lower[token + 1] not in _NO_VERB
            and not chart.lower[token + 1].endswith(("ing", "ed"))
            and chart.section_of[token] not in ("history", "home", "precautions")
            and measure_of(chart.span(token + 1, min(last, token + REACH)))
        ):
            add(token, clause_end(chart, token, last, comma=False), _CLEAR, "to")
            return
