"""The working table that the components of the pipeline share for one note.

A Chart holds the tokens that are not white space, as parallel lists, and what the components have found so far.
It is made once a Doc and read as ``doc._.doclint_chart``; ``doc.spans["doclint"]`` is written from it at the end. It
lives as long as its Doc in this process and is no part of ``doc.user_data``: a Doc is saved and sent without it.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, compress, count, islice, repeat
from operator import add
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from doclint.facts import Cue, Goal, Link, Mention, Minutes, NoteCode, Segment, Signature
from doclint.kept import Kept, Question, answers
from doclint.nlp.tokenizer import cut

if TYPE_CHECKING:
    from doclint.nlp.goal.tags import Tag
    from doclint.nlp.times.timecues import Looked

EXTENSION = "doclint_chart"
_JUDGE = "doclint_status"
_NEXT = (1).__add__


@dataclass(slots=True)
class Line:
    """One line of the note: its tokens (from ``first``, end exclusive) and what its beginning says."""

    number: int
    start: int
    end: int
    first: int
    last: int
    marker: str | None = None
    """List marker as written, such as ``-``, ``a)`` or ``#1``."""
    body: int = 0
    """Index of the first token after marker and decoration."""
    section: str | None = None
    """Section in force at the beginning of the line's body."""
    grid: bool = False
    """A row of a billing grid: codes and numbers without treatment text."""


@dataclass(slots=True)
class Header:
    """A header such as ``A:`` or ``Skilled intervention:``; ``kind`` is its section, None where it is not known."""

    first: int
    last: int
    kind: str | None
    text: str


@dataclass(slots=True)
class Term:
    """A hit of the lexicon: tokens ``first`` to ``last`` (exclusive), the vocabulary, and the entry's category."""

    first: int
    last: int
    vocabulary: str
    category: str
    entry: str


@dataclass(slots=True)
class Candidate:
    """A mention under construction, in tokens ``first`` to ``last`` (exclusive)."""

    label: str
    first: int
    last: int
    status: str = "performed"
    value: str | None = None
    cue: str | None = None
    priority: int = 0
    """Where two candidates overlap the higher priority wins, then the longer one."""
    confidence: float = 0.8
    source: str = "rule"
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``first`` to ``last`` (exclusive) that a trained model marks, and their mean probability."""

    label: str
    first: int
    last: int
    probability: float


@dataclass(slots=True)
class Chart:
    """Tokens without white space (parallel lists), lines, headers, and the findings of the components."""

    text: str
    words: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    line_of: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    sentence_starts: list[int] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    section_of: list[str | None] = field(default_factory=list)
    code_of: list[str | None] = field(default_factory=list)
    """The service that each token is attributed to."""
    unchecked: set[int] = field(default_factory=set)
    """Tokens behind an empty check box."""
    checked: set[int] = field(default_factory=set)
    """Tokens behind a ticked check box."""
    segments: list[Segment] = field(default_factory=list)
    codes: list[NoteCode] = field(default_factory=list)
    labelled: bool = False
    """Whether treatment text stands under code or service labels at all."""
    terms: list[Term] = field(default_factory=list)
    terms_at: dict[int, list[Term]] = field(default_factory=lambda: defaultdict(list))
    """Terms by their first token."""
    candidates: list[Candidate] = field(default_factory=list)
    evidence: list[Span] | None = None
    """Spans of the evidence model; None where no model has read the note."""
    mentions: list[Mention] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)
    goal_sense: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Start of a goal to the probabilities that it is functional and that it has a measure, where a model has read
    it.
    """
    goals: list[Goal] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    likely: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """Probability of an element for every token, where a model has read the note."""
    looked: Looked | None = None
    """Services, clock intervals and the cues around numbers, where the time grammar has looked for them."""
    tags: dict[int, Tag] | None = None
    """Names of goals by their first token, where something has looked for them."""
    kind: str | None = None
    """What the title says the note is where it is no treatment note."""
    done: set[str] = field(default_factory=set)
    """Components that have read the note."""
    answers: list[list[int]] = field(default_factory=list)
    """Tokens by the number of a question that holds of their words, from the first question of ``where`` on."""
    vocabularies: dict[str, list[Term]] = field(default_factory=dict)
    """Terms by their vocabulary, from the first question of ``terms_of`` on."""
    in_headers: dict[int, Header] = field(default_factory=dict)
    """Headers by their tokens, from the first question of ``headed`` on."""

    def __len__(self) -> int:
        return len(self.words)

    def where(self, question: Question) -> Sequence[int]:
        """The tokens of whose lower-cased word a question holds, in order."""
        if question.number >= len(self.answers):
            self.answers = answers(self.lower)
        return self.answers[question.number]

    def between(self, question: Question, first: int, last: int) -> Sequence[int]:
        """The tokens from ``first`` to before ``last`` of whose lower-cased word a question holds, in order."""
        places = self.where(question)
        return places[bisect.bisect_left(places, first) : bisect.bisect_left(places, last)] if places else places

    def behind(self, tokens: Sequence[int]) -> Iterator[str]:
        """The lower-cased words behind some tokens, in order; an empty one behind the note's last token."""
        words = map(self.lower.__getitem__, map(_NEXT, tokens))
        return words if not tokens or tokens[-1] + 1 < len(self.lower) else chain(islice(words, len(tokens) - 1), [""])

    def said(self, question: Question) -> Iterator[tuple[int, str]]:
        """Where in the text the words stand of which a question holds, and the words in lower case."""
        tokens = self.where(question)
        return zip(map(self.starts.__getitem__, tokens), map(self.lower.__getitem__, tokens), strict=True)

    def terms_of(self, vocabulary: str) -> list[Term]:
        """The terms of one vocabulary, in order; asked when ``doclint_terms`` has read the note. Terms that are added
        behind the first question are not among them.
        """
        if not self.vocabularies and self.terms:
            for term in self.terms:
                self.vocabularies.setdefault(term.vocabulary, []).append(term)
        return self.vocabularies.get(vocabulary, [])

    def headed(self) -> dict[int, Header]:
        """The headers by their tokens; asked when ``doclint_layout`` has read the note. Headers that are added behind
        the first question are not among them.
        """
        if not self.in_headers:
            for header in self.headers:
                self.in_headers.update(dict.fromkeys(range(header.first, header.last), header))
        return self.in_headers

    def span(self, first: int, last: int) -> str:
        """The text from token ``first`` to before token ``last``; empty where there is none between them."""
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""

    def token_at(self, offset: int) -> int:
        """Index of the token that holds the character, or of the next one."""
        return bisect.bisect_right(self.ends, offset)

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """First and last (exclusive) token of a character range."""
        return bisect.bisect_right(self.ends, start), bisect.bisect_left(self.starts, end)

    def sentence(self, token: int) -> tuple[int, int]:
        """First and last (exclusive) token of the sentence that holds a token."""
        number = self.sentence_of[token]
        last = self.sentence_starts[number + 1] if number + 1 < len(self.sentence_starts) else len(self.words)
        return self.sentence_starts[number], last

    def line(self, token: int) -> Line:
        return self.lines[self.line_of[token]]


