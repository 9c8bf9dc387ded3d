"""Durations of treatment and clock intervals: MINUTES candidates with whole minutes as their value.

A number of minutes counts where something says that it is treatment time: a code or service name, ``total``,
``timed``, the visit, a
clock interval beside it, a billing column, or an exercise or agent whose time it gives. Stance times, rest breaks,
holds, lateness and
the time that a task took are none (annotation.md, section 4).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, compress

from spacy.language import Language

from doclint.kept import Kept, Question
from doclint.nlp.chart import Candidate, Chart, Line, Read, chart_for
from doclint.nlp.times.clock import (
    BEHIND_CLOCK,
    BEHIND_COUNT,
    LONGEST,
    NUMBER_WORDS,
    Duration,
    duration_at,
)
from doclint.nlp.times.grid import ROWS, minutes_cell
from doclint.nlp.times.numbers import ONES, TENS, number_at
from doclint.nlp.times.timecues import Surroundings, surroundings, vocabulary
from doclint.nlp.times.timewords import word_set

_SILENT = word_set("minutes.silent")
_BARE_AFTER = word_set("minutes.bare_after")
_LEAST = 5
"""A bare number below this is not read as minutes."""
_LONG = 12
"""Tokens of a clock interval within which no other number is read."""
_GOALS = Question({"goal", "goals", "ltg", "stg", "ltgs", "stgs", "aim"})
_ROWS = Question(ROWS)
_WORDED = frozenset(ONES.keys() | TENS.keys())


class MinutesFinder:
    """Component ``doclint_minutes``: makes MINUTES candidates."""

    def __init__(self) -> None:
        self.words = vocabulary()
        self._numbers = Question(NUMBER_WORDS, _in_digits)
        """Whether a duration or a time of day may begin with a word."""
        self._behind_clock = Kept(lambda word: word in BEHIND_CLOCK or word[:1].isdecimal())
        """Whether a word may stand behind the first word of a clock interval."""
        self._amounts = Kept(_may_be_minutes)
        """Whether a word may be a number of minutes, without its unit."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_minutes", "doclint_layout")
        around = surroundings(chart, self.words)
        starts = chart.where(self._numbers)
        if chart.unchecked:
            starts = [token for token in starts if token not in chart.unchecked]
        behind = list(chart.behind(starts))
        covered = -1
        inside: set[int] = set()
        for token in compress(starts, map(self._behind_clock.__getitem__, behind)):
            if token < covered:
                continue
            found = around.interval(token)
            if found is not None and (not _goal(chart, token) or chart.sentence(token)[0] == token):
                around.add_interval(found)
                covered = found.last
                inside.update(range(token, min(covered, token + _LONG)))
                _add(chart, found)
        covered = -1
        accepted: list[Duration] = []
        pending: list[Duration] = []
        anchors = sorted({*chart.where(self.words.anchors), *around.label_to})
        counted = compress(starts, map(BEHIND_COUNT.__contains__, behind))
        for token in sorted({*counted, *_bare_numbers(chart, starts, anchors)}):
            if token < covered or token in inside:
                continue
            line = chart.line(token)
            found = duration_at(chart, token, line.last)
            if found is not None:
                covered = found.last
                (accepted if _counts(around, found) else pending).append(found)
            elif (
                self._amounts[chart.lower[token]]
                and token not in around.label_from
                and _may_be_bare(around, token, line, anchors)
            ):
                found = _bare(around, token, line.last)
                if found is not None:
                    covered = found.last
                    accepted.append(found)
        for found in [*accepted, *_parts(around, accepted, pending)]:
            _add(chart, found)
        return doc


def _in_digits(word: str) -> bool:
    return word[0].isdecimal()


def _bare_numbers(chart: Chart, starts: Sequence[int], anchors: list[int]) -> Iterator[int]:
    """The numbers that may be minutes without a unit: those in words, and digits in lines of an anchor or in the rows
    of a grid.
    """
    line_of = chart.line_of.__getitem__
    lines = set(map(line_of, chain(anchors, chart.where(_ROWS))))
    return chain(
        compress(starts, map(lines.__contains__, map(line_of, starts))),
        compress(starts, map(_WORDED.__contains__, map(chart.lower.__getitem__, starts))),
    )


def _may_be_minutes(word: str) -> bool:
    """Whether a number that begins with a word may be the minutes of a service."""
    if word[0].isdecimal():
        return len(word) < 7 and _LEAST <= float(word) <= LONGEST and float(word).is_integer()
    return word in TENS or ONES.get(word, 0) >= _LEAST


def _add(chart: Chart, found: Duration) -> None:
    chart.candidates.append(
        Candidate("MINUTES", found.first, found.last, value=str(found.minutes), priority=90, confidence=0.9)
    )


