"""Which text belongs to which service (annotation.md, section 1).

A label is a procedure code or a service name. Where it begins a line or a sentence, the text belongs to it until the
next label,
a section of another kind or a blank line; inside a sentence it takes that sentence alone. Rows of a billing grid
carry no treatment
text. A key such as ``CODES: A 97110, B 97530`` hands the lettered items their codes. In a note without labels all
treatment text
belongs to 97530.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from itertools import islice

from spacy.language import Language

from doclint.facts import NoteCode, Segment
from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart, Line, Read, chart_for

CODE = "97530"
_CODE = re.compile(r"(?<![\dA-Za-z#$])(9[0-9]\d{3}|G0\d{3})(?!\d)")
_OUTSIDE = frozenset(
    {
        "subjective",
        "assessment",
        "plan",
        "goals",
        "home",
        "history",
        "precautions",
        "diagnosis",
        "signature",
        "not_done",
        "measures",
        "caregiver",
    }
)
"""Sections that end a labelled block."""
_WHOLE_VISIT = frozenset({"response", "skilled", "reasoning", "level", "cues"})
"""Headers that speak of the whole visit unless they stand under 97530."""
_NO_TREATMENT = frozenset({"plan", "goals", "home", "history", "precautions", "diagnosis", "signature"})
_GRID_WORDS = frozenset(
    "min mins minutes minute unit units u un x cpt code codes timed total tx time hr hrs h m to in out gp go gn kx cq co 1:1 one on "
    "and only am pm a p est individual billed bill mod modifier modifiers of the svc service ot pt charge charged ea x1 x2".split()
)
_KEY = re.compile(
    r"(?<![A-Za-z0-9])((?:[A-Ha-h]|#?[1-9])(?:\s?(?:,|\+|&|and|/)\s?(?:[A-Ha-h]|#?[1-9])){0,9})"
    r"\s{0,3}(?:[=:>-]{1,3}|is|→|lane|block)?\s{0,3}\(?(9[0-9]\d{3})(?!\d)"
)
_KEY_REVERSED = re.compile(
    r"(9[0-9]\d{3})\s{0,3}(?:[=:>-]{1,3}|is|for|→)?\s{0,3}(?:items?|lines?|blocks?|parts?)\s{0,3}"
    r"((?:[A-Ha-h]|#?[1-9])(?:\s?(?:,|\+|&|and|/)\s?(?:[A-Ha-h]|#?[1-9])){0,9})(?![A-Za-z0-9'’.:])"
)
_DIGITS = re.compile(r"9[0-9]\d{3}(?!\d)")
"""The code in a key."""
_UNITS = re.compile(
    r"\(?\s*(?:[x×]\s*(\d{1,2})(?!\d|\s*(?:['’′”\d.]|min|ft|rep|m\b))(?:\s*u(?:n|nits?)?\b)?|(\d{1,2})\s*(?:u|un|unit|units)\b"
    r"|units?\s*[:=]?\s*(\d{1,2})\b|[x×]\s*(one|two|three|four|five|six)\b|(one|two|three|four|five|six)\s+units?\b)",
    re.IGNORECASE,
)
_MODIFIERS = re.compile(r"\s*[-\s,/(+]\s*(59|XE|XS|XP|XU|G[PON]|KX|CQ|CO)(?![A-Za-z0-9])")
_DENIES = re.compile(
    r"\s*[:|=-]?\s*(?:0(?:\s*(?:min|u|\||$|\n|,|;))|none\b|n/a\b|not (?:billed|done|given|provided)|-+\s*(?:\||$|\n))",
    re.IGNORECASE,
)
"""What stands behind a label that was not given."""
_LETTER_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_OPENS_LINE = re.compile(
    r"\W*(?:\d{1,2}[.)]?|[A-Ha-h][.)]|cpt|svc|code|codes|service|procedure|[xX]|\d{1,2}:\d\d\s*[-–]\s*\d{1,2}:\d\d|"
    r"\d{4}\s*[-–]\s*\d{4})\W*",
    re.IGNORECASE,
)
"""What may stand before a label that begins its line."""
_GRADE_OR_PLACE = re.compile(r"\s*+(?:\d\s*+[-+]?\s*+/\s*+5|\d\s*+in\b)")
_ANNOUNCES = re.compile(
    r"\s*+(?:[:|=(/>–—]|-+\s|-+>|[x×]\s*+\d|\.{2}|\d{1,3}(?:\.\d+)?\s*+(?:['’′]|min|m\b|hr|u\b|unit|$)|\d{1,2}:?\d{2}\s*+[ap]?m?\s*+(?:-|–|to)"
    r"|(?:ten|fifteen|twenty|thirty|forty|half|a quarter)\b)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[A-Za-z0-9,;+&]")
"""What stands between two labels that are none of one service."""
_UNITS_BEFORE = re.compile(r"(\d{1,2})\s?(?:units?|u)\s?(?:of\s?)?$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
_BILLS = re.compile(r"\s*(?:codes?|chg|charges?|billed|billing|key|bill)\b", re.IGNORECASE)
"""How a line begins that says which codes the items have."""
_WORDED = 4
"""Words that are more than the label of a row."""
_LEADING = 16
"""Tokens within which a label can still begin its line."""
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NEGATED = frozenset({"no", "not", "without", "never", "nor", "isnt", "isn't"})


@dataclass(slots=True)
class _Label:
    first: int
    last: int
    code: str
    written: str
    start_of: str = "middle"
    """Where it stands: ``line``, ``sentence`` or ``middle``."""
    brief: bool = False
    """Whether it takes its own line and the bullets below only, as a short modality name does."""


class Attribution:
    """Component ``doclint_attribution``: fills code_of, segments, codes and the grid rows of the chart."""

    def __init__(self) -> None:
        self.names: dict[str, list[tuple[tuple[str, ...], str, bool, str]]] = {}
        for row in rows("services"):
            for name in variants(row["names"]):
                pieces = tuple(re.findall(r"[^\W_]+|[^\s\w]", name))
                self.names.setdefault(pieces[0], []).append(
                    (pieces, row["code"], bool(row["line_start_only"]), row["group"])
                )
        for options in self.names.values():
            options.sort(key=lambda option: -len(option[0]))
        self.begins = Question(self.names, _is_a_code)
        """Whether a label can begin with a word."""

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_attribution", "doclint_layout")
        labels = self._labels(chart)
        _mark_grid(chart, labels)
        _note_codes(chart, labels)
        keyed = _keys(chart)
        _attribute(chart, labels, keyed)
        return doc

    def _labels(self, chart: Chart) -> list[_Label]:
        labels: list[_Label] = []
        heads = {header.first for header in chart.headers} | {header.last for header in chart.headers}
        after = 0
        for token in chart.where(self.begins):
            label = self._label_at(chart, token, heads) if token >= after else None
            if label is None:
                continue
            after = label.last
            if (
                labels
                and _adjacent(chart, labels[-1], label)
                and (label.code == labels[-1].code or not (_is_code(label) and _is_code(labels[-1])))
            ):
                previous = labels[-1]
                if _is_code(label):
                    previous.code = label.code
                previous.last = label.last
            else:
                labels.append(label)
        return labels

    def _label_at(self, chart: Chart, token: int, heads: set[int]) -> _Label | None:
        word = chart.words[token]
        if token in chart.unchecked:
            return None
        line = chart.line(token)
        if _CODE.fullmatch(word):
            if _denied(chart, token, token + 1):
                return None
            return _Label(token, token + 1, word, word, _place(chart, token, heads))
        for pieces, code, start_only, group in self.names.get(chart.lower[token], ()):
            last = token + len(pieces)
            if last > line.last or tuple(chart.lower[token:last]) != pieces:
                continue
            place = _place(chart, token, heads)
            if start_only and not (place == "line" and _announced(chart, last, line.last)):
                continue
            if _denied(chart, token, last):
                return None
            return _Label(token, last, code, chart.span(token, last), place, brief=start_only and group == "modality")
        return None


def _may_hold_code(word: str) -> bool:
    """Whether a code can stand in a word, or end with it: ``G0`` and its digits are two."""
    return word[0].isdecimal() and len(word) > 3


_HOLDS_CODE = Question(holds=_may_hold_code)


def _is_a_code(word: str) -> bool:
    return _CODE.fullmatch(word) is not None


def _is_code(label: _Label) -> bool:
    return bool(_CODE.match(label.written))


def _adjacent(chart: Chart, one: _Label, two: _Label) -> bool:
    between = chart.text[chart.ends[one.last - 1] : chart.starts[two.first]]
    return len(between) < 12 and "\n" not in between and not _PARTS.search(between)


def _denied(chart: Chart, first: int, last: int) -> bool:
    if first and chart.lower[first - 1] in _NEGATED:
        return True
    rest = chart.text[chart.ends[last - 1] : chart.ends[last - 1] + 24]
    return _DENIES.match(rest) is not None


def _place(chart: Chart, token: int, heads: set[int]) -> str:
    line = chart.line(token)
    before = chart.text[line.start : chart.starts[token]] if token - line.first < _LEADING else "word"
    if token <= line.body or not _LETTER_OR_DIGIT.search(before) or _OPENS_LINE.fullmatch(before):
        return "line"
    if token in heads:
        return "line"
    first, _ = chart.sentence(token)
    if token == first or all(not chart.words[i][0].isalnum() or i in chart.checked for i in range(first, token)):
        return "sentence"
    if chart.words[token - 1] in {";", "|", "//", "||", ">>", "→", "•", "]"}:
        return "sentence"
    return "middle"


def _announced(chart: Chart, last: int, end: int) -> bool:
    """Whether a short name such as ``TA`` is followed by what follows a label: a mark, minutes, an interval."""
    if last >= end:
        return True
    rest = chart.text[chart.ends[last - 1] : chart.ends[end - 1]]
    return not _GRADE_OR_PLACE.match(rest) and _ANNOUNCES.match(rest) is not None


def _mark_grid(chart: Chart, labels: list[_Label]) -> None:
    """Rows that hold a label and otherwise only numbers, units, modifiers and rules."""
    by_line: dict[int, set[int]] = {}
    for label in labels:
        by_line.setdefault(chart.line_of[label.first], set()).update(range(label.first, label.last))
    rows_: list[int] = []
    for number, inside in by_line.items():
        line = chart.lines[number]
        if all(
            not chart.words[t][0].isalpha()
            or chart.lower[t] in _GRID_WORDS
            or t in inside
            or t in chart.checked
            or t in chart.unchecked
            for t in range(line.first, line.last)
        ):
            rows_.append(number)
    bare = set(rows_)
    kinds = {header.first: header.kind for header in chart.headers}
    closing = _OUTSIDE | {"billing"}
    following: Line | None = None
    next_of: dict[int, Line | None] = {}
    for line in reversed(chart.lines):
        next_of[line.number] = following
        if line.last > line.first:
            following = line
    for number in rows_:
        following = next_of[number]
        alone = number - 1 not in bare and number + 1 not in bare
        opens = (
            alone
            and following is not None
            and following.number == number + 1
            and following.number not in by_line
            and following.section == chart.lines[number].section
            and kinds.get(following.first) not in closing
        )
        last_of_block = (
            following is not None
            and following.number == number + 1
            and following.number not in by_line
            and following.marker is not None
            and following.marker[0] in "-–•*·◦▪+~>"
        )
        chart.lines[number].grid = not (opens or last_of_block)


def _note_codes(chart: Chart, labels: list[_Label]) -> None:
    for number, label in enumerate(labels):
        if not _is_code(label) and label.code != CODE:
            continue
        end = chart.ends[label.last - 1]
        limit = chart.lines[chart.line_of[label.first]].end
        if number + 1 < len(labels):
            limit = min(limit, chart.starts[labels[number + 1].first])
        rest = _head(chart.text[end : min(limit, end + 120)])
        modifiers: list[str] = []
        at = 0
        while match := _MODIFIERS.match(rest, at):
            modifiers.append(match[1])
            at = match.end()
        found = _UNITS.search(rest)
        units: int | None = None
        if found:
            word = next(group for group in found.groups() if group)
            units = int(word) if word.isdigit() else _NUMBER_WORDS[word.lower()]
        elif before := _UNITS_BEFORE.search(
            chart.text[max(0, chart.starts[label.first] - 20) : chart.starts[label.first]]
        ):
            units = int(before[1])
        chart.codes.append(NoteCode(label.code, chart.starts[label.first], end, units, tuple(modifiers)))


def _head(rest: str) -> str:
    """The part behind a label that still speaks of billing: up to the first word that does not."""
    for word in _WORD.finditer(rest):
        if word[0].lower() not in _GRID_WORDS and word[0].lower() not in _NUMBER_WORDS:
            return rest[: word.start()]
    return rest


def _keys(chart: Chart) -> dict[str, str]:
    """Item letter or number to code, from a key such as ``chg: a 97530 / b 97110``."""
    keyed: dict[str, str] = {}
    for number in sorted(set(map(chart.line_of.__getitem__, chart.where(_HOLDS_CODE)))):
        line = chart.lines[number]
        text = chart.text[line.start : line.end]
        if not _CODE.search(text):
            continue
        head = _BILLS.match(text)
        pairs = [(m[2], m[1]) for m in _KEY_REVERSED.finditer(text)]
        if not head and not pairs and len(_DIGITS.findall(text)) < 2:
            continue
        pairs = [*((m[1], m[2]) for m in _KEY.finditer(text)), *pairs]
        if not head and len({item for item, _ in pairs}) < 2:
            continue
        for items, code in pairs:
            for item in re.findall(r"[A-Ha-h1-9]", re.sub(r"\band\b", "", items)):
                keyed.setdefault(item.lower(), code)
    return keyed


def _attribute(chart: Chart, labels: list[_Label], keyed: dict[str, str]) -> None:
    at = {label.first: label for label in labels}
    header_at = {header.first: header for header in chart.headers}
    events = sorted({*at, *header_at})
    key_lines = {
        line.number
        for line in chart.lines
        if keyed and line.last > line.first and _item(chart, line.first, line.body) in keyed
    }
    current: _Label | None = None
    opened = 0
    previous_number = -1
    seen: set[str] = set()
    last_label = -1
    for line in chart.lines:
        if line.first == line.last:
            continue
        bullet = line.marker is not None
        if current is not None and current.brief and not bullet:
            _close(chart, current, opened, line.first)
            current = None
        if line.number - previous_number > 1 and not bullet and current is not None:
            _close(chart, current, opened, line.first)
            current = None
        previous_number = line.number
        if line.number in key_lines:
            if current is not None:
                _close(chart, current, opened, line.first)
            code = keyed[_item(chart, line.first, line.body)]
            current, opened = _Label(line.first, line.first, code, code), line.first
        if line.grid:
            if current is not None:
                _close(chart, current, opened, line.first)
                current = None
            for token in range(line.first, line.last):
                if token in at:
                    stop = next((t for t in range(token + 1, line.last) if t in at), line.last)
                    chart.code_of[token:stop] = [at[token].code] * (stop - token)
            continue
        for token in events[bisect.bisect_left(events, line.first) : bisect.bisect_left(events, line.last)]:
            header = header_at.get(token)
            if (
                header is not None
                and current is not None
                and token not in at
                and (
                    header.kind in _OUTSIDE
                    or (header.kind in _WHOLE_VISIT and current.code != CODE)
                    or (header.kind == "objective" and current.code != CODE and token <= line.body + 1)
                    or (header.kind == "billing" and token <= line.body + 1)
                )
            ):
                _close(chart, current, opened, token)
                current = None
            label = at.get(token)
            if label is None or (line.number in key_lines and keyed):
                continue
            last_label, previous_label = token, last_label
            first, last = chart.sentence(token)
            trailing = all(
                not chart.words[i][0].isalnum() or chart.lower[i] in _GRID_WORDS or chart.words[i][0].isdigit()
                for i in range(label.last, min(last, line.last))
            )
            if trailing and label.code in seen and label.start_of != "line":
                continue
            seen.add(label.code)
            if label.start_of == "middle" and (label.code != CODE or trailing):
                if current is not None and current.code == label.code:
                    continue
                begin = max(first, previous_label)
                if label.code == CODE:
                    if current is not None:
                        _close(chart, current, opened, begin)
                    current, opened = label, begin
                    continue
                for i in range(begin, last):
                    chart.code_of[i] = label.code
                chart.segments.append(Segment(chart.starts[begin], chart.ends[last - 1], label.code, label.written))
                if current is not None:
                    _close(chart, current, opened, begin)
                    opened = last
                continue
            if current is not None:
                _close(chart, current, opened, token)
            current, opened = label, token
    if current is not None:
        _close(chart, current, opened, len(chart))
    _fill_rest(chart)
    chart.segments.sort(key=lambda segment: segment.start)


def _item(chart: Chart, first: int, body: int) -> str:
    """The item's letter or number at a line's beginning: ``a)``, ``A LANE``, ``#1``; empty where there is none."""
    marker = re.sub(r"[^A-Za-z0-9]", "", chart.text[chart.starts[first] : chart.starts[body]] if body > first else "")
    if not marker and len(chart.words[first]) == 1:
        marker = chart.words[first]
    return marker.lower() if len(marker) == 1 else ""


