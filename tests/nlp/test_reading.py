"""A note read without a Doc says what its Doc says, and its words are cut as the tokenizer cuts the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from doclint.kept import Question
from doclint.linter import Linter
from doclint.nlp.chart import build
from doclint.nlp.pipeline import load, read
from doclint.nlp.publish import facts_of
from doclint.nlp.tokenizer import pieces_of

TEXT = (
    "S: Pt tired.\r\nTx: 97530 x2 (30 min)\tsit to stand x5, min A;  cues for hand placement.\n\n"
    "LTG 1: transfers SBA in 4 wks. [x] group [ ] HEP"
)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aMinA97x2/'’.-|:()[] \t\n\r\u00a0\u2028éİ§", max_size=80))
def test_the_words_of_a_chart_are_the_tokenizers_pieces(text: str) -> None:
    chart, end, expected = build(text), 0, []
    for piece in pieces_of(text):
        if not piece.isspace():
            expected.append((piece, piece.lower(), end, end + len(piece), text.count("\n", 0, end)))
        end += len(piece)
    assert list(zip(chart.words, chart.lower, chart.starts, chart.ends, chart.line_of, strict=True)) == expected
    assert [text[line.start : line.end] for line in chart.lines] == text.split("\n")


def test_where_gives_the_places_of_words_in_order() -> None:
    chart = build("To bed, to chair, TO the mat")
    assert [chart.words[token] for token in chart.where(Question({"to", "mat", "sofa"}))] == ["To", "to", "TO", "mat"]


@pytest.mark.parametrize("model", ["rules", "fast"])
def test_a_note_read_without_a_doc_gives_the_facts_of_its_doc(model: str) -> None:
    nlp = load(model)
    assert facts_of(read(nlp, TEXT)) == facts_of(nlp(TEXT))


def test_a_component_of_somebody_else_is_given_a_doc() -> None:
    seen: list[str] = []

    @Language.component("test_reading_listens")
    def listens(doc: Doc) -> Doc:
        seen.append(doc.text)
        return doc

    nlp = load("rules")
    nlp.add_pipe("test_reading_listens")
    read(nlp, TEXT)
    assert seen == [TEXT]


def test_linting_adds_no_word_to_the_vocabulary() -> None:
    linter = Linter(model="rules")
    linter.lint(TEXT)
    before = len(linter.nlp.vocab.strings)
    linter.lint("97530 25 min: qwrtzing to the vlorp with min A by Zzyx")
    assert len(linter.nlp.vocab.strings) == before


@pytest.mark.parametrize(
    "words",
    [
        "two residents worked together",
        "3 patients with one PTA",
        "all three rotating",
        "OT going back and forth between",
        "pt moved between them",
        "went back & forth between both",
        "therapist rotating",
        "treated in turns with the same",
        "saw both of them at once",
        "alternating with another resident",
        "group of four men",
    ],
)
def test_every_wording_of_shared_treatment_is_tried(words: str) -> None:
    text = f"97530 30 min: loading the dishwasher, min A. Kitchen: {words}."
    assert any(finding.rule == "ACT005" for finding in Linter(model="rules").lint(text).findings)
