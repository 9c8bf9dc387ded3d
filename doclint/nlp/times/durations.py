"""What the minutes of a note belong to: a service, an intervention, the timed total, the total, a mode, or the clock.

Component ``doclint_durations`` fills ``chart.minutes`` from the MINUTES mentions, whoever found them. Minutes of
which the note says that
one service had all of them (``45 min, all 97530``) count twice: as total and as that service's minutes.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, cast

from spacy.language import Language

from doclint.facts import Mention, Minutes, MinutesKind
from doclint.nlp.chart import Chart, Read, chart_for
from doclint.nlp.times.clock import LONGEST, duration_at, interval_at, number_at
from doclint.nlp.times.timecues import Cue, Surroundings, Vocabulary, look_left, look_right, surroundings
from doclint.nlp.times.timewords import word_set
from doclint.nlp.times.totals import joint_label, label_left, phrase_at, phrases_begin, total_before, total_behind

_ROWS = 20
"""Lines above a row in which its table's heading is sought."""
_OPENING = 60
"""Tokens within which a duration of no known service still speaks of the visit."""
_WHOLES = frozenset({"total", "timed_total", "interval"})
_ELSEWHERE = frozenset({"plan", "home", "history", "goals"})
_LATE = frozenset({"late", "early", "ago", "behind", "tardy", "overdue", "delayed"})
_PART = frozenset({"first", "last", "remaining", "other", "another", "next", "final", "opening", "closing"})
_NOT_GIVEN = word_set("minutes.not_given")
_SECONDS = frozenset({"s", "sec", "secs", "second", "seconds"})
_ARRIVAL = frozenset({"in", "start", "begin", "time", "clock"})
_PLACES = frozenset({"gym", "clinic", "unit", "rehab", "rehabilitation", "floor", "ward", "department", "dept", "lab"})
_SAME = frozenset({"that", "that's", "which", "is", "'s", "s", "makes", "made", "so"})
"""Words that say of a duration that it is the clock interval beside it."""
_MINUTES_COLUMN = re.compile(r"\b(?:min\w*|time\w*|dur\w*|total|tot|length|m)\b", re.IGNORECASE)
_STRONG: dict[str, MinutesKind] = {"total": "total", "timed_total": "timed_total", "mode": "mode", "untimed": "unknown"}


class Durations:
    """Component ``doclint_durations``: needs the mentions, so it stands after ``doclint_status``."""

    def __init__(self) -> None:
        self.words = Vocabulary()

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_durations", "doclint_layout", "doclint_status")
        found = [
            (mention, *chart.tokens_of(mention.start, mention.end))
            for mention in chart.mentions
            if mention.label == "MINUTES" and mention.value and mention.value.isdecimal()
        ]
        found = [part for one in found for part in _apart(chart, *one)]
        around = surroundings(chart, self.words)
        services = {code for _, code in around.label_from.values()}
        intervals = sum(self._clock(around, first, last) for _, first, last in found)
        unmarked = list(_unmarked(around, [(first, last) for _, first, last in found], len(services)))
        guessed: list[Minutes] = []
        for mention, first, last in found:
            if not _given(around, first, last):
                continue
            for kind, code in _kinds(around, first, last, several=intervals > 1, services=len(services)):
                (guessed if kind == "guess" else chart.minutes).append(
                    Minutes(int(mention.value or 0), "total" if kind == "guess" else kind, _coded(mention, code), code)
                )
        chart.minutes.extend(unmarked)
        chart.minutes.extend(_told(around))
        if not any(item.kind in _WHOLES for item in chart.minutes):
            chart.minutes.extend(guessed[:1])
            guessed = guessed[1:]
        for item in guessed:
            code = chart.code_of[chart.tokens_of(item.mention.start, item.mention.end)[0]]
            chart.minutes.append(Minutes(item.minutes, "task" if code else "unknown", _coded(item.mention, code), code))
        return doc

    @staticmethod
    def _clock(around: Surroundings, first: int, last: int) -> bool:
        interval = interval_at(around.chart, first, around.chart.line(first).last)
        if interval is None or interval.last < last - 1 or _spans(around.chart, first, last, interval.last):
            return False
        around.add_interval(interval)
        return True


def _apart(chart: Chart, mention: Mention, first: int, last: int) -> Iterator[tuple[Mention, int, int]]:
    """One mention as it is, or the total and the clock interval that it holds: ``20    In/Out 11:00-11:20``."""
    number = number_at(chart, first, last)
    after = number[0] if number else last
    if number is None or not 2 < number[1] <= LONGEST or after >= last or chart.starts[after] == chart.ends[after - 1]:
        yield mention, first, last
        return
    whole, end = interval_at(chart, first, last), chart.line(first).last
    begins = (at for at in range(after, last) if chart.lower[at][0].isdecimal())
    inner = next((found for at in begins if (found := interval_at(chart, at, end)) and found.last >= last), None)
    if inner is None or (whole is not None and not _ARRIVAL & set(chart.lower[after : inner.first])):
        yield mention, first, last
        return
    for one, end, minutes in ((first, after, round(number[1])), (inner.first, inner.last, inner.minutes)):
        start, stop = chart.starts[one], chart.ends[end - 1]
        part = replace(mention, start=start, end=stop, text=chart.text[start:stop], value=str(minutes))
        yield part, one, end


