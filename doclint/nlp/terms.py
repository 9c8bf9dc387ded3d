"""Hits of the lexicon, by one tree of lower-cased words for all vocabularies together."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language

from doclint.kept import Kept, Question
from doclint.lexicon import rows, variants
from doclint.lexicon.additions import PHRASES
from doclint.nlp.chart import Chart, Read, Term, chart_for
from doclint.nlp.tokenizer import ClinicTokenizer

Entry = tuple[str, str, str]
"""Vocabulary, category, and the term as the vocabulary's row has it."""
Phrases = list[tuple[list[str], Entry]]


@dataclass(slots=True)
class Node:
    """What the words so far can be, and what words can follow."""

    entries: tuple[Entry, ...]
    after: dict[str, Node]


class Terms:
    """Component ``doclint_terms``: fills terms and terms_at of the chart; of hits with one start the longest stays."""

    def __init__(self, nlp: Language) -> None:
        self._phrases = _phrases(ClinicTokenizer(nlp.vocab))
        self._nodes = Kept(self._node)
        self._alone = Kept(lambda word: self._nodes[word].entries)
        """What a word is by itself."""
        self._after = Kept(lambda word: self._nodes[word].after)
        """What can follow a word in a phrase."""
        alone = {word for word, phrases in self._phrases.items() if any(len(words) == 1 for words, _ in phrases)}
        longer = {word for word, phrases in self._phrases.items() if any(len(words) > 1 for words, _ in phrases)}
        self._is_alone, self._begins = Question(alone), Question(longer)

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_terms")
        lower, terms, terms_at = chart.lower, chart.terms, chart.terms_at
        after, following = self._after, [*lower[1:], ""]
        begun = [first for first in chart.where(self._begins) if following[first] in after[lower[first]]]
        longest = {first: _longest(chart, first, self._nodes[lower[first]]) for first in begun}
        for first in sorted({*chart.where(self._is_alone), *begun}):
            found = longest.get(first)
            if found is None:
                last = first + 1
                found = [
                    Term(first, last, vocabulary, category, entry)
                    for vocabulary, category, entry in self._alone[lower[first]]
                ]
            if found:
                terms += found
                terms_at[first] = found
        return doc

    def _node(self, word: str) -> Node:
        """The tree of the phrases that begin with a word."""
        root = Node((), {})
        for words, entry in self._phrases[word]:
            node = root
            for following in words[1:]:
                node = node.after.setdefault(following, Node((), {}))
            if all(known[:2] != entry[:2] for known in node.entries):
                node.entries = tuple(sorted((*node.entries, entry)))
        return root


def _beside(chart: Chart, token: int) -> bool:
    """Whether nothing or one space stands between a token and the one before it."""
    before, start = chart.ends[token - 1], chart.starts[token]
    return before == start or (before + 1 == start and chart.text[before] == " ")


def _longest(chart: Chart, first: int, node: Node) -> list[Term]:
    """Of the hits that begin with a token, those that end last, by vocabulary and category; longer ones first."""
    lower, size, last = chart.lower, len(chart), first + 1
    ends = [(last, node)] if node.entries else []
    while last < size and (following := node.after.get(lower[last])) is not None and _beside(chart, last):
        node = following
        last += 1
        if node.entries:
            ends.append((last, node))
    known: set[tuple[str, str]] = set()
    found: list[Term] = []
    for last, node in reversed(ends):
        found += [Term(first, last, *entry) for entry in node.entries if entry[:2] not in known]
        known.update(entry[:2] for entry in node.entries)
    return found


def _phrases(tokenizer: ClinicTokenizer) -> dict[str, Phrases]:
    """Every phrase of the vocabularies in pieces, by its first piece."""
    phrases: list[str] = []
    entries: list[Entry] = []
    for vocabulary in PHRASES:
        for row in rows(vocabulary):
            term, category = row["term"], row["category"]
            for phrase in [term, *variants(row["variants"])]:
                phrases.append(phrase)
                entries.append((vocabulary, category, term))
    out: dict[str, Phrases] = {}
    words: list[str] = []
    left = iter(entries)
    for piece in [*tokenizer.words("\n".join(phrases).lower()), "\n"]:
        if piece != "\n":
            if piece != " ":
                words.append(piece)
            continue
        entry = next(left)
        if words:
            out.setdefault(words[0], []).append((words, entry))
        words = []
    return out


@Language.factory("doclint_terms", requires=["doc._.doclint_chart"])
def create_terms(nlp: Language, name: str) -> Terms:
    """Factory of ``doclint_terms``."""
    return Terms(nlp)
