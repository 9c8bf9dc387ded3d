"""Where goals begin and end: the items of goal sections and the text behind a tag."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from operator import attrgetter

from doclint.kept import Question
from doclint.nlp.chart import Chart
from doclint.nlp.goal.tags import Tag
from doclint.nlp.grammar_words import word_set

_FULL_LINE = 70
"""Characters from which on a line break may be a mere wrap."""
_NUMBER_WORDS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})
_LONG = 80
"""Tokens beyond which an item is no list of values."""
_BREAKS = frozenset({";", "|", "//", "||", "•", "●", "▪", "~", "..", "<<"})
_COUNTS = frozenset({"2", "3", "4", "5"})
"""Numbers of a list's later items."""
_PARTING = Question(_BREAKS | _COUNTS | {"/"})
"""Words before which an item may end."""
_FIRST = attrgetter("first")
_CUTTING = Question({"and", "is", "(", "[", ",", "-", "–", "—", ".", "→", "->"})
"""Words that may open what is said about a goal."""
_STATE_LEADS = frozenset(
    {"-", "–", "—", "→", "->", ":", "[", "(", ",", "=", "--", "..", "/", "is", "was", "has", "been"}
)
_TAIL_SUBJECTS = word_set("goals:tail_subjects")
_NO_CONTENT = frozenset({"n/a", "none", "same", "then", "code"})
_DROP_FRONT = frozenset(
    {
        ":",
        ";",
        "||",
        "-",
        "–",
        "—",
        ",",
        ".",
        "=",
        ">",
        ">>",
        "→",
        "->",
        "|",
        ")",
        "]",
        "[",
        "(",
        "#",
        "*",
        "•",
        "<",
        "=>",
        "/",
        "~",
        "--",
        "and",
        "is",
        "are",
        "//",
    }
)
_DROP_BACK = frozenset(
    [
        ".",
        ",",
        ";",
        ":",
        "-",
        "–",
        "—",
        "|",
        "/",
        "(",
        "[",
        "<",
        ">",
        "•",
        "and",
        "→",
        "->",
        "!",
        "~",
        "--",
        "=",
        "*",
        '"',
        "+",
        "]",
        "//",
        "as",
        "..",
        "...",
        "'",
        "not",
        "comma",
        "period",
        "but",
    ]
)


def pieces(chart: Chart, region: list[bool], tags: dict[int, Tag]) -> list[tuple[int, int]]:
    """The untagged items of goal sections, as token ranges."""
    out: list[tuple[int, int]] = []
    token, size = 0, len(chart)
    following = [*region, True]
    while (token := following.index(True, token)) < size:
        line, stop = chart.line(token), chart.sentence(token)[1]
        starts_line = token == line.body or not region[token - 1]
        if False in region[token:stop]:
            stop = region.index(False, token)
        end = next((at for at in chart.between(_PARTING, token + 1, stop) if _ends_item(chart, token, at)), stop)
        tagged = not tags.keys().isdisjoint(range(token, end))
        after_item = token > 0 and (
            chart.words[token] in _BREAKS
            or chart.words[token] == "/"
            or _next_number(chart, token - 1, token)
            or (token > 1 and region[token - 2] and _list_number(chart, token - 2))
        )
        boxed = token in chart.checked or token in chart.unchecked
        if starts_line and end > line.last and short_line(chart, token):
            end = line.last
        if not tagged and not boxed and (starts_line or after_item):
            first, last = trim(chart, token, cut(chart, token, end))
            first = _skip_list_number(chart, first, last)
            out.extend(split_measures(chart, first, last))
        token = end
    return out


def _ends_item(chart: Chart, first: int, token: int) -> bool:
    """Whether an item of a goal section that begins at ``first`` ends before the token."""
    return _item_break(chart, token, True) or _next_number(chart, first, token)


def _list_number(chart: Chart, token: int) -> bool:
    """Whether ``1.`` or ``2)`` stands at the token."""
    return (
        chart.words[token] in ("1", "2", "3", "4", "5")
        and chart.words[token + 1] in (".", ")")
        and (chart.ends[token] == chart.starts[token + 1])
    )


def _next_number(chart: Chart, first: int, token: int) -> bool:
    """Whether a list number opens an item in the middle of a line: ``1. reads her mail, I 2. dials her son``."""
    return (
        token > first
        and chart.words[token] in _COUNTS
        and token + 2 < len(chart)
        and chart.words[token + 1] in (".", ")")
        and chart.ends[token] == chart.starts[token + 1]
        and chart.ends[token + 1] < chart.starts[token + 2]
        and chart.words[token + 2][0].isalpha()
        and chart.starts[token] > chart.ends[token - 1]
    )


def _skip_list_number(chart: Chart, first: int, last: int) -> int:
    """The first token behind ``1.``, ``2)``, ``| 1`` or ``one,``."""
    if first + 1 < last and (
        (chart.words[first].isdigit() and len(chart.words[first]) == 1) or chart.lower[first] in _NUMBER_WORDS
    ):
        following = chart.words[first + 1]
        if following in (".", ")", ":", ",", "-") and (
            following != "." or not chart.words[min(first + 2, last - 1)].isdigit()
        ):
            return first + 2
        if (
            first
            and chart.words[first - 1] in ("|", ":", "(")
            and chart.words[first].isdigit()
            and following.isalpha()
            and len(following) > 3
        ):
            return first + 1
    return first