def _spans(chart: Chart, first: int, last: int, end: int) -> bool:
    """Whether an interval read from a bare number holds a clock interval of its own: the number is no time of day."""
    if last - first > 1:
        return False
    line = chart.line(first).last
    starts = (at for at in range(last + 1, end) if chart.lower[at][0].isdecimal() and chart.words[at - 1] not in ":.")
    return any(interval_at(chart, at, line) is not None for at in starts)


def _unmarked(around: Surroundings, marked: list[tuple[int, int]], services: int) -> Iterator[Minutes]:
    """What the time grammar read and no entity of its own holds: it still says how long the visit or a service took."""
    chart = around.chart
    starts = {item.first: item.last for item in chart.candidates if item.label == "MINUTES"}
    for first, last in marked:
        starts.update({token: last for token in range(first + 1, last) if chart.lower[token][0].isdecimal()})
    seen = {token for first, last in marked for token in range(first, last)}
    within = {token for first, last in marked for token in range(first + 1, last)}
    clocked = {token for item in around.interval_from.values() for token in range(item.first, item.last)}
    for token, last in sorted(starts.items()):
        inside = token in within
        if (token in seen and not inside) or token in clocked or chart.section_of[token] in _ELSEWHERE:
            continue
        line_end = chart.line(token).last
        interval = interval_at(chart, token, line_end)
        if interval is not None and interval.last <= max(last, token + 1):
            found = interval
            kinds: list[tuple[MinutesKind | Literal["guess"], str | None]] = [("interval", None)]
        else:
            length = None if inside else duration_at(chart, token, line_end)
            if length is None or not _given(around, token, length.last):
                continue
            found = length
            kinds = [
                kind
                for kind in _kinds(around, token, length.last, several=False, services=services)
                if kind[0] in {"code", "total", "timed_total"}
            ]
        seen.update(range(found.first, found.last))
        start, end = chart.starts[found.first], chart.ends[found.last - 1]
        for kind, code in kinds:
            mention = Mention("MINUTES", start, end, chart.text[start:end], "performed", str(found.minutes), code=code)
            yield Minutes(found.minutes, cast(MinutesKind, kind), mention, code)


def _told(around: Surroundings) -> Iterator[Minutes]:
    """Bare numbers that close a clause behind a phrase for the whole visit: ``the whole visit 26.``"""
    chart = around.chart
    read = {token for item in chart.minutes for token in range(*chart.tokens_of(item.mention.start, item.mention.end))}
    for token in phrases_begin(chart):
        if token >= len(chart) - 2:
            break
        end = chart.line(token).last
        at = phrase_at(chart, token, end)
        if at is None or at < token + 2 or chart.section_of[token] in _ELSEWHERE:
            continue
        at += at < end and chart.words[at] in {":", "=", ","}
        closed = at + 1 == end or (at + 1 < end and chart.words[at + 1] in {".", ";", ","})
        if (
            at >= end
            or at in read
            or not closed
            or not chart.lower[at].isdecimal()
            or not 3 <= int(chart.lower[at]) <= LONGEST
        ):
            continue
        start, stop = chart.starts[at], chart.ends[at]
        text = chart.text[start:stop]
        yield Minutes(int(text), "total", Mention("MINUTES", start, stop, text, "performed", text), None)


def _given(around: Surroundings, first: int, last: int) -> bool:
    """Whether the minutes are treatment: not how late somebody was, and not the slot that was planned."""
    chart = around.chart
    end = chart.line(first).last
    behind = last + 1 if last < end and around.words.has(chart.lower[last], "unit") else last
    if behind < end and chart.lower[behind] in _LATE and not _counted(around, first):
        return False
    if _measured(around, first, last, end):
        return False
    male = chart.words[last - 1] == "M" and chart.starts[last - 1] > chart.ends[last - 2]
    if male and look_left(around, first) is None and look_right(around, last) is None:
        return False  # a man of so many years
    before = chart.lower[max(chart.line(first).first, first - 4) : first]
    return not (_NOT_GIVEN & set(before)) or first in around.interval_from


