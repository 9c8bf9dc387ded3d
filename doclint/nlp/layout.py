"""Lines, list items, headers and sections, check boxes, sentences.

Sections follow SOAP and its variants, EMR headings and reversed order; a note without any has section None throughout.
A header counts where a line begins, or after a full stop, bar or gap inside a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, count, repeat
from operator import sub

from spacy.language import Language

from doclint.kept import Kept, Question
from doclint.lexicon import rows, variants
from doclint.nlp.chart import Chart, Header, Read, chart_for
from doclint.nlp.tokenizer import pieces_of

_MARKER = re.compile(
    r"[ \t]*((?:[-–—•*·+~>◦▪●■►→]+|--|#?\d{1,2}[.)]|#\d{1,2}|\(?[a-hA-H]\)|[ivx]{1,4}[.)]|[A-Ha-h]\.(?=\s))[ \t]+)?"
)
_BOX = re.compile(r"\[\s?([xX✓√*])\s?\]|\(\s?([xX✓√])\s?\)|([☑☒■✔✓])|(\[\s{0,3}_?\]|\(\s{1,3}\)|☐|□|\[_+\])")
_BRACKETS = Question("[(☑☒■✔✓☐□")
"""What a check box begins with."""
_GAP = re.compile(r"\s{3,}|\||;")
"""What ends the text behind a check box."""
_IN_ROUND = frozenset({")", "x", "✓", "√"})
"""What stands behind a round bracket that is one."""
_SEPARATOR = r"(?::|=|>>|--|\s[-–—]\s|/\s|\s/(?=\s))"
_BEGINS = re.compile(r"(?:[.;|!?\]]|//)\s+|\s{2,}|\|(?=\S)")
"""What stands before a header inside a line."""
_BULLETS = "-–—•*·+~◦▪●"
_BRIEF = frozenset(
    {
        "history",
        "precautions",
        "diagnosis",
        "billing",
        "signature",
        "home",
        "modality",
        "not_done",
        "caregiver",
        "cues",
        "level",
        "equipment",
        "measures",
        "goals",
    }
)
"""Sections that end with their line, bullets below excepted."""
_LONGEST = 400
"""Tokens of a sentence, three times what the longest of the corpora has: whatever looks around in its sentence takes
no more time in a text without full stops.
"""
_TERMINAL = {".", "!", "?"}
_DIVIDES = frozenset({"..", "--", ">>", "//", "||", "|"})
"""Beginnings of marks that part sentences."""
_TITLES = frozenset("mr mrs ms dr st".split())
_ABBREVIATIONS = frozenset(
    "min mins max mod approx dr mr mrs ms vs ft in no lb lbs sec secs hr hrs ther ex act st pt dx hx tx rt lt wt ht ea w sup ind indep assist eg ie etc reps rep".split()
)


_MARKS = Kept(lambda word: not word[0].isalpha() or len(word) == 1 or not set(word) - set("ivx"))
"""Words that a list marker can begin with."""
_LETTERS = Kept(lambda word: word[0] in "soap" and word[1:2] in {"", "/"})
"""Words that a letter of SOAP can stand in."""


def _can_separate(word: str) -> bool:
    return ":" in word or "=" in word or ">>" in word or "--" in word or word[-1] == "/" or word in "-–—"


def _can_end(word: str) -> bool:
    return word in _TERMINAL or word[:2] in _DIVIDES


_SEPARATES, _PARTS = Question(holds=_can_separate), Question(holds=_can_end)
"""Words in which a separator can stand; those that may end a sentence."""


class Layout:
    """Component ``doclint_layout``: fills lines, headers, sections, check boxes and sentences of the chart."""

    def __init__(self) -> None:
        self.kinds = {name: row["kind"] for row in rows("sections") for name in variants(row["header"])}
        self._ends = frozenset({")"}.union(*map(_last_words, self.kinds)))
        """Words that a known header can end with before its separator."""
        known = _any_of(sorted(self.kinds, key=len, reverse=True))
        self._known = re.compile(
            rf"(?:^[ \t]{{0,8}}|(?<=[.;|!?\]]\s)|(?<=\s\s)|(?<=\|)|(?<=//\s))(?![ \t])(?:\d{{1,2}}\s+|[A-Ha-h]\.\s+|[IVX]{{1,4}}\.\s+)?"
            rf"({known})(?:\s?\([^)\n]{{0,20}}\))?[ \t]{{0,6}}{_SEPARATOR}",
            re.IGNORECASE,
        )
        self._unknown = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9 /&'.+,()-]{1,38}?)[ \t]*(?::|>>)(?=\s|$)")
        self._letter = re.compile(r"[ \t]*([SOAPsoap])(?:[ \t]*[:/)>=.-]+|[ \t]*$|[ \t]+(?=[•–—]))")

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_layout")
        for line in chart.lines:
            if line.first < line.last and _MARKS[chart.lower[line.first]]:
                match = _MARKER.match(chart.text, line.start, line.end)
                if match and match[1]:
                    line.marker = match[1].strip()
                    line.body = min(max(chart.token_at(match.end(1)), line.first), line.last)
        self._headers(chart)
        self._sections(chart)
        _boxes(chart)
        _sentences(chart)
        return doc

    def _headers(self, chart: Chart) -> None:
        separated = set(map(chart.line_of.__getitem__, chart.where(_SEPARATES)))
        known = self._can_be_known(chart)
        for line in chart.lines:
            lettered = line.first < line.last and _LETTERS[chart.lower[line.first]]
            if not lettered and line.number not in separated:
                continue
            text = chart.text[line.start : line.end]
            found: list[tuple[int, int, str | None, str]] = []
            letter = self._letter.match(text) if lettered else None
            if letter:
                found.append((letter.start(1), letter.end(), self.kinds[letter[1].lower()], letter[1]))
            for match in self._named(text) if line.number in known else ():
                kind = self.kinds.get(match[1].lower())
                if kind and (not found or match.start(1) >= found[-1][1]):
                    found.append((match.start(1), match.end(), kind, match[1]))
            if (not found or found[0][0] > 6) and (":" in text or ">>" in text):
                body = chart.starts[line.body] - line.start if line.body < line.last else 0
                unknown = self._unknown.match(text, body)
                if unknown and len(unknown[1].split()) <= 4:
                    found.insert(0, (unknown.start(1), unknown.end(), None, unknown[1]))
            for start, end, kind, name in found:
                first, last = chart.tokens_of(line.start + start, line.start + end)
                if first < last:
                    chart.headers.append(Header(first, last, kind, name))

    def _can_be_known(self, chart: Chart) -> set[int]:
        """The numbers of the lines in which a known header can stand: it ends right before a separator, or with it
        (``S/``).
        """
        lower, line_of = chart.lower, chart.line_of
        return {
            line_of[token]
            for token in chart.where(_SEPARATES)
            if lower[token - 1] in self._ends or lower[token][1:2] == "/"
        }

    def _named(self, line: str) -> Iterator[re.Match[str]]:
        """The known headers of a line, tried only where one can begin."""
        after = 0
        for start in (0, *(match.end() for match in _BEGINS.finditer(line))):
            if start >= after and (match := self._known.match(line, start)):
                yield match
                after = match.end()

    def _sections(self, chart: Chart) -> None:
        current: str | None = None
        at = {header.first: header for header in chart.headers}
        places = sorted(token for token, header in at.items() if header.kind is not None)
        following = 0
        brief = False
        for line in chart.lines:
            if line.first == line.last:
                brief = current in _BRIEF
                continue
            if brief and not (line.marker and line.marker[0] in _BULLETS):
                current = None
            brief = False
            line.section = current
            begin = line.first
            while following < len(places) and places[following] < line.last:
                token, header = places[following], at[places[following]]
                following += 1
                chart.section_of[begin:token] = [current] * (token - begin)
                begin, current = token, header.kind
                if token <= line.body + 1:
                    line.section = current
                brief = current in _BRIEF and header.last < line.last
            chart.section_of[begin : line.last] = [current] * (line.last - begin)


def _boxes(chart: Chart) -> None:
    after = [*chart.lower[1:], ""]
    opened = [t for t in chart.where(_BRACKETS) if chart.lower[t] != "(" or after[t] in _IN_ROUND]
    for number in sorted(set(map(chart.line_of.__getitem__, opened))):
        line = chart.lines[number]
        boxes = list(_BOX.finditer(chart.text, line.start, line.end))
        for box, end in zip(boxes, [*(box.start() for box in boxes[1:]), line.end], strict=False):
            gap = _GAP.search(chart.text[box.end() : end])
            if gap and gap.start() > 0:
                end = box.end() + gap.start()
            first, last = chart.tokens_of(box.end(), end)
            (chart.unchecked if box[4] else chart.checked).update(range(first, last))


def _sentences(chart: Chart) -> None:
    starts = [0] if chart.words else []
    for line in chart.lines:
        if line.first == line.last:
            continue
        if line.first and (
            line.marker or line.section != chart.section_of[line.first - 1] or _breaks(chart, line.first)
        ):
            starts.append(line.first)
    starts += [
        token + 1
        for token in chart.where(_PARTS)
        if token + 1 < chart.line(token).last and (chart.words[token] not in _TERMINAL or _ends(chart, token))
    ]
    headers = {header.first for header in chart.headers} | {
        header.last for header in chart.headers if header.last < len(chart)
    }
    chart.sentence_starts = _bounded(sorted({*starts, *headers}), len(chart))
    sizes = map(sub, [*chart.sentence_starts[1:], len(chart)], chart.sentence_starts)
    chart.sentence_of = list(chain.from_iterable(map(repeat, count(), sizes)))


def _ends(chart: Chart, token: int) -> bool:
    """Whether a full stop or its like ends a sentence: not after a title, nor inside a word or a figure."""
    if chart.starts[token + 1] == chart.ends[token]:
        return False
    before = chart.lower[token - 1] if token and chart.words[token] == "." else ""
    return before not in _TITLES and (before not in _ABBREVIATIONS or chart.words[token + 1][:1].isupper())


def _last_words(name: str) -> set[str]:
    """The last piece of a header's name, and that of its last letters or digits: a separator may join marks."""
    return {pieces_of(end)[-1] for end in (name, *re.findall(r"[^\W_]+", name)[-1:])}


def _any_of(names: Sequence[str]) -> str:
    """A pattern of the first name that fits, with names of one first letter together: others are passed at once."""
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


def _bounded(starts: list[int], size: int) -> list[int]:
    """The beginnings, and more where a sentence would go on for ever."""
    ends = [*starts[1:], size]
    if all(end - start <= _LONGEST for start, end in zip(starts, ends, strict=False)):
        return starts
    return [start for first, last in zip(starts, ends, strict=True) for start in range(first, last, _LONGEST)]


def _breaks(chart: Chart, first: int) -> bool:
    """Whether a line break before this token ends a sentence: wrapped prose goes on."""
    before, after = chart.words[first - 1], chart.words[first]
    previous = chart.lines[chart.line_of[first - 1]]
    if chart.lines[chart.line_of[first]].number - previous.number > 1:
        return True
    wrapped = previous.end - previous.start > 60 and (
        after[:1].islower() or before in {",", "and", "or", "to", "with", "the"}
    )
    return not wrapped


@Language.factory("doclint_layout", assigns=["doc._.doclint_chart"])
def create_layout(nlp: Language, name: str) -> Layout:
    """Factory of ``doclint_layout``."""
    return Layout()
