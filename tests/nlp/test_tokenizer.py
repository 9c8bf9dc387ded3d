"""The clinic's shorthand comes apart where its parts mean something, and the text always comes back whole."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from doclint.nlp.pipeline import TOKENIZER
from doclint.nlp.tokenizer import ClinicTokenizer

TOKENS = ClinicTokenizer(spacy.vocab.Vocab())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("3x10", "3 x 10"),
        ("x15'", "x 15 '"),
        ("97530x2", "97530 x 2"),
        ("MinA", "Min A"),
        ("min/mod A", "min / mod A"),
        ("w/ RW", "w/ RW"),
        ("c/o pain", "c/o pain"),
        ("B/L LE", "B/L LE"),
        ("1305-1330", "1305 - 1330"),
        ("10# crate", "10 # crate"),
        ("sit<>stand", "sit <> stand"),
        ("97530(2u)", "97530 ( 2 u )"),
        ("sit-to-stand", "sit - to - stand"),
        ("0.5 hr", "0.5 hr"),
        ("didn't", "didn't"),
        ("L4 -> L3", "L 4 -> L 3"),
        ("maxA x2", "max A x 2"),
        ("s/p THA", "s/p THA"),
        ("4-/5", "4 - / 5"),
    ],
)
def test_shorthand(text: str, pieces: str) -> None:
    assert [piece for piece in TOKENS.words(text) if not piece.isspace()] == pieces.split(" ")


@given(st.text(max_size=400))
def test_offsets_map_to_the_text_as_given(text: str) -> None:
    doc = TOKENS(text)
    assert doc.text == text
    assert "".join(TOKENS.words(text)) == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_the_tokenizer_is_registered_for_anyone() -> None:
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    assert [token.text for token in nlp("x15'")] == ["x", "15", "'"]