def _measured(around: Surroundings, first: int, last: int, end: int) -> bool:
    """Whether the number is a result: minutes with seconds (``fifteen minutes and ten seconds``), a bare score."""
    chart = around.chart
    if last - first == 1:
        if _row(around, first) is not None and _other_column(chart, first):
            return True
        return chart.lower[max(0, first - 2) : first] in (["sum", "of"], ["score", "of"])
    at = last + (last < end and chart.lower[last] in {"and", ","})
    number = number_at(chart, at, end) if at < end else None
    return number is not None and number[0] < end and chart.lower[number[0]] in _SECONDS


def _counted(around: Surroundings, first: int) -> bool:
    left = look_left(around, first)
    return left is not None and left.kind in {"total", "timed_total"}


def _coded(mention: Mention, code: str | None) -> Mention:
    return (
        mention
        if code is None or mention.code == code
        else Mention(
            mention.label,
            mention.start,
            mention.end,
            mention.text,
            mention.status,
            mention.value,
            mention.section,
            code,
            mention.cue,
            mention.functions,
            mention.confidence,
        )
    )


def _kinds(
    around: Surroundings, first: int, last: int, *, several: bool, services: int
) -> Iterator[tuple[MinutesKind | Literal["guess"], str | None]]:
    chart = around.chart
    left, right = look_left(around, first), look_right(around, last)
    if left is not None and left.kind == "code" and _unticked(around, first):
        left = Cue("total") if _total_between(around, first) else None
    if right is not None and right.kind == "weak" and chart.lower[last] == "and":
        right = None  # ten minutes and worked the calf
    if first in around.interval_from:
        code = left.code if left is not None and left.kind == "code" and left.distance <= 6 else None
        if (
            code is not None
            and not _place(around, first)
            and (several or services > 1)
            and not _total_row(around, first)
        ):
            yield "part_interval", code
        else:
            yield "interval", None
        return
    if left is not None and left.kind == "code":
        yield from _of_code(around, left, first, last, services)
        return
    if left is not None and left.kind in _STRONG:
        yield _STRONG[left.kind], None
        if left.kind == "total" and right is not None and right.kind == "timed_total" and right.whole:
            yield "timed_total", None
        yield from _whole(right)
        return
    if right is not None and right.kind in {"total", "timed_total"}:
        yield _STRONG[right.kind], None
        yield from _whole(_code_behind(around, last))
        return
    if right is not None and right.kind == "code":
        yield from _code_right(around, left, right, first, last, services)
        return
    code = chart.code_of[first]
    if left is not None and left.kind == "key" and code is not None and _in_label(chart, first):
        yield "code", code
        return
    if left is not None or right is not None or _beside(around, first, last):
        yield "total", None
        return
    row = _row(around, first) if last - first == 1 else None
    if row is not None:
        yield "code", row
    elif total_before(around, first) or total_behind(around, last):
        yield "total", None
    elif _in_label(chart, first):
        yield "task", code
    elif (
        first < _OPENING
        and chart.section_of[first] in {None, "objective", "billing"}
        and (first == chart.line(first).body or first == chart.sentence(first)[0])
        and chart.lower[last - 1] != "m"
    ):
        yield "guess", None
    elif code is not None:
        yield "task", code
    else:
        yield "unknown", None


def _of_code(
    around: Surroundings, left: Cue, first: int, last: int, services: int
) -> Iterator[tuple[MinutesKind, str | None]]:
    """Minutes behind a service: its own, and the visit's where the words say so or two services share them."""
    chart = around.chart
    label = label_left(around, first)
    if label is not None and joint_label(around, label):
        yield "timed_total", None
        return
    own = chart.lower[last] if last < chart.line(first).last else ""
    if (
        services > 1
        and label is not None
        and chart.words[label] in {",", ";"}
        and around.words.has(own, "total")
        and not left.key
    ):
        yield "total", None
        return
    yield "code", left.code
    if services > 1:
        whole = _visit_behind(around, last)
    else:
        whole = (left.key and _total_between(around, first)) or total_behind(around, last)
    if left.whole or whole:
        yield "total", None


def _code_right(
    around: Surroundings, left: Cue | None, right: Cue, first: int, last: int, services: int
) -> Iterator[tuple[MinutesKind, str | None]]:
    chart = around.chart
    before = chart.lower[max(chart.line(first).first, first - 2) : first]
    label = next((at for at in range(last, min(last + 11, len(chart))) if at in around.label_from), last)
    if _PART & set(before):
        yield "task", right.code
        return
    yield "code", right.code
    told = total_behind(around, around.label_from[label][0]) if label in around.label_from else False
    told = told or any(
        phrase_at(chart, token, label) == label or _closes(chart, token, label) for token in range(last, label)
    )
    if right.whole or (services < 2 and (told or left is not None or total_before(around, first))):
        yield "total", None


