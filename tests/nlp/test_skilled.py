"""SKILLED and CUE: subject, telegraphic style, passive voice, headers, and what does not count."""

from __future__ import annotations

import pytest

from tests.nlp.marked import check

CASES = {
    "subject": "I ⟦SKILLED|lowered the rail to waist height⟧ and ⟦SKILLED|taught her to lead with the left foot⟧.",
    "therapist": "Therapist ⟦SKILLED|facilitated anterior weight shift at the pelvis⟧.",
    "telegraphic": "97530: ⟦SKILLED|Blocked R knee on each turn⟧; ⟦SKILLED|graded basket from 4 to 8 lb⟧.",
    "header": "Skilled: ⟦SKILLED|placed mirror low so head stays up⟧; ⟦SKILLED|shortened the hose⟧",
    "passive": "⟦SKILLED|The rack was raised until both arms had to cross midline⟧.",
    "return demonstration": "⟦SKILLED|Instructed pt in log roll, pt repeated it back⟧.",
    "had her": "So I ⟦SKILLED|had her turn the chair to the strong side⟧ because the knee gives way.",
    "reason stays": "⟦SKILLED|Swapped to the short ladder when his calf cramped⟧.",
    "abbreviation": "97530: ⟦SKILLED|Instr. wide base at the sink⟧.",
    "patient acts": "She moved the plates to the rack and put the cups on the shelf.",
    "supervising alone": "I supervised and assisted pt as needed.",
    "plan": "Plan: instruct in tub bench transfer next visit.",
}


@pytest.mark.parametrize("name", CASES)
def test_acts(name: str) -> None:
    check(CASES[name], {"SKILLED"})


@pytest.mark.parametrize(
    "marked",
    [
        "97530: curb step x6, SBA, ⟦CUE|VC x3 for foot clearance⟧.",
        "97530: dressing, ⟦CUE|min tactile cues at scapula⟧.",
    ],
)
def test_cues(marked: str) -> None:
    check(marked, {"CUE"})
