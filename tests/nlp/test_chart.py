"""The chart's tokens, lines and questions against plain readings of the same text."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.kept import Kept, Question
from doclint.nlp.chart import Chart, build
from doclint.nlp.layout import Layout
from doclint.nlp.pipeline import rule_pipeline
from doclint.nlp.terms import Terms
from doclint.nlp.tokenizer import pieces_of

CLINIC = st.sampled_from(
    [
        "sit to stand",
        "97530x2",
        "MinA",
        "w/ ",
        "c/o",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        "\u2028",
        "\x1c",
        "x15'",
        "RW",
        "é",
    ]
)
NOTES = st.one_of(st.text(max_size=200), st.lists(CLINIC, max_size=40).map("".join))
COMPONENTS = dict(rule_pipeline().pipeline)
TERMS: Terms = COMPONENTS["doclint_terms"]  # type: ignore[assignment]
LAYOUT: Layout = COMPONENTS["doclint_layout"]  # type: ignore[assignment]


@given(NOTES)
def test_tokens_are_the_pieces_that_are_no_white_space(text: str) -> None:
    chart, at = build(text), 0
    plain = []
    for piece in pieces_of(text):
        if not piece.isspace():
            plain.append((piece, piece.lower(), at, at + len(piece), text.count("\n", 0, at)))
        at += len(piece)
    assert list(zip(chart.words, chart.lower, chart.starts, chart.ends, chart.line_of, strict=True)) == plain


@given(NOTES)
def test_lines_hold_their_tokens(text: str) -> None:
    chart = build(text)
    assert "\n".join(text[line.start : line.end] for line in chart.lines) == text
    for number, line in enumerate(chart.lines):
        tokens = [token for token, of in enumerate(chart.line_of) if of == number]
        assert line.number == number
        assert list(range(line.first, line.last)) == tokens
        assert line.body == line.first
        assert line.marker is line.section is None


SOME = frozenset({"sit", "x", "97530", "rw", "é", "min", "to"})
QUESTIONS: tuple[tuple[frozenset[str], Callable[[str], bool] | None], ...] = (
    (SOME, None),
    (frozenset({"to", "stand", ","}), None),
    (frozenset(), str.isdecimal),
    (SOME, str.isalpha),
)


def plain_answer(chart: Chart, words: frozenset[str], holds: Callable[[str], bool] | None) -> list[int]:
    return [token for token, word in enumerate(chart.lower) if word in words or (holds is not None and holds(word))]


@given(NOTES)
def test_where_gives_the_tokens_of_which_a_question_holds(text: str) -> None:
    chart = build(text)
    for words, holds in QUESTIONS:
        assert chart.where(Question(words, holds)) == plain_answer(chart, words, holds)


def test_a_question_that_comes_later_is_answered_too() -> None:
    chart = build("sit to stand x15, later now")
    assert chart.where(Question(SOME)) == plain_answer(chart, SOME, None)
    later = frozenset({"later", "stand"})
    assert chart.where(Question(later)) == plain_answer(chart, later, None) == [2, 6]
    assert build("stand later").where(Question(later)) == [0, 1]


def test_a_question_has_one_number_however_often_it_is_made() -> None:
    assert Question(SOME, str.isalpha).number == Question(set(SOME), str.isalpha).number
    assert len({Question(words, holds).number for words, holds in QUESTIONS}) == len(QUESTIONS)


def test_questions_come_while_notes_are_asked() -> None:
    notes = [f"sit to stand {number} x15 of word{number} w/ RW" for number in range(60)]
    asked: list[bool] = []

    def ask() -> None:
        for number, note in enumerate(notes):
            chart, words = build(note), frozenset({f"word{number}", "stand"})
            asked.append(chart.where(Question(words)) == plain_answer(chart, words, None))
            asked.append(chart.where(Question(SOME)) == plain_answer(chart, SOME, None))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [True] * 480


def test_words_are_kept_up_to_a_number_and_a_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclint.kept._MOST", 3)
    asked: list[str] = []

    def measure(word: str) -> int:
        asked.append(word)
        return len(word)

    kept = Kept(measure)
    for word in ("a", "bb", "a", "ccc", "x" * 41, "dddd", "x" * 41, "a", "e" * 5, "f" * 6, "a", "bb"):
        assert kept[word] == len(word)
        assert len(kept) <= 3
        assert len(kept._older) <= 3
    assert asked == ["a", "bb", "ccc", "x" * 41, "dddd", "x" * 41, "e" * 5, "f" * 6, "bb"]


@given(
    st.lists(
        CLINIC | st.sampled_from([" toilet transfers ", " bed mobility ", " grip ", "min", "mod"]), max_size=40
    ).map("".join)
)
def test_terms_of_a_vocabulary_are_the_terms_that_have_it(text: str) -> None:
    chart: Chart = TERMS(build(text))
    for vocabulary in {term.vocabulary for term in chart.terms} | {"verbs"}:
        assert chart.terms_of(vocabulary) == [term for term in chart.terms if term.vocabulary == vocabulary]
    assert [term for terms in chart.terms_at.values() for term in terms] == chart.terms


@pytest.mark.parametrize("text", ["Goalſ: walk", "ſ: tired\nO: 97530", "PLAN. Notes. Goalſ: stand\nı: x"])
def test_letters_that_only_look_like_a_known_header_are_read(text: str) -> None:
    chart: Chart = LAYOUT(build(text))
    assert all(header.kind is None or header.text.isascii() for header in chart.headers)
