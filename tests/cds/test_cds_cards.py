"""Cards: bounded in number and length, and what a note holds stays text in them."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from doclint import Linter
from doclint.note import Note
from doclint.report.escape import visible
from doclint.report.markdown import block, plain
from doclint.rules.registry import load_rules
from doclint.service.cds.cards import MAX_CARDS, Read, reasons, response_of, rule_of
from tests.cds.client import VAGUE

PARTS = [
    *(
        "https://evil.example/x",
        "www.evil.com",
        "a@b.com",
        "mailto:a@b.com",
        "//a.com",
        "<b>",
        "<script>alert(1)</script>",
    ),
    *("[x](http://a.b)", "![x](http://a.b)", "**", "_", "`", "```", "~~", "# ", "- ", "1. ", "12) ", "> ", "|", "---"),
    *("&amp;", "&#60;", "\\", "\n", "\t", "\x00", "\u202e", "word", "min A", "$x$", "[^1]", "<!--"),
]
texts = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=5)), max_size=8).map("".join)
rendered = MarkdownIt("js-default").render


@given(texts)
@settings(deadline=None, max_examples=300)
def test_text_in_a_line_stays_text(text: str) -> None:
    html = rendered(plain(text))
    assert set(re.findall(r"<(\w+)", html)) <= {"p"}
    shown = unescape(re.sub(r"</?p>", "", html)).strip("\n").replace("\N{WORD JOINER}", "")
    assert shown.strip() == visible(" ".join(text.split())).replace("\N{WORD JOINER}", "").strip()


@given(texts)
@settings(deadline=None, max_examples=300)
def test_text_in_a_block_stays_text(text: str) -> None:
    html = rendered(block(text))
    assert re.findall(r"<(\w+)", html) == ["pre", "code"]
    assert html.endswith("</code></pre>\n")


def test_no_address_of_a_note_is_written_as_one() -> None:
    assert plain("see www.evil.com or http://evil.com or a@b.com") == (
        "see www\\.evil\\.com or http\u2060\\://evil\\.com or a\u2060\\@b\\.com"
    )


def test_a_card_tells_its_rule_and_chance_ids_do_not() -> None:
    linted = Linter().lint(VAGUE)
    cards = response_of([Read(linted, VAGUE)], []).cards
    assert [rule_of(card.uuid) for card in cards] == [card.source.topic.code for card in cards]
    assert len({card.uuid for card in cards}) == len(cards)
    assert all(rule_of(uuid4()) is None for _ in range(100))
    assert {rule.code for rule in load_rules()} >= {card.source.topic.code for card in cards}


def test_many_notes_give_a_bounded_number_of_cards() -> None:
    linted = Linter().lint(Note(text=VAGUE))
    cards = response_of([Read(linted, VAGUE)] * 20, []).cards
    assert len(cards) == MAX_CARDS + 1
    assert "more findings" in cards[-1].summary
    assert {card.indicator for card in cards[:-1]} == {"critical"}


@pytest.mark.parametrize("name", ["x" * 500, "\u202e<b>", "a\nb"])
def test_a_summary_is_short_whatever_the_note_says(name: str) -> None:
    text = f"97530: sit to stand. Goal: improve strength of {name}.\n"
    for card in response_of([Read(Linter().lint(text), text)], [name]).cards:
        assert len(card.summary) < 140
        assert card.summary.isprintable()


def test_reasons_have_code_and_display() -> None:
    codes = [reason.code for reason in reasons()]
    assert len(set(codes)) == len(codes) >= 3
    assert all(reason.display and reason.system for reason in reasons())
