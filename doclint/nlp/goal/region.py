"""Where goal sections stand: behind ``Goals:``, ``goal | …``, ``Aim:``, and in the list below such a header."""

from __future__ import annotations

import bisect

from doclint.nlp.chart import Chart
from doclint.nlp.grammar_words import word_set

_BREAKS = frozenset({";", "|", "//", "||", "•", "●", "▪", "~", "..", "<<"})
_MARKS = frozenset({":", "/", "-", "|", ".", ")"})
_LIST_END = word_set("goals:list_end")
_BARE_HEADERS = frozenset({"goal", "goals", "gl", "gls", "aim", "aims", "target", "targets", "rtw"})


def goal_region(chart: Chart) -> list[bool]:
    """For every token whether it stands in a goal section, headers excluded."""
    region = [False] * len(chart)
    named = {term.first for term in chart.terms_of("goal_cues") if term.category == "header"}
    opening = {*named, *(header.first for header in chart.headers if header.kind == "goals")}
    if not opening:
        return region
    opening = set(map(chart.line_of.__getitem__, opening))
    headers = {header.first: header for header in chart.headers}
    places = sorted(headers.keys() | named)
    ends = {header.last for header in chart.headers}
    open_list = bulleted = False
    previous = -1
    for line in chart.lines[min(opening) :]:
        if line.first == line.last:
            continue
        blank = line.number - previous > 1
        previous = line.number
        if not open_list and line.number not in opening:
            continue
        header = headers.get(line.body) or headers.get(line.first)
        if open_list and (
            blank
            or (header is not None and header.kind != "goals")
            or (bulleted and not line.marker)
            or line.grid
            or chart.lower[line.body if line.body < line.last else line.first] in _LIST_END
            or (line.body < line.last and chart.code_of[line.body] not in (None, chart.code_of[line.body - 1]))
        ):
            open_list = False
        if open_list and line.first:
            region[line.body : line.last] = [True] * (line.last - line.body)
            bulleted = bulleted or line.marker is not None
        last = _header_end(chart, line.body, line.last) if line.body in named else None
        if last is not None:
            region[last : line.last] = [True] * (line.last - last)
            open_list, bulleted = last >= line.last, False
        opened: list[tuple[int, int | None]] = []
        for inner in places[bisect.bisect_right(places, line.body) : bisect.bisect_left(places, line.last)]:
            other = headers.get(inner)
            begin = _header_end(chart, inner, line.last) if inner in named and _opens(chart, inner, ends) else None
            if begin is not None:
                opened.append((inner, begin))
            elif other is not None:
                opened.append((inner, other.last if other.kind == "goals" else None))
        for number, (inner, begin) in enumerate(opened, 1):
            for token in range(inner, opened[number][0] if number < len(opened) else line.last):
                region[token] = begin is not None and token >= begin
    return region


def _opens(chart: Chart, token: int, ends: set[int]) -> bool:
    """Whether a sentence or an item begins at the token, or a header ends before it, a mark aside."""
    before = chart.words[token - 1]
    return (
        token == chart.sentence(token)[0]
        or token in ends
        or (token - 1 in ends and before in _MARKS)
        or before in _BREAKS
    )


def _header_end(chart: Chart, first: int, last: int) -> int | None:
    """The token after a goal header at a line's beginning, None where there is none."""
    if first >= last:
        return None
    end = next(
        (term.last for term in chart.terms_at[first] if term.vocabulary == "goal_cues" and term.category == "header"),
        None,
    )
    if end is None or end > last:
        return None
    if (
        end < last
        and (chart.words[end].isdigit() or chart.words[end] == "(")
        and any(w in (":", "-", "|", ".", ")") for w in chart.words[end + 1 : end + 5])
    ):
        while end < last and chart.words[end] not in (":", "-", "|"):
            end += 1
    if end == last:
        return end
    if chart.words[end] in (":", "|", "-", "–", "—", "=", ">>", ">", ",", "<", "--", "→"):
        end += 1
        while end < last and chart.words[end] in ("<", ">", "-", "|"):
            end += 1
        return end
    state = any(
        term.vocabulary == "goal_cues" and term.category in ("state", "lead", "lead_ing")
        for term in chart.terms_at[end]
    )
    if (
        state
        or chart.lower[end]
        in ("is", "are", "was", "of", "for", "set", "in", "and", "on", "to", "with", "we", "this", "today")
        or (
            chart.words[first][0].isupper()
            and len(chart.line(first).marker or "") == 0
            and chart.words[first][1:].islower()
        )
    ):
        return None
    return end if chart.lower[first] in _BARE_HEADERS and end == first + 1 else None