def _close(chart: Chart, label: _Label, first: int, last: int) -> None:
    if last <= first:
        return
    for token in range(first, last):
        if chart.code_of[token] is None:
            chart.code_of[token] = label.code
    chart.segments.append(Segment(chart.starts[first], chart.ends[last - 1], label.code, label.written))


def _fill_rest(chart: Chart) -> None:
    """Treatment text without any label counts to 97530 where 97530 has no labelled text of its own."""

    def worded(segment: Segment) -> bool:
        first, last = chart.tokens_of(segment.start, segment.end)
        said = (t for t in range(first, last) if chart.words[t][0].isalpha() and chart.lower[t] not in _GRID_WORDS)
        return len(list(islice(said, _WORDED))) == _WORDED

    chart.labelled = any(segment.code == CODE and worded(segment) for segment in chart.segments)
    if chart.labelled:
        return
    chart.code_of = [
        CODE if code is None and section not in _NO_TREATMENT else code
        for code, section in zip(chart.code_of, chart.section_of, strict=True)
    ]


@Language.factory("doclint_attribution", requires=["doc._.doclint_chart"])
def create_attribution(nlp: Language, name: str) -> Attribution:
    """Factory of ``doclint_attribution``; needs ``doclint_layout`` before it."""
    return Attribution()
