"""GOAL: tags, goal sections, goals in prose, purposes, and the traps of annotation.md section 4."""

from __future__ import annotations

import pytest

from doclint.nlp.chart import chart_of
from doclint.nlp.goal.sense import GoalSense
from doclint.nlp.model.crf import read_clusters
from doclint.nlp.model.linear import Linear
from tests.nlp.marked import check, pipeline

CASES = {
    "tagged": "⟦GOAL|LTG: pt will transfer to toilet mod I 5/5 trials⟧.",
    "two on one line": "Goals: ⟦GOAL|STG 1: dons socks w/ sock aid, SBA⟧; ⟦GOAL|LTG 2: dresses self mod I⟧",
    "bare header is outside": "Goal: ⟦GOAL|carries own tray to the table, no spills, 4/5⟧",
    "number word": "⟦GOAL|Goal two, unlocks the front door alone in 30 seconds⟧.",
    "short form": "⟦GOAL|G1: 12 stairs with one rail, SBA⟧",
    "list numbers are outside": "Goals\n1. ⟦GOAL|feeds the cat, no hands⟧\n2. ⟦GOAL|empties the bin alone⟧",
    "impairments come apart": "goals: ⟦GOAL|flexion 115⟧, ⟦GOAL|quad 4+/5⟧, ⟦GOAL|pain under 2⟧",
    "state is outside": "⟦GOAL|STG 1: bed to chair CGA 3/3⟧ - met",
    "prose": "She rested twice. The aim is ⟦GOAL|to hang a full wash by herself in ten minutes⟧. Seen 30 min.",
    "purpose": "97530: stepping over a 6 in threshold x8, CGA, ⟦GOAL|to improve safety with entering the shower⟧.",
    "return to": "97530: overhead shelving of cans x10 ⟦GOAL|for return to grocery stocking⟧.",
    "so that": "Practised the bus step x6 ⟦GOAL|so that he can ride to dialysis⟧.",
    "in a cue": "97530: sit to stand from sofa x5, min A, VC for hand placement to improve safety.",
    "not able to": "A: weak quads, unable to return to her third-floor flat.",
    "level inside is the goal's": "P: ⟦GOAL|LTG 1: bathes with min A and a bench⟧.",
    "only a state": "Goals: all remain appropriate.",
    "wish": "S: Slept well. She means ⟦GOAL|to butter her own toast, both hands, four mornings of five⟧.\nO: 97530, 20 min.",
    "wish of this visit": "S: Slept badly, she wants to rest first.\nO: 97530, 20 min.",
    "criterion": "97530, 20 min, ladder work. The mate signs off when he can ⟦GOAL|climb two decks in gear inside 90 sec⟧.",
    "what a return means": "97530, 20 min. Back on the floats means ⟦GOAL|20 step-ups to the gunwale, no rail⟧.",
    "deadline first": "O: 97530, 20 min.\nPlan: ⟦GOAL|By week five she posts her own parcels, two trips of two⟧.",
    "deadline of the clinician": "O: 97530, 20 min.\nPlan: Reassess grip by week 5.",
    "plan in the present": "O: 97530, 20 min.\nPlan: ⟦GOAL|Keeps the medication chart for seven days of seven⟧.",
    "plan with values": "O: 97530, 20 min.\nP: ⟦GOAL|Grip 22 kg⟧, ⟦GOAL|wrist extension 55 degrees⟧.",
    "aim with a number": "⟦GOAL|LONG TERM AIM 2: irons five shirts alone⟧\n97530 20 MIN",
    "numbers in a line": "P/ Goals: 1. ⟦GOAL|peels six potatoes, SBA⟧ 2. ⟦GOAL|fills the kettle alone⟧",
    "colon": "S: The regatta is in May: ⟦GOAL|to rig and launch the dinghy with nobody on the slip⟧.\nO: 97530, 20 min.",
    "ordinal": "97530, 20 min, jar work. It serves his ⟦GOAL|second goal, opening two tins a day alone⟧.",
    "a reference": "Toilet transfers x4, CGA, working on STG 1.\n⟦GOAL|STG 1: toilet transfer SBA 5/5⟧",
}


@pytest.mark.parametrize("name", CASES)
def test_spans(name: str) -> None:
    check(CASES[name], {"GOAL"})


@pytest.mark.parametrize(
    ("text", "functional", "measure", "tag"),
    [
        ("LTG 2: gets in and out of the tub with SBA", True, True, "LTG 2"),
        ("STG 1: knee flexion 110", False, True, "STG 1"),
        ("Goal: showers safely at home", True, False, None),
        ("Goals: grip 40 lb", False, True, None),
        ("LTG: cooks supper with nobody helping", True, True, "LTG"),
    ],
)
def test_records(text: str, functional: bool, measure: bool, tag: str | None) -> None:
    (goal,) = chart_of(pipeline()(text)).goals
    assert (goal.functional, goal.measure is not None, goal.tag) == (functional, measure, tag)


@pytest.mark.parametrize(
    ("text", "bias", "functional"),
    [
        ("STG 1: squat pivot CGA 3/3", -0.5, True),
        ("STG 1: keeps on trying", -0.5, False),
        ("STG 1: knee flexion 110", 1.0, False),
        ("STG 1: knee flexion 110 to get in the tub", 1.0, True),
    ],
)
def test_vocabulary_weighs_in_the_model_of_sense(text: str, bias: float, functional: bool) -> None:
    doc = pipeline()(text)
    GoalSense(Linear({}, bias), Linear({}, 0.0), read_clusters("fast"))(doc)
    (sense,) = chart_of(doc).goal_sense.values()
    assert (sense[0] >= 0.5) is functional