def _goal(chart: Chart, token: int) -> bool:
    if chart.section_of[token] == "goals":
        return True
    return bool(chart.between(_GOALS, max(chart.sentence(token)[0], token - 60), token))


def _counts(around: Surroundings, found: Duration) -> bool:
    """Whether a duration with its unit is treatment time."""
    chart, words = around.chart, around.words
    left = around.left(found.first)
    end = chart.line(found.first).last
    after = chart.lower[found.last] if found.last < end else ""
    if after == "-" and found.last + 1 < end and chart.starts[found.last] == chart.ends[found.last - 1]:
        after = chart.lower[found.last + 1]
    before = chart.lower[found.first - 1] if found.first > chart.line(found.first).first else ""
    if after in words.not_after or (
        after in {"a", "an", "/"} and found.last + 1 < end and chart.lower[found.last + 1] in {"day", "d"}
    ):
        return bool(left and left.kind in {"total", "timed_total"} and after not in {"late", "ago"})
    feet = chart.words[found.last - 1] in {"'", "’", "′"} and found.minutes > 75
    if left is not None and left.kind in {"code", "total", "timed_total", "mode", "untimed"} and not feet:
        return left.kind != "code" or left.distance <= 6 or not _goal(chart, found.first)
    right = around.right(found.last)
    if right is not None and right.kind in {"code", "total", "timed_total"}:
        return not _goal(chart, found.first)
    if _beside_interval(around, found):
        return True
    if _goal(chart, found.first) or (not found.sure and feet):
        return False
    if before in words.not_before and not (after == "of" and before == "in"):
        return False
    if after == "of" and found.sure and before in {"in", "for", "then", ",", "."} and found.minutes >= 8:
        return True
    if _last_column(chart, found):
        return True
    weak = left is not None or right is not None
    if chart.section_of[found.first] in _SILENT:
        return weak and found.sure and found.minutes >= 10 and left is not None and left.key
    if weak and found.minutes >= 8:
        return found.sure or left is not None
    return _task(around, found) or _opening(chart, found, after)


def _parts(around: Surroundings, accepted: list[Duration], pending: list[Duration]) -> list[Duration]:
    """Durations that are no treatment time by their words, yet together give a code's minutes exactly: its parts."""
    chart = around.chart
    likely = [
        found for found in pending if chart.section_of[found.first] not in _SILENT and not _goal(chart, found.first)
    ]
    if not likely:
        return []
    cues = [(found, around.left(found.first)) for found in accepted]
    codes = {cue.code: found.minutes for found, cue in cues if cue is not None and cue.kind == "code"}
    parts: list[Duration] = []
    told_of: Counter[str | None] = Counter()
    for found, cue in cues:
        told_of[chart.code_of[found.first]] += found.minutes if cue is None else 0
    of_code: dict[str | None, list[Duration]] = defaultdict(list)
    for found in likely:
        of_code[chart.code_of[found.first]].append(found)
    for code, minutes in codes.items():
        own, told = of_code[code], told_of[code]
        if len(own) + (told > 0) > 1 and sum(found.minutes for found in own) + told == minutes:
            parts += own
    return parts


def _beside_interval(around: Surroundings, found: Duration) -> bool:
    chart, filler = around.chart, around.words.filler
    line = chart.line(found.first)
    for step, edges in ((-1, around.interval_to), (1, around.interval_from)):
        token = found.first - 1 if step < 0 else found.last
        for _ in range(4):
            if not line.first <= token < line.last:
                break
            if token in edges:
                return True
            word = chart.lower[token]
            if word[0].isalnum() and word not in filler:
                break
            token += step
    return False


def _last_column(chart: Chart, found: Duration) -> bool:
    """A duration that ends its line after a gap or a tab: the column of minutes."""
    line = chart.line(found.first)
    return (
        found.last == line.last
        and line.first < found.first
        and ("\t" in (gap := chart.text[chart.ends[found.first - 1] : chart.starts[found.first]]) or len(gap) >= 2)
    )


def _task(around: Surroundings, found: Duration) -> bool:
    """Time of an exercise or an agent: one of their terms stands before it in the same clause."""
    chart, not_before = around.chart, around.words.not_before
    begin = max(chart.sentence(found.first)[0], found.first - 9)
    for token in range(found.first - 1, begin - 1, -1):
        word = chart.words[token]
        if word in {";", ".", "→", "->", ">"} or (word == "," and found.first - token > 1):
            return False
        if (
            chart.lower[token] in not_before
            and token > begin
            and chart.words[token - 1] not in {"low", "x"}
            and chart.lower[token] not in {"over", "to", "up", "by", "for", "on"}
        ):
            return False
        if any(term.vocabulary in {"exercises", "passive"} for term in chart.terms_at.get(token, ())):
            return True
    return False