def split_measures(chart: Chart, first: int, last: int) -> list[tuple[int, int]]:
    """A list of impairments with their values comes apart at its commas: ``flexion 115, quad 4+/5, pain <2``."""
    if last - first > _LONG:
        return [(first, last)]
    if "," not in chart.words[first:last] and "and" not in chart.lower[first:last]:
        return [(first, last)] if last > first else []
    parts: list[tuple[int, int]] = []
    begin = first
    for token in range(first, last):
        listed = chart.words[token] == "," or (
            chart.lower[token] == "and"
            and all(
                any(w[0].isdigit() or w in _NUMBER_WORDS for w in chart.lower[a:b])
                for a, b in ((begin, token), (token, last))
            )
        )
        if listed and token > begin:
            parts.append((begin, token))
            begin = token + 1
    parts.append((begin, last))
    parts = [trim(chart, a, b) for a, b in parts if b > a]
    parts = [(a, b) for a, b in parts if b > a]
    if len(parts) > 1 and all(_impairment(chart, a, b) for a, b in parts):
        return parts
    return [(first, last)] if last > first else []


def _impairment(chart: Chart, first: int, last: int) -> bool:
    return any(
        term.vocabulary == "evidence" and term.category == "impairment" and term.last <= last
        for token in range(first, last)
        for term in chart.terms_at.get(token, ())
    )


def _item_break(chart: Chart, token: int, region: bool) -> bool:
    word = chart.words[token]
    if word in _BREAKS:
        return True
    if word == "/" and token + 1 < len(chart):
        return region and chart.starts[token] > chart.ends[token - 1] and chart.starts[token + 1] > chart.ends[token]
    return False


def within(chart: Chart, tag: Tag, until: int, region: bool) -> int:
    """The end of a tagged goal's text, which ends at the next tag (``until``)."""
    size = len(chart)
    last = tag.last
    sentence = chart.sentence_of[tag.first]
    colon = False
    while last < size:
        if chart.line_of[last] != chart.line_of[last - 1] and short_line(chart, last - 1):
            break
        if chart.sentence_of[last] != sentence:
            if (
                chart.words[last - 1] == "."
                and chart.lower[last - 2] in ("min", "mod", "max", "sup", "indep")
                and chart.lower[last][:1] == "a"
            ):
                sentence = chart.sentence_of[last]
                continue
            if (
                colon
                or chart.line_of[last] != chart.line_of[tag.first]
                or any(w.isalnum() for w in chart.words[tag.last : last])
            ):
                break
            colon, sentence = True, chart.sentence_of[last]
        if last == until or (_item_break(chart, last, region) and not (last == tag.last and chart.words[last] != ";")):
            break
        stop = min(chart.line(last).last, chart.sentence(last)[1])
        parted = chart.between(_PARTING, last + 1, stop)[:1]
        last = min(stop, until, *parted)
    return cut(chart, tag.last, last)


def short_line(chart: Chart, token: int) -> bool:
    """Whether a line ended before its text was full, so that the next line is another matter."""
    line = chart.line(token)
    return line.end - line.start < _FULL_LINE


def cut(chart: Chart, first: int, last: int) -> int:
    """The end without what is said about the goal: ``- met``, ``(6/10 today)``, ``, she managed six``."""
    cues = chart.terms_of("goal_cues")
    told = cues[bisect_left(cues, first + 1, key=_FIRST) : bisect_left(cues, last, key=_FIRST)]
    for token in sorted({*chart.between(_CUTTING, first + 1, last), *(term.first for term in told)}):
        word = chart.words[token]
        following = chart.lower[token + 1] if token + 1 < last else ""
        if (word == "and" and following in _TAIL_SUBJECTS) or (word == "is" and following in ("what", "where")):
            return token
        if word in ("(", "[") and any(
            chart.lower[t] in _TAIL_SUBJECTS or state_at(chart, t) or chart.lower[t] in ("x", "initial")
            for t in range(token + 1, min(token + 6, last))
        ):
            return token
        if (
            word in (",", "-", "–", "—", ".", "→", "->")
            and token + 1 < last
            and chart.lower[token + 1] in _TAIL_SUBJECTS
            and token > first + 2
        ):
            return token
        if (
            state_at(chart, token)
            and token > first + 2
            and (chart.lower[token - 1] in _STATE_LEADS or token + 1 >= last)
            and chart.lower[token] not in ("set",)
        ):
            return token
    return last


def state_at(chart: Chart, token: int) -> bool:
    terms = chart.terms_at.get(token)
    return terms is not None and any(term.vocabulary == "goal_cues" and term.category == "state" for term in terms)


def trim(chart: Chart, first: int, last: int) -> tuple[int, int]:
    """The range without leading and trailing decoration."""
    while first < last and chart.lower[first] in _DROP_FRONT:
        first += 1
    while last > first and chart.lower[last - 1] in _DROP_BACK:
        last -= 1
    if last > first and chart.words[last - 1] == ")":
        words = chart.words[first:last]
        last -= words.count("(") < words.count(")")
    return first, last


def content(chart: Chart, first: int, last: int) -> bool:
    """Whether the words say what is to be reached, and not only that a goal is met or goes on."""
    while first < last and not chart.words[first][0].isalnum() and chart.words[first][:2] != "__":
        first += 1
    if first < last and chart.lower[first] == "all":
        first += 1
    if first < last and state_at(chart, first) and last - first < 8:
        return False
    letters = list(islice((w for w in chart.words[first:last] if w[0].isalpha() and len(w) > 1), 2))
    return (
        bool(letters)
        and (len(letters) > 1 or any(w[0].isdigit() for w in chart.words[first:last]) or len(letters[0]) > 5)
        and _NO_CONTENT.isdisjoint(chart.lower[first : min(last, first + 3)])
        and chart.words[first][:2] != "__"
    )
