"""Hits of the lexicon, by one tree of lower-cased words for all vocabularies together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language

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

    entries: list[Entry]
    after: dict[str, Node]


class Terms:
    """Component ``doclint_terms``: fills terms and terms_at of the chart; of hits with one start the longest stays."""

    def __init__(self, nlp: Language) -> None:
        self._phrases = _phrases(ClinicTokenizer(nlp.vocab))
        self._nodes: dict[str, Node] = {}

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_terms")
        lower, size = chart.lower, len(chart.lower)
        for first, word in enumerate(lower):
            if word not in self._phrases:
                continue
            node = self._nodes.get(word) or self._node(word)
            ends = [(first + 1, node)] if node.entries else []
            last = first + 1
            while node.after and last < size:
                following = node.after.get(lower[last])
                if following is None or not _beside(chart, last):
                    break
                node = following
                last += 1
                if node.entries:
                    ends.append((last, node))
            if ends:
                last, node = ends[0]
                found = (
                    [Term(first, last, *entry) for entry in node.entries]
                    if len(ends) == 1
                    else [Term(first, last, *entry) for last, entry in _longest(ends)]
                )
                chart.terms += found
                chart.terms_at[first] = found
        return doc

    def _node(self, word: str) -> Node:
        """The tree of the phrases that begin with a word, grown when the word is first met."""
        root = self._nodes[word] = Node([], {})
        for words, entry in self._phrases[word]:
            node = root
            for following in words[1:]:
                node = node.after.setdefault(following, Node([], {}))
            if all(known[:2] != entry[:2] for known in node.entries):
                node.entries.append(entry)
                node.entries.sort()
        return root


def _beside(chart: Chart, token: int) -> bool:
    """Whether nothing or one space stands between a token and the one before it."""
    before, start = chart.ends[token - 1], chart.starts[token]
    return before == start or (before + 1 == start and chart.text[before] == " ")


def _longest(ends: list[tuple[int, Node]]) -> Iterator[tuple[int, Entry]]:
    """The entries that end last, by vocabulary and category; longer phrases first."""
    known: set[tuple[str, str]] = set()
    for last, node in reversed(ends):
        for entry in node.entries:
            if entry[:2] not in known:
                yield last, entry
        known.update(entry[:2] for entry in node.entries)


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
