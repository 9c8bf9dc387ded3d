"""Whatever the text, a note lints: no crash, offsets inside the note, the same bytes twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doclint import Linter, Note

WORDS = st.sampled_from(
    [
        "97530",
        "97110",
        "x10",
        "15'",
        "min A",
        "CGA",
        "sit to stand",
        "SLR 3x10",
        "LTG 2:",
        "S:",
        "O:",
        "A:",
        "P:",
        "\n",
        "\n\n",
        "[ ]",
        "[x]",
        "|",
        "\t",
        "hot pack",
        "no",
        "refused",
        "HEP",
        "1305-1330",
        "total",
        "25 min",
        "units",
        "x2u",
        "w/",
        "to improve",
        "taught",
        "pt",
        "PT",
        "…",
        "½",
        "x",
        "-",
        "1)",
        "½ hr",
        "ten minutes",
        "goal",
        "30",
        "ft",
        "#",
        "🙂",
        "\u200b",
        "\x00",
        "٣",
        "²",
        "İ",
        "9:10-9:52a",
    ]
)
LINTERS = {model: Linter(model=model) for model in ("rules", "fast")}
RELAXED = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _holds(text: str, model: str) -> None:
    note = Note(id="n", text=text)
    result = LINTERS[model].lint(note)
    for entity in result.entities:
        assert entity.start is not None
        assert entity.end is not None
        assert 0 <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == entity.text
    for finding in result.findings:
        assert finding.start is not None
        assert finding.end is not None
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.excerpt
        for other in finding.related:
            assert other.start is not None
            assert other.end is not None
            assert 0 <= other.start < other.end <= len(text)
    assert result.errors == ()
    assert LINTERS[model].lint(note).model_dump_json() == result.model_dump_json()


@pytest.mark.parametrize("model", ["rules", "fast"])
@RELAXED
@given(text=st.text(max_size=300))
def test_any_text(model: str, text: str) -> None:
    _holds(text, model)


@pytest.mark.parametrize("model", ["rules", "fast"])
@RELAXED
@given(parts=st.lists(WORDS, max_size=60))
def test_any_mix_of_what_notes_are_made_of(model: str, parts: list[str]) -> None:
    _holds(" ".join(parts), model)