def _closes(chart: Chart, token: int, label: int) -> bool:
    """Whether a phrase for the whole visit, closed by a comma, stands before a label: ``26 min in all, 97530``."""
    after = phrase_at(chart, token, label)
    return after is not None and after < label and chart.words[after] in {",", "-", "("}


def _place(around: Surroundings, first: int) -> bool:
    """Whether the nearest label before a number only begins the name of a place: ``NEURO GYM: 14:06-14:30``."""
    label = label_left(around, first)
    return label is not None and around.chart.lower[label] in _PLACES


def _unticked(around: Surroundings, first: int) -> bool:
    """Whether the nearest label before a number stands behind an empty box."""
    label = label_left(around, first)
    return label is not None and label - 1 in around.chart.unchecked and first not in around.chart.unchecked


def _total_between(around: Surroundings, first: int) -> bool:
    return any(around.words.has(word, "total") for word in around.chart.lower[max(0, first - 4) : first])


def _visit_behind(around: Surroundings, last: int) -> bool:
    """With several services, only words for the whole visit beside the minutes make them its total."""
    chart = around.chart
    end = chart.line(last - 1).last
    if last + 1 < end and chart.words[last] in {"=", "→"} and around.words.has(chart.lower[last + 1], "total"):
        return total_behind(around, last)
    near = range(last, min(last + 4, end))
    return any(phrase_at(chart, token, end) is not None for token in near) and total_behind(around, last)


def _whole(right: Cue | None) -> Iterator[tuple[MinutesKind, str | None]]:
    if right is not None and right.kind == "code" and right.whole:
        yield "code", right.code


def _code_behind(around: Surroundings, last: int) -> Cue | None:
    """The service behind ``total`` (``33 min total, all 97530``)."""
    end = around.chart.line(last - 1).last
    whole = False
    for token in range(last, min(last + 10, end)):
        if token in around.label_from:
            return Cue("code", around.label_from[token][1], whole=whole)
        if around.chart.words[token][0].isdecimal() or around.chart.words[token] in {".", ";"}:
            return None
        whole = (
            whole
            or around.chart.lower[token] in {"whole", "entirely"}
            or (around.chart.lower[token] == "all" and around.chart.lower[token - 1] != "in")
        )
    return None


def _total_row(around: Surroundings, first: int) -> bool:
    """Whether the interval's line also gives a total, so that the clock is the visit's."""
    line = around.chart.line(first)
    return any(
        around.words.has(word, "total")
        for word in around.chart.lower[max(line.first, first - 30) : min(line.last, first + 30)]
    )


def _beside(around: Surroundings, first: int, last: int) -> bool:
    """Whether a clock interval stands beside the duration, with marks alone between them."""
    chart = around.chart
    line = chart.line(first)
    for step, edges, token in ((-1, around.interval_to, first - 1), (1, around.interval_from, last)):
        for _ in range(4):
            if not line.first <= token < line.last:
                break
            if token in edges:
                return True
            word = chart.lower[token]
            if chart.words[token][0].isalnum() and word not in _SAME and not around.words.has(word, "filler"):
                break
            token += step
    return False


def _row(around: Surroundings, first: int) -> str | None:
    """The service that begins the row of a grid in which a bare number of minutes stands."""
    line = around.chart.line(first)
    return next(
        (
            around.label_from[token][1]
            for token in range(line.first, min(line.first + 4, first))
            if token in around.label_from
        ),
        None,
    )


def _other_column(chart: Chart, first: int) -> bool:
    """Whether the table's heading over a bare number names something else than minutes: ``HR``, ``RPE``."""
    line = chart.line(first)
    row = chart.text[line.start : line.end]
    mark = next((mark for mark in "\t|" if mark in row), None)
    if mark is None:
        return False
    column = chart.text.count(mark, line.start, chart.starts[first])
    heading: list[str] = []
    for above in reversed(chart.lines[max(0, line.number - _ROWS) : line.number]):
        cells = chart.text[above.start : above.end].split(mark)
        if len(cells) == 1:
            break
        if len(cells) == row.count(mark) + 1 and not any(character.isdecimal() for cell in cells for character in cell):
            heading = cells
            break
    name = heading[column].strip() if column < len(heading) else ""
    return bool(name) and not _MINUTES_COLUMN.search(name)


def _in_label(chart: Chart, token: int) -> bool:
    """Whether the token stands in text under a service's own label."""
    start, code = chart.starts[token], chart.code_of[token]
    if code is None:
        return False
    until = bisect.bisect_right(chart.segments, start, key=lambda segment: segment.start)
    return any(
        segment.start <= start < segment.end and segment.code == code
        for segment in chart.segments[max(0, until - 8) : until]
    )


@Language.factory("doclint_durations", requires=["doc._.doclint_chart"])
def create_durations(nlp: Language, name: str) -> Durations:
    """Factory of ``doclint_durations``; needs ``doclint_status`` before it."""
    return Durations()
