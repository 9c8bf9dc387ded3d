"""Sections, list items, check boxes and sentences."""

from __future__ import annotations

from doclint.nlp.chart import Chart, chart_of
from doclint.nlp.pipeline import load

NLP = load("rules")


def chart(text: str) -> Chart:
    return chart_of(NLP(text))


def section(text: str, words: str) -> str | None:
    """The section in force at the first of the words."""
    found = chart(text)
    return found.section_of[found.token_at(text.index(words))]


def test_soap() -> None:
    text = "S: slept badly\nO: bed mobility x4\nA: weak trunk\nP: add transfers"
    assert [section(text, w) for w in ("slept", "bed", "weak", "add")] == [
        "subjective",
        "objective",
        "assessment",
        "plan",
    ]


def test_reversed_soap_on_one_line() -> None:
    text = "P: stairs next week. A: L knee gives way. O: rose from bench x6."
    assert [section(text, w) for w in ("stairs", "knee", "rose")] == ["plan", "assessment", "objective"]


def test_emr_headers() -> None:
    text = "Skilled intervention: raised the seat\nResponse: 4/5 rises\nBarriers: hip weakness\nHEP: heel slides\nRose from chair x3"
    assert [section(text, w) for w in ("raised", "4/5", "hip", "heel")] == ["skilled", "response", "reasoning", "home"]
    assert section(text, "Rose") != "home"


def test_no_sections_at_all() -> None:
    assert section("Pt rose from the commode five times with CGA.", "rose") is None


def test_a_header_without_content_covers_the_bullets_below() -> None:
    text = "Goals:\n- LTG 1: stairs\n- STG 2: curb\n\n97530 25 min curb practice"
    assert section(text, "stairs") == section(text, "curb") == "goals"
    assert section(text, "practice") != "goals"


def test_list_markers_are_no_text() -> None:
    lines = chart("- rolling\n* scooting\n1) bridging\na) rising\nno marker").lines
    assert [line.marker for line in lines] == ["-", "*", "1)", "a)", None]


def test_boxes() -> None:
    text = "[x] Individual  [ ] Group\n☑ cane   ☐ walker"
    found = chart(text)

    def words(tokens: set[int]) -> list[str]:
        return [found.words[t] for t in sorted(tokens) if found.words[t].isalpha()]

    assert words(found.checked) == ["Individual", "cane"]
    assert words(found.unchecked) == ["Group", "walker"]


def test_sentences_end_at_stops_not_at_abbreviations() -> None:
    found = chart("Mr. Abt rose approx. 4 times. Knee shook.")
    assert [found.words[token] for token in found.sentence_starts] == ["Mr", "Knee"]


def test_wrapped_prose_is_one_sentence() -> None:
    text = "She carried the basket from the dryer down the hall and round the corner to the\nbedroom without stopping."
    assert len(chart(text).sentence_starts) == 1


def test_telegraphic_lines_are_sentences() -> None:
    assert len(chart("CGA ON STAIRS\nSBA ON LEVEL").sentence_starts) == 2
