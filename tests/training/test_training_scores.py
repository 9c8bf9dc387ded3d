"""Scores of results against gold: codes, links, confidences, intervals; the headline as the acceptance scorer has it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from small import notes

from doclint.linter import Linter
from doclint.result import Element, Elements, Entity, Finding, Related, Result
from doclint.training.bootstrap import intervals
from doclint.training.calibration import calibration
from doclint.training.corpus import MarkedNote, parse
from doclint.training.counts import Count, Outcome, Share
from doclint.training.evaluate import as_json, evaluate
from doclint.training.labelled import Labels
from doclint.training.scores import Scores, score, total

ACCEPTANCE = Path(__file__).parents[2].parent / "shared" / "acceptance" / "score.py"
SEVERITY: dict[str, Any] = {"GOL002": "error", "SKL002": "warning"}


def gold(marked: str, *, findings: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> MarkedNote:
    text, marks = parse(marked)
    return MarkedNote("n-1", "w-1", text, marks, frozenset(findings), frozenset(optional), True, {})


def finding(
    rule: str, start: int, end: int, *, confidence: float = 0.9, goal: tuple[int, int] | None = None
) -> Finding:
    return Finding(
        rule=rule, name="x", severity="error", message="x", suggestion="x", start=start, end=end, line=1, column=1, excerpt="x",
        confidence=confidence, authority="lcd", reference="x", fingerprint="x",
        related=(Related(start=goal[0], end=goal[1], label="GOAL"),) if goal else (),
    )  # fmt: skip


def result(entities: tuple[Entity, ...] = (), findings: tuple[Finding, ...] = ()) -> Result:
    none = Element(present=False)
    elements = Elements(activity=none, assistance=none, goal=none, minutes=none, skilled_care=none)
    return Result(
        id="n-1", profile="medicare", verdict="supported", elements=elements, entities=entities, findings=findings
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("97530 TherAct: stairs x", "97530"),
        ("- CPT 97110 | heel raises x", "97110"),
        ("Ther Ex 15 min: heel raises x", "97110"),
        ("97530: stairs with rail\n   then curb x", "97530"),
        ("97530: stairs with rail\n\ncurb x", None),
        ("97530: stairs with rail\nPlan: curb x", None),
        ("97530: stairs with rail\nTotal 40 x", None),
        ("Ther Ex 15 min: bike. Ther Act 20 min: stairs x", None),
        ("97110 10 min, 97530 20 min: stairs x", None),
        ("Pt climbed stairs, billed 97530 x", None),
        ("97110: bike\n97530: stairs x", "97530"),
    ],
)
def test_a_plainly_labelled_line_decides_the_code(text: str, code: str | None) -> None:
    assert Labels(text).code(text.rindex("x")) == code


def test_attribution_counts_matched_entities_on_decided_lines() -> None:
    note = gold("97530: ⟦ACTIVITY|stairs⟧\n97110: ⟦EXERCISE|bike⟧\n\n⟦ACTIVITY|curb⟧ later")
    entities = tuple(
        Entity(label=m.label, start=m.start, end=m.end, text=m.text, status="performed", code=code)
        for m, code in zip(note.marks, ("97530", "97530", "97116"), strict=True)
    )
    assert score(note, result(entities), SEVERITY).shares["attribution"] == Share(right=1, all=2)


def test_links_are_scored_where_there_is_an_activity() -> None:
    marked = "97530: ⟦ACTIVITY|stairs⟧. ⟦GOAL|Goal: make toast⟧"
    goal = finding("GOL002", 7, 13, goal=(15, 30))
    missed = score(gold(marked, findings=("GOL002",)), result(), SEVERITY)
    assert missed.links == {"linked": Count(0, 1, 0), "not linked": Count(0, 0, 1)}
    right = score(gold(marked, findings=("GOL002",)), result(findings=(goal,)), SEVERITY)
    assert right.links == {"linked": Count(), "not linked": Count(hit=1)}
    assert right.shares["link_ends"] == Share(1, 1)
    astray = score(
        gold(marked, findings=("GOL002",)), result(findings=(finding("GOL002", 7, 13, goal=(0, 5)),)), SEVERITY
    )
    assert astray.shares["link_ends"] == Share(0, 1)
    assert not score(gold(marked, findings=("ACT001",)), result(), SEVERITY).links
    assert not score(gold(marked, optional=("GOL003",)), result(), SEVERITY).links


def test_clean_notes_count_what_they_got() -> None:
    said = result(findings=(finding("GOL002", 0, 1), finding("SKL002", 0, 1)))
    clean = total([score(gold("stairs"), said, SEVERITY), score(gold("curb"), result(), SEVERITY)])
    assert clean.figures()["alarms_per_clean_note"] == 1.0
    assert clean.figures()["false_alarms"] == 0.5
    warned = score(gold("stairs", findings=("SKL002",)), said, SEVERITY)
    assert warned.shares["false_alarm"] == Share(1, 1)
    assert "alarms" not in warned.shares


def test_outcomes_leave_optional_rules_out() -> None:
    said = (finding("GOL002", 0, 1, confidence=0.8), finding("SKL002", 0, 1), finding("CLM001", 0, 1))
    one = score(gold("stairs", findings=("GOL002",), optional=("SKL002",)), result(findings=said), SEVERITY)
    assert one.outcomes == [Outcome("GOL002", 0.8, True)]


def test_calibration_by_hand() -> None:
    found = [Outcome("A", 0.8, True)] * 3 + [Outcome("A", 0.8, False)] + [Outcome("B", 1.0, True)]
    data = calibration(found)
    assert data["brier"] == round((3 * 0.04 + 0.64) / 5, 4)
    assert data["ece"] == round((4 * abs(0.8 - 0.75)) / 5, 4)
    assert [(row["from"], row["findings"], row["precision"]) for row in data["bins"]] == [
        (0.8, 4, 0.75),
        (0.95, 1, 1.0),
    ]
    assert data["rules"]["B"] == {"findings": 1, "confidence": 1.0, "precision": 1.0}
    assert calibration([])["bins"] == []


def test_intervals_are_those_of_scores_added_up() -> None:
    import random

    scores = [Scores(rules={"A": Count(n % 3, n % 2, 1)}, shares={"supports": Share(n % 2, 1)}) for n in range(12)]
    keys = ("findings_micro_f1", "supports")
    source = random.Random(3)
    drawn = [total(source.choices(scores, k=len(scores))).figures() for _ in range(40)]
    bounds = intervals(scores, draws=40, seed=3)
    for key in keys:
        values = sorted(row[key] for row in drawn)
        assert bounds[key] == (values[1], values[38])
    assert intervals(scores, draws=40, seed=3) == bounds
    assert set(intervals([]).values()) == {(0.0, 1.0)}
    assert intervals([]).keys() == total([]).figures().keys()


@pytest.mark.parametrize("notes", [0, 1, 2])
def test_few_notes_are_scored(notes: int) -> None:
    """Rules and labels that no draw has, or that count nothing, have an interval all the same."""
    seen = Scores(relaxed={"GOAL": Count(1, 0, 0), "PASSIVE": Count()}, links={"not linked": Count()})
    rare = Scores(rules={"GOL001": Count(0, 1, 0)})
    data = as_json([seen, rare][:notes], draws=1)
    assert data["notes"] == notes
    assert all(len(bounds) == 2 for bounds in data["intervals"].values())
    rows = [row for table in ("rules", "relaxed", "links") for row in data[table].values()]
    assert all(0 <= row["f1_interval"][0] <= row["f1_interval"][1] <= 1 for row in rows)
    if notes:
        assert data["relaxed"]["PASSIVE"]["f1_interval"] == [0.0, 1.0]


def test_headline_is_that_of_the_acceptance_scorer(monkeypatch: pytest.MonkeyPatch) -> None:
    if not ACCEPTANCE.is_file():
        pytest.skip("the acceptance scorer is not beside this checkout")
    monkeypatch.syspath_prepend(str(ACCEPTANCE.parent))
    spec = importlib.util.spec_from_file_location("acceptance_score", ACCEPTANCE)
    assert spec is not None
    assert spec.loader is not None
    outside = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(outside)
    marked, linter = notes("development", 40), Linter(model="rules")
    results = {n.id: linter.lint(n.note()).model_dump(mode="json", by_alias=True) for n in marked}
    theirs, misses = outside.score([n.row for n in marked], results)
    every = total(evaluate(marked, linter))
    mine = every.figures()
    assert mine["findings_micro_f1"] == pytest.approx(theirs["findings_micro"][2])
    assert mine["findings_macro_f1"] == pytest.approx(theirs["findings_macro_f1"])
    assert mine["supports"] == pytest.approx(theirs["verdict_accuracy"])
    assert mine["verdict"] == pytest.approx(theirs["verdict3_accuracy"])
    assert mine["false_alarms"] == pytest.approx(theirs["false_alarm_rate"])
    assert mine["relaxed_f1"] == pytest.approx(theirs["relaxed_micro"][2])
    assert mine["exact_f1"] == pytest.approx(theirs["exact_micro"][2])
    assert mine["status"] == pytest.approx(theirs["values"]["status"])
    assert sorted(every.differences) == sorted(misses)
