"""Hits of the lexicon, by one PhraseMatcher over lower-cased words for all vocabularies together."""

from __future__ import annotations

from functools import cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from doclint.lexicon import rows, variants
from doclint.nlp.chart import Term, chart_of
from doclint.nlp.tokenizer import ClinicTokenizer

VOCABULARIES = ("activities", "exercises", "passive", "assistance", "verbs", "objects", "clinician_verbs", "goal_cues",
                "status_cues", "evidence", "visit_cues", "functions")
"""The vocabularies that are matched as phrases; each has the columns term, variants, category, source."""


class Terms:
    """Component ``doclint_terms``: fills terms and terms_at of the chart; of hits with one start the longest of a vocabulary stays."""

    def __init__(self, nlp: Language) -> None:
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.entries: dict[int, list[tuple[str, str, str]]] = {}
        tokenizer = ClinicTokenizer(nlp.vocab)
        phrases: dict[str, list[tuple[str, str, str]]] = {}
        for vocabulary in VOCABULARIES:
            for phrase, category, entry in _phrases(vocabulary):
                phrases.setdefault(phrase, []).append((vocabulary, category, entry))
        for phrase, entries in phrases.items():
            key = nlp.vocab.strings.add(phrase)
            self.entries[key] = entries
            self.matcher.add(phrase, [tokenizer(phrase)])

    def __call__(self, doc: Doc) -> Doc:
        chart = chart_of(doc)
        best: dict[tuple[int, str, str], Term] = {}
        index = _positions(doc)
        for key, start, end in self.matcher(doc):
            first, last = index[start], index[end - 1] + 1
            for vocabulary, category, entry in self.entries[key]:
                term = Term(first, last, vocabulary, category, entry)
                known = best.get((first, vocabulary, category))
                if known is None or known.last < last:
                    best[first, vocabulary, category] = term
        chart.terms = sorted(best.values(), key=lambda term: (term.first, -term.last, term.vocabulary, term.category))
        for term in chart.terms:
            chart.terms_at[term.first].append(term)
        return doc


def _positions(doc: Doc) -> list[int]:
    """Chart index of every Doc token; white space takes the next one's."""
    index, count = [], 0
    for token in doc:
        index.append(count)
        count += not token.is_space
    return index


@cache
def _phrases(vocabulary: str) -> tuple[tuple[str, str, str], ...]:
    out = []
    for row in rows(vocabulary):
        for phrase in [row["term"], *variants(row["variants"])]:
            out.append((phrase.lower(), row["category"], row["term"]))
    return tuple(out)


@Language.factory("doclint_terms", requires=["doc._.doclint_chart"])
def create_terms(nlp: Language, name: str) -> Terms:
    """Factory of ``doclint_terms``."""
    return Terms(nlp)
