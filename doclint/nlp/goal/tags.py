"""Names of goals in the text: ``LTG 2``, ``goal two``, ``G1``."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.nlp.chart import Chart

_NUMBER_WORDS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})
_ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi"])
_SEPARATORS = frozenset({":", "-", "–", "—", ",", ".", "=", ">", ">>", "→", "->", "|", ")", "=>", "(", "--"})
_AFTER_ORDINAL = frozenset({":", "-", "–", "—", ",", "=", "is"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A goal's name in the text: tokens ``first`` to ``last`` (exclusive)."""

    first: int
    last: int


def find_tags(chart: Chart) -> dict[int, Tag]:
    """Tags by their first token, in order; looked for once a note."""
    if chart.tags is None:
        chart.tags = _tags(chart)
    return chart.tags


def _tags(chart: Chart) -> dict[int, Tag]:
    tags: dict[int, Tag] = {}
    end = -1
    for term in chart.terms_of("goal_cues"):
        if term.first < end:
            continue
        if term.category == "tag":
            last = _number(chart, term.last, strict=False)
            tags[term.first] = Tag(term.first, last or term.last)
        elif term.category == "tag_numbered":
            last = _number(chart, term.last, strict=True)
            if last is None or (
                chart.lower[term.first] == "g" and chart.ends[term.first] != chart.starts[term.first + 1]
            ):
                continue
            tags[term.first] = Tag(term.first, last)
        elif term.category == "tag_ordinal" and term.last < len(chart) and chart.words[term.last] in _AFTER_ORDINAL:
            tags[term.first] = Tag(term.first, term.last)
        else:
            continue
        end = tags[term.first].last
    return tags


def _number(chart: Chart, token: int, *, strict: bool) -> int | None:
    """The token after a goal's number or letter, None where there is none."""
    size = len(chart)
    if token < size and chart.words[token] in ("#", "-") and token + 1 < size and chart.words[token + 1].isdecimal():
        token += 1
    if token >= size or (chart.line_of[token] != chart.line_of[token - 1]):
        return None
    word = chart.lower[token]
    following = chart.words[token + 1] if token + 1 < size and chart.line_of[token + 1] == chart.line_of[token] else ""
    separated = following in _SEPARATORS
    if word.isdecimal():
        if (
            len(word) > 2
            or int(word) > 15
            or following in ("/", "%", "x", "of", "#", "'", "°")
            or following.lower() in ("min", "lb", "lbs", "reps", "ft")
        ):
            return None
        if (
            following in ("-", "–")
            and chart.words[min(token + 2, size - 1)].isdecimal()
            and chart.ends[token] == chart.starts[token + 1]
        ):
            return None
        return token + 1
    if word in _NUMBER_WORDS:
        named = chart.lower[token - 1] in ("goal", "goals", "number")
        return (
            token + 1
            if not strict
            or separated
            or following.lower() in ("is", "was", "and")
            or (named and following.lower() not in ("of", "for"))
            else None
        )
    if ((word in _ROMAN or (len(word) == 1 and word in "abcd")) and separated and following not in ("-", "(", ".")) or (
        word in ("ii", "iii", "iv", "vi")
    ):
        return token + 1
    if len(word) == 1 and chart.words[token] in "ABCD" and following and not strict:
        return token + 1
    return None
