"""AST002 beside levels that the trained models doubt, and levels guessed from the vague words themselves."""

from __future__ import annotations

import pytest

from doclint.facts import Cue, Facts, Mention
from doclint.linter import Linter
from doclint.note import Note
from doclint.result import Source

TEXT = "97530 25 min: pulling the cart up the ramp. He needed some help on the ramp, then alone."


def _level(words: str, confidence: float) -> Mention:
    start = TEXT.index(words)
    end = start + len(words)
    return Mention("ASSISTANCE", start, end, words, value="min", code="97530", confidence=confidence)


@pytest.mark.parametrize(
    ("words", "confidence", "score", "reported"),
    [("alone", 0.8, 0.3, True), ("alone", 0.8, 0.9, False), ("alone", 0.99, 0.3, False), ("help on", 0.99, 0.9, True)],
)
def test_vague_help(words: str, confidence: float, score: float, reported: bool) -> None:
    start = TEXT.index("some help")
    cue = Cue("vague_help", start, start + len("some help"), "some help", "97530")
    facts = Facts(TEXT, (_level(words, confidence),), cues=(cue,), scores={"ASSISTANCE": score})
    report = Linter(model="rules").judge(Note(text=TEXT), facts, Source())
    assert ("AST002" in {finding.rule for finding in report.findings}) is reported
