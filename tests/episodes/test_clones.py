"""EPI001: what is a clone, and what only looks like one."""

import pytest

from doclint.episodes import as_finding, policy_for
from tests.episodes.made import found, ids, visit

CAR = (
    "97530 Therapeutic activities ({minutes} min): Car transfer with step-in technique, min A at trunk, two trials; "
    "needed cue to scoot hips back before swinging legs in, second trial smoother with less hesitation at the door. "
    "Then carried laundry basket up {steps} steps with rail and CGA, paused twice because of knee pain.\n"
)
TAIL = "P: Cont POC.\nJ. Roe, PT"
HEAD = "Visit note {date}\nS: Pt reports {feeling}.\nO: "
STAIRS = (
    "97530 Therapeutic activities (30 min): Climbed the flight to the bedroom with left rail, CGA on descent, therapist "
    "graded step order after the knee buckled at step nine; wheeled the walker to the fridge and unloaded a shelf at hip "
    "height with supervision, one verbal cue to square up first.\n"
)


def note(body: str, date: str = "1/5/2026", feeling: str = "less pain", **values: object) -> str:
    return HEAD.format(date=date, feeling=feeling) + body.format(**({"minutes": 25, "steps": 6} | values)) + TAIL


def test_a_copy_with_new_date_and_minutes_is_a_clone_and_names_the_visit() -> None:
    first, second = visit(note(CAR), 0), visit(note(CAR, "1/7/2026", "stiffness", minutes=28), 2)
    [(where, finding)] = found([first, second], "EPI001")
    assert where == "v2"
    assert finding.earlier is not None
    assert (finding.earlier.id, finding.earlier.date, finding.share) == ("v0", "2026-01-05", 1.0)
    assert "100 % of the treatment text" in finding.message
    text = note(CAR, "1/7/2026", "stiffness", minutes=28)
    assert text[finding.start : finding.end] == finding.excerpt
    assert finding.excerpt.startswith("97530")
    assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith("97530")


def test_the_finding_of_the_result_names_the_earlier_note() -> None:
    first, second = visit(note(CAR), 0), visit(note(CAR), 2)
    [(_, found_one)] = found([first, second], "EPI001")
    finding = as_finding(found_one, policy_for(second), identifier="v2")
    assert "(note v0)" in finding.message
    assert (finding.rule, finding.name, finding.severity) == ("EPI001", "cloned-note", "error")
    again = as_finding(found_one, policy_for(second), identifier="v2#2")
    assert again.fingerprint != finding.fingerprint


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (note(CAR), note(STAIRS)),
        ("97530 15 min: TA, CGA.", "97530 15 min: TA, CGA."),
        (note("97530 20 min: bed mobility, min A for legs.\n"), note("97530 20 min: bed mobility, min A for legs.\n")),
        (note(CAR), note(CAR.replace("min A", "CGA").replace("two trials", "four trials"), steps=12)),
        (note(CAR), note(CAR + STAIRS)),
    ],
    ids=["other text", "too short", "short", "levels and counts changed", "as much again that is new"],
)
def test_no_clone(one: str, two: str) -> None:
    assert ids([visit(one, 0), visit(two, 2)], "EPI001") == []


def test_one_word_changed_is_still_a_clone_and_the_most_similar_visit_is_named() -> None:
    changed = note(CAR.replace("less hesitation", "less delay"))
    [(where, finding)] = found([visit(note(CAR), 0), visit(note(STAIRS), 2), visit(changed, 4)], "EPI001")
    assert where == "v4"
    assert finding.earlier is not None
    assert finding.earlier.id == "v0"
    assert finding.share is not None
    assert 0.85 <= finding.share < 1


def test_goals_plan_and_history_may_stay_the_same() -> None:
    same = (
        "LTG 1: climb 12 steps with one rail and supervision in order to reach the bedroom at home by March.\n"
        "Precautions: fall risk, WBAT left leg, no twisting of the trunk for six weeks after the surgery.\n"
        "P: Continue per plan of care with stairs, car transfer, laundry tasks and home program twice a day.\n"
    )
    one = "O: 97530 20 min: car transfer with step-in technique, min A.\n" + same
    two = "O: 97530 20 min: carried the laundry up six steps with rail, CGA.\n" + same
    assert ids([visit(one, 0), visit(two, 2)], "EPI001") == []


def test_notes_of_one_day_another_discipline_or_another_patient_are_not_compared() -> None:
    text = note(CAR)
    assert ids([visit(text, 0, id="am"), visit(text, 0, id="pm")], "EPI001") == []
    assert ids([visit(text, 0), visit(text, 2, discipline="OT")], "EPI001") == []
    assert ids([visit(text, 0), visit(text, 2, patient_id="p2")], "EPI001") == []


def test_text_that_many_patients_share_is_the_clinics_template() -> None:
    others = [visit(note(CAR), 0, patient_id=f"q{n}", id=f"q{n}") for n in range(4)]
    pair = [visit(note(CAR), 0), visit(note(CAR), 2)]
    assert ids(pair, "EPI001") == ["v2"]
    assert ids([*pair, *others], "EPI001") == []
    own = [visit(note(CAR + STAIRS), 0), visit(note(CAR + STAIRS), 2)]
    assert ids([*own, *others], "EPI001") == ["v2"]


FORM = (
    "97530 25 min: Patient performed {task} with {level} assistance for {trials} trials in order to restore safe "
    "performance in the home setting. Therapist provided skilled grading of {grade} and monitored vital signs throughout "
    "the task. Patient tolerated the treatment session without adverse reaction and demonstrated good carryover.\n"
)


def test_a_form_of_which_only_the_blanks_are_filled_is_no_clone() -> None:
    blanks = [
        ("car transfer", "min", "3", "seat height"),
        ("stairs", "mod", "5", "step order"),
        ("bed mobility", "max", "2", "support"),
    ]
    forms = [FORM.format(task=a, level=b, trials=c, grade=d) for a, b, c, d in blanks]
    others = [visit(note(form), 0, patient_id=f"q{n}", id=f"q{n}") for n, form in enumerate(forms)]
    pair = [visit(note(forms[0]), 0), visit(note(forms[0]), 2)]
    assert ids(pair, "EPI001") == ["v2"]
    assert ids([*pair, *others], "EPI001") == []


def test_undated_notes_are_compared_by_their_visit_numbers() -> None:
    text = note(CAR)
    [(where, finding)] = found(
        [visit(text, None, id="b", visit_number=7), visit(text, None, id="a", visit_number=6)], "EPI001"
    )
    assert where == "b"
    assert "at visit 6 (note {earlier})" in finding.message
    assert ids([visit(text, None, id="a"), visit(text, None, id="b")], "EPI001") == []


def test_long_texts_are_compared_by_a_sample() -> None:
    words = [f"{one}{two}" for one in WORDS for two in WORDS]
    long = "O: 97530 40 min: sit to stand from commode with min A; moved " + " ".join(words) + ".\n"
    record = visit(long, 0)
    assert not record["whole"]
    assert visit(note(CAR), 0)["whole"]
    assert ids([record, visit(long.replace("amberb", "emberb"), 2)], "EPI001") == ["v2"]
    assert ids([record, visit(long[: len(long) // 3], 2)], "EPI001") == []
    half = words[: len(words) // 2]
    assert ids([record, visit(long.replace(" ".join(half), " ".join(reversed(half))), 2)], "EPI001") == []


WORDS = (
    "amber basil cedar delta ember fable glass haven ivory jolly kneel lemon maple noble ocean piano quilt river "
    "sable tulip"
).split()
