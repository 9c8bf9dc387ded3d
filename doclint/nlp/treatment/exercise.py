"""Exercises: named exercises, machines, resistance, balance drills, and functional movements written as exercise."""

from __future__ import annotations

from doclint.nlp.chart import Candidate, Chart, Term
from doclint.nlp.treatment.task_grammar import Grammar
from doclint.nlp.treatment.task_words import DETERMINERS, LEVEL_WORDS, TRIM

PRIORITY = 45
EXERCISE_CODES = frozenset({"97110", "97112", "97113", "97150"})
_MEASURED = frozenset(
    "assessment reasoning response measures goals diagnosis level precautions skilled subjective".split()
)
_OTHER_DAYS = frozenset({"home", "not_done", "plan", "history"})
_MODIFIER_STOP = frozenset(
    "to of on onto in into from at with w/ for by and then or no not did was were held add hep home same today "
    "performed reviewed do does continue "
    "program programme ex exercise plan next include includes included including plus than all taught teach "
    "instructed given issued review her his "
    "she he pt i we x per via cont declined refused skipped skip hold after before during therex te ther not:"
    " did: into our has had been doing".split()
) | frozenset("min mins minutes minute total med units unit".split())
_JOINED = frozenset("with w/ w on off at in from against using to onto over under of for c/ c via around the".split())
_RESISTANCE = frozenset("lb lbs # kg pound pounds level l lvl red green yellow blue orange black grn".split())


def term_start(chart: Chart, first: int, floor: int, stop: frozenset[str], taken: set[int]) -> int:
    """The first modifier of a noun: ``standing hip`` in ``standing hip abduction``."""
    token = first
    while token > floor and first - token < 6:
        before = token - 1
        word = chart.lower[before]
        if before in taken or word in stop or (word in LEVEL_WORDS and word not in ("mini",)):
            break
        if chart.starts[token] - chart.ends[before] >= 3 or chart.line_of[before] != chart.line_of[token]:
            break
        if not word[0].isalnum():
            if (
                word in ("-", "/", "’", "'", "#", '"', "”", "(", ")")
                and chart.starts[before] == chart.ends[before - 1]
                and word not in "()"
                and before > floor
            ):
                token = before
                continue
            break
        token = before
    while token < first and (
        chart.lower[token] in DETERMINERS
        or not chart.words[token][0].isalnum()
        or chart.lower[token] == "x"
        or (chart.words[token].isdigit() and token + 1 < first and chart.lower[token + 1] in (".", ")"))
    ):
        token += 1
    return token


def exercise_end(grammar: Grammar, last: int, limit: int) -> int:
    """End of an exercise: resistance, place and ``3x10`` belong to it, times and help do not."""
    chart, lower = grammar.chart, grammar.chart.lower
    token = last
    limit = min(limit, last + 14)
    while token < limit:
        if token in grammar.taken or _graded(chart, token):
            break
        ended = grammar.sets(token, limit)
        if ended is None and lower[token] in ("x", "×"):
            ended = grammar.count(token, limit)
            if (
                ended is not None
                and ended < limit
                and (ended in grammar.taken or lower[ended] in ("min", "mins", "minutes", "'", "ft"))
            ):
                break
            if ended is not None and token in grammar.taken:
                break
        if ended is not None:
            token = ended
            while (
                token < limit
                and lower[token] in ("ea", "each", "reps", "rep", "b", "bil", "per")
                and lower[token] != "per"
            ):
                token += 1
            if (
                token + 1 < limit
                and lower[token] == "for"
                and lower[token + 1]
                in (
                    "quad",
                    "quads",
                    "strength",
                    "strengthening",
                    "endurance",
                    "glute",
                    "glutes",
                    "le",
                    "ue",
                    "deltoid",
                    "power",
                    "core",
                    "grip",
                    "hip",
                )
            ):
                token += 2
                while token < limit and lower[token] in (
                    "and",
                    "+",
                    "/",
                    "strength",
                    "strengthening",
                    "quads",
                    "quad",
                    "glutes",
                    "endurance",
                    "power",
                    "delt",
                ):
                    token += 1
            break
        if (
            grammar.stops(token, limit)
            or lower[token] in ("and", "+", "&", "then", "/")
            or (lower[token] == "-" and grammar.spaced(token))
        ):
            break
        token += 1
    while token > last and lower[token - 1] in TRIM:
        token -= 1
    return token


def _graded(chart: Chart, token: int) -> bool:
    """Whether a muscle grade such as ``3+/5`` or ``4-`` stands at a token."""
    if token + 1 >= len(chart) or chart.words[token] not in ("0", "1", "2", "3", "4", "5"):
        return False
    rest = chart.text[chart.ends[token] : chart.ends[token] + 3]
    return rest.startswith(("/5", "+/5", "-/5", "- ,", "-,", "+,")) or (
        rest[:1] in "+-" and not rest[1:2].isalnum() and rest[1:2] != " "
    )


