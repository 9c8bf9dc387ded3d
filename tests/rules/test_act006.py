"""ACT006 where the words read as a task are doubtful."""

from __future__ import annotations

from dataclasses import replace

import pytest

from doclint import Note
from doclint.facts import Facts, Mention, Status
from doclint.linter import Linter
from doclint.result import Source

TEXT = "97530 26 min: sprint carry held, DVT screen. Measured girth at 4 points. LTG: sprint carry in 2:20."


def _facts(*, refused: float, done: float) -> Facts:
    def mention(words: str, status: Status, confidence: float) -> Mention:
        at = TEXT.index(words)
        return Mention("ACTIVITY", at, at + len(words), words, status, code="97530", confidence=confidence)

    facts = Linter(model="rules").facts(TEXT)
    mentions = (mention("sprint carry", "not_done", refused), mention("Measured girth", "performed", done))
    return replace(facts, mentions=mentions)


@pytest.mark.parametrize(("refused", "done", "found"), [(0.95, 0.5, True), (0.95, 0.9, False), (0.45, 0.5, False)])
def test_a_doubtful_task_does_not_stand_against_a_sure_refusal(refused: float, done: float, found: bool) -> None:
    result = Linter(model="rules").judge(Note(text=TEXT), _facts(refused=refused, done=done), Source())
    assert ("ACT006" in {finding.rule for finding in result.findings}) is found