_PIECES = Kept(cut)
_CHARTS: WeakKeyDictionary[Doc, Chart] = WeakKeyDictionary()


def chart_of(doc: Doc) -> Chart:
    """The Doc's chart, made at the first call."""
    chart = _CHARTS.get(doc)
    if chart is None:
        chart = _CHARTS[doc] = build(doc.text)
    return chart


Read = TypeVar("Read", bound=Doc | Chart)
"""What a component is called with and gives back: a Doc, or the chart of a text of which nobody needs a Doc."""


def chart_for(read: Doc | Chart, component: str, *before: str) -> Chart:
    """The chart for a component, with a note that it was there; raises ValueError where a component that must come
    ``before`` it has not been.

    Mentions may come from elsewhere, so ``doclint_status`` is missed only where candidates wait and no mention stands.
    """
    chart = read if isinstance(read, Chart) else chart_of(read)
    for needed in before:
        if needed not in chart.done and (needed != _JUDGE or (chart.candidates and not chart.mentions)):
            raise ValueError(
                f"{component} needs {needed} before it in the pipeline; doclint.load() has the whole order"
            )
    chart.done.add(component)
    return chart


def build(text: str) -> Chart:
    """The chart of a text, in the clinic tokenizer's pieces whatever tokenizer makes the Doc: all grammars read
    those.
    """
    pieces: list[Any] = list(chain.from_iterable(map(_PIECES.__getitem__, text.replace("\n", " ").split(" "))))
    words: list[str] = pieces[::3]
    lower: list[str] = pieces[1::3]
    starts: list[int] = list(accumulate(pieces[2::3], initial=0))
    starts.pop()
    if not all(words):
        starts = list(compress(starts, words))
        words, lower = list(filter(None, words)), list(filter(None, lower))
    chart = Chart(text, words, lower, starts, list(map(add, starts, map(len, words))))
    chart.lines = _lines(text, starts)
    chart.line_of = list(chain.from_iterable(repeat(line.number, line.last - line.first) for line in chart.lines))
    size = len(words)
    chart.section_of = [None] * size
    chart.code_of = [None] * size
    chart.sentence_of = [0] * size
    return chart


def _lines(text: str, starts: list[int]) -> list[Line]:
    """The lines of a text whose tokens have these beginnings."""
    sizes = list(map(len, text.split("\n")))
    begins = list(accumulate(sizes, lambda begin, size: begin + size + 1, initial=0))
    firsts = list(map(bisect.bisect_left, repeat(starts), begins))
    return list(map(Line, count(), begins, map(add, begins, sizes), firsts, firsts[1:], repeat(None), firsts))


if not Doc.has_extension(EXTENSION):
    Doc.set_extension(EXTENSION, getter=_CHARTS.get)
