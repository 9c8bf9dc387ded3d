"""Whether a duration with its unit is treatment time, by the words around it."""

from __future__ import annotations

from collections import Counter, defaultdict

from doclint.kept import Question
from doclint.nlp.chart import Chart
from doclint.nlp.times.clock import Duration
from doclint.nlp.times.timecues import Surroundings
from doclint.nlp.times.timewords import word_set

_SILENT = word_set("minutes.silent")
_GOALS = Question({"goal", "goals", "ltg", "stg", "ltgs", "stgs", "aim"})


def goal_told(chart: Chart, token: int) -> bool:
    """Whether the words before a number, or its section, tell of a goal."""
    if chart.section_of[token] == "goals":
        return True
    return bool(chart.between(_GOALS, max(chart.sentence(token)[0], token - 60), token))


def counts(around: Surroundings, found: Duration) -> bool:
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
        return left.kind != "code" or left.distance <= 6 or not goal_told(chart, found.first)
    right = around.right(found.last)
    if right is not None and right.kind in {"code", "total", "timed_total"}:
        return not goal_told(chart, found.first)
    if around.beside_interval(found.first, found.last, around.words.filler):
        return True
    if goal_told(chart, found.first) or (not found.sure and feet):
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


def parts(around: Surroundings, accepted: list[Duration], pending: list[Duration]) -> list[Duration]:
    """Durations that are no treatment time by their words, yet together give a code's minutes exactly: its parts."""
    chart = around.chart
    likely = [
        found for found in pending if chart.section_of[found.first] not in _SILENT and not goal_told(chart, found.first)
    ]
    if not likely:
        return []
    cues = [(found, around.left(found.first)) for found in accepted]
    codes = {cue.code: found.minutes for found, cue in cues if cue is not None and cue.kind == "code"}
    out: list[Duration] = []
    told_of: Counter[str | None] = Counter()
    for found, cue in cues:
        told_of[chart.code_of[found.first]] += found.minutes if cue is None else 0
    of_code: dict[str | None, list[Duration]] = defaultdict(list)
    for found in likely:
        of_code[chart.code_of[found.first]].append(found)
    for code, minutes in codes.items():
        own, told = of_code[code], told_of[code]
        if len(own) + (told > 0) > 1 and sum(found.minutes for found in own) + told == minutes:
            out += own
    return out


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