def _opening(chart: Chart, found: Duration, after: str) -> bool:
    """A duration that opens a line or a sentence near the top, or is all there is of it."""
    line = chart.line(found.first)
    if chart.sentence(found.first)[0] != found.first and found.first > line.body:
        return False
    if not found.sure and (found.first > 40 or chart.lower[found.last - 1] == "m"):
        return False
    alone = found.last == line.last or chart.lower[found.last] in {
        ".",
        ",",
        ";",
        "|",
        "/",
        "of",
        "with",
        "on",
        "today",
        "together",
        "total",
        ":",
        "went",
        "were",
        "was",
        "one",
        "face",
        "all",
        "spent",
        "for",
        "counted",
        "in",
    }
    return alone and found.minutes >= 8 and after not in {"→", "->"}


def _bare(around: Surroundings, token: int, end: int) -> Duration | None:
    """A number without its unit that a key, a column, ``total`` or a code makes minutes."""
    chart = around.chart
    number = number_at(chart, token, end)
    if number is None or _attached(chart, token, number[0]):
        return None
    last, minutes = number[0], int(number[1])
    found = Duration(token, last, minutes, sure=False)
    cell = minutes_cell(
        chart, token, last, labelled=chart.line(token).first in around.label_from or _row_label(around, token)
    )
    if cell is not None:
        return found if cell else None
    left = around.left(token)
    if left is None:
        right = None if chart.lower[token][0].isdecimal() else around.right(last)
        return found if right is not None and right.kind == "code" and right.distance <= 4 else None
    after = chart.lower[last] if last < end else ""
    closed = (
        not after
        or not after[0].isalpha()
        or after in _BARE_AFTER
        or chart.starts[last] - chart.ends[last - 1] >= 2
        or last in around.label_from
    )
    if left.kind in {"total", "timed_total", "untimed"}:
        return found if left.distance <= 5 and (closed or left.key or left.distance == 0) else None
    if left.kind == "code":
        marked = left.key or chart.words[token - 1] == "@"
        return found if marked or (closed and left.distance <= 5) else None
    if left.kind == "mode":
        return found if closed and left.distance <= 3 else None
    if left.key and left.distance <= 3:
        return found if closed and not _goal(chart, token) else None
    return None


def _may_be_bare(around: Surroundings, token: int, line: Line, anchors: list[int]) -> bool:
    """Whether a number in digits may be minutes without a unit: most stand in a line that has nothing before them to
    make them so (``anchors``: words that might), or behind a plain word that no cell's border parts from them.
    """
    chart, before = around.chart, token - 1
    if not chart.lower[token][0].isdecimal():
        return True
    at = bisect_left(anchors, token)
    anchored = at > 0 and anchors[at - 1] >= line.first
    if not anchored and (line.body >= line.last or chart.lower[line.body] not in ROWS):
        return False
    if before < line.first or before in around.label_to or before in around.interval_to:
        return True
    start = chart.starts[token]
    gap = start - chart.ends[before]
    return gap > 1 or (gap == 1 and chart.text[start - 1] == "\t") or not around.words.silent(chart.lower[before])


def _row_label(around: Surroundings, token: int) -> bool:
    line = around.chart.line(token)
    return any(at in around.label_from for at in range(line.first, min(line.first + 4, token)))


def _attached(chart: Chart, first: int, last: int) -> bool:
    """Whether the number is part of something else: ``3/05``, ``$40``, ``10#``, ``x10``, ``30%``."""
    before = chart.words[first - 1] if first and chart.ends[first - 1] == chart.starts[first] else ""
    after = chart.words[last] if last < len(chart) and chart.starts[last] == chart.ends[last - 1] else ""
    if before in {"x", "×", "X", "$", "#", "<", ">", "~", "+", "^"} or (
        before in {"/", "-", "."}
        and first > 1
        and (chart.words[first - 2][-1].isdecimal() or chart.words[first - 2] in "+-")
    ):
        return True
    return (
        after in {"#", "%", '"', "”", "°", "x", "×", "º", "ft", "lb", "lbs", "kg", "cm", "mm", "sec", "s"}
        or (
            after in {"/", "-", "–", ":"}
            and last + 1 < len(chart)
            and chart.words[last + 1][0].isdecimal()
            and chart.starts[last + 1] == chart.ends[last]
        )
        or (last < len(chart) and chart.lower[last] in _QUANTITY)
    )


_QUANTITY = word_set("minutes.quantity")


@Language.factory("doclint_minutes", requires=["doc._.doclint_chart"])
def create_minutes(nlp: Language, name: str) -> MinutesFinder:
    """Factory of ``doclint_minutes``."""
    return MinutesFinder()