def _likely(grammar: Grammar, term: Term, first: int, last: int, home: set[int]) -> bool:
    """Whether a named movement is an exercise of somebody and not a measurement, an aim or a bare word of prose."""
    chart = grammar.chart
    if term.first in grammar.headed:
        return False
    if chart.code_of[term.first] in EXERCISE_CODES:
        return True
    following = chart.lower[last] if last < len(chart) else ""
    if (
        _graded(chart, last)
        or (term.entry in ("arom", "hip abduction") and following.isdigit())
        or following in ("lacks", "wnl", "wfl", "intact")
    ):
        return False
    if (
        chart.section_of[term.first] in _OTHER_DAYS
        or term.first in home
        or term.first in chart.unchecked
        or term.first in chart.checked
    ):
        return True
    return chart.section_of[term.first] not in _MEASURED or any(
        chart.lower[t] in ("x", "×") for t in range(term.last, last)
    )


def find(grammar: Grammar, home: set[int]) -> list[Candidate]:
    """Exercises by the lexicon's names, with modifiers, resistance and repetitions; ``home`` are the tokens of home
    programmes."""
    chart, out, done = grammar.chart, [], 0
    for term in chart.terms_of("exercises"):
        if term.first < done:
            continue
        floor, limit = chart.sentence(term.first)
        first = term_start(chart, term.first, max(floor, done), _MODIFIER_STOP, grammar.taken)
        last = exercise_end(grammar, term.last, limit)
        if _likely(grammar, term, first, last, home):
            out.append(Candidate("EXERCISE", first, last, priority=PRIORITY, confidence=0.85))
            done = last
    return out + listed(grammar, out, EXERCISE_CODES, "EXERCISE", PRIORITY - 2)


def listed(
    grammar: Grammar, known: list[Candidate], codes: frozenset[str], label: str, priority: int
) -> list[Candidate]:
    """Items of a list under another code's label that the lexicon does not know: siblings of those that it knows."""
    chart, out = grammar.chart, []
    held = {token for item in known for token in range(item.first, item.last)}
    lines = {chart.line_of[item.first] for item in known if chart.code_of[item.first] in codes}
    for number in sorted(lines):
        line = chart.lines[number]
        begin = line.first
        for token in range(line.first, line.last + 1):
            if (
                token < line.last
                and not (chart.lower[token] in _BREAKS and not _tight(chart, token))
                and token not in grammar.taken
            ):
                continue
            if begin < token:
                last = _item(grammar, begin, token, held, codes)
                if last is not None:
                    out.append(Candidate(label, begin, last, priority=priority, confidence=0.6))
            begin = token + 1
    return out


def _tight(chart: Chart, token: int) -> bool:
    """Whether a mark stands inside a word or figure, as in ``er/ir``."""
    return (
        0 < token < len(chart) - 1
        and chart.starts[token] == chart.ends[token - 1]
        and chart.starts[token + 1] == chart.ends[token]
        and chart.lower[token] in ("/", "+", ".")
    )


def _item(grammar: Grammar, first: int, last: int, held: set[int], codes: frozenset[str]) -> int | None:
    """End of a short item of nouns and figures that nothing else holds, else None."""
    chart = grammar.chart
    words = chart.lower[first:last]
    if (
        not 1 <= len(words) <= 12
        or chart.code_of[first] not in codes
        or any(t in held for t in range(first, last))
        or any(t in grammar.headed for t in range(first, last))
        or not chart.words[first][0].isalnum()
        or not any(len(word) > 2 and word.isalpha() for word in words)
        or any(word in _NO_ITEM for word in words)
        or (chart.words[first].isdigit() and len(chart.words[first]) > 2)
    ):
        return None
    has_sets = any(grammar.sets(t, last) or grammar.count(t, last) for t in range(first, last))
    return (
        last
        if has_sets
        or (
            len(words) <= 5
            and any(first - 1 == t for t in range(first - 1, first) if t >= 0 and chart.lower[t] in _BREAKS)
        )
        else None
    )


_BREAKS = frozenset(", ; | + / • · = : [ ] . ( ) –".split()) | {"—", "and", "then"}
_NO_ITEM = frozenset(
    "he she i pt patient was is were had has needs needed vc cue cues cga sba min mod max sup supervision indep "
    "independent minutes mins units unit total "
    "level pain assist assistance with: ther therapeutic exercise therex therapy manual rest rests no not c/o "
    "reports skilled goal hep home response "
    "tolerated sob rpe spo2 hr bp because so but when each both then timed today training activities therapist my"
    " me his her a the neuromuscular "
    "neuro re-ed reeducation fatigue form good fair poor right left l r b bil group".split()
)
