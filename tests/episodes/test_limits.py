"""EPI002 to EPI005: counts at their bounds, and what keeps the rules silent."""

import pytest

from tests.episodes.made import found, ids, visit

TASKS = (
    "car transfer with min A",
    "stairs with rail, CGA",
    "bed mobility with mod A",
    "toilet transfer with SBA",
    "floor transfer with max A",
    "sit to stand from low chair with min A",
    "carrying groceries with supervision",
    "tub transfer with CGA",
)


def daily(number: int, more: str = "") -> str:
    """A note that differs from its neighbours in task, level and count."""
    return f"O: 97530 25 min: {TASKS[number % len(TASKS)]}, {number + 3} trials. {more}\nJ. Roe, PT"


def course(count: int, *, first: int = 0, **fields: object) -> list[dict[str, object]]:
    return [visit(daily(n), 2 * n + first, **fields) for n in range(count)]


EVALUATION = "PT INITIAL EVALUATION\nStrength 3/5, gait 20 ft with RW. Plan: 2x a week.\nJ. Roe, PT"
REPORT = "PT PROGRESS REPORT\nLTG 1: partly met. Continue plan.\nJ. Roe, PT"


def test_the_eleventh_treatment_day_without_a_report_is_over() -> None:
    assert ids(course(10, visit_number=None), "EPI002") == []
    [(where, finding)] = found(course(14), "EPI002")
    assert where == "v20"
    assert "treatment day 11" in finding.message
    assert finding.confidence == 0.5
    assert "does not show the start of care" in finding.message


def test_the_evaluation_is_the_first_treatment_day() -> None:
    start = visit(EVALUATION, -2, id="eval", note_type="evaluation")
    assert ids([start, *course(9)], "EPI002") == []
    [(where, finding)] = found([start, *course(10)], "EPI002")
    assert where == "v18"
    assert finding.confidence == 0.85
    assert finding.earlier is not None
    assert finding.earlier.id == "eval"


@pytest.mark.parametrize(
    ("text", "note_type"),
    [
        (REPORT, "progress_report"),
        (REPORT, None),
        (daily(3, "\nProgress report:\nLTG 1 partly met, LTG 2 not met."), None),
        (daily(3, "Progress report completed today."), None),
        ("PT RE-EVALUATION\nGait 60 ft.\nJ. Roe, PT", "re-evaluation"),
        (daily(3), "progress note"),
    ],
    ids=["type", "title", "section", "sentence", "re-evaluation", "one of few progress notes"],
)
def test_a_report_begins_the_count_anew(text: str, note_type: str | None) -> None:
    reset = visit(text, 13, id="r", note_type=note_type)
    assert ids([*course(14), reset], "EPI002") == []
    assert ids([*course(18), reset], "EPI002") == ["v34"]


@pytest.mark.parametrize(
    "word", ["Progress report due next visit.", "Will complete progress report.", "No progress report."]
)
def test_a_report_that_is_only_planned_does_not_count(word: str) -> None:
    assert ids([*course(10), visit(daily(9, word), 21, id="late")], "EPI002") == ["late"]


def test_progress_notes_on_most_days_are_the_daily_notes() -> None:
    assert ids(course(12, note_type="Progress Note"), "EPI002") == ["v20"]


def test_treatment_days_are_dates_and_other_therapy_counts() -> None:
    twice = [visit(daily(n), 2 * n + 1, id=f"pm{n}") for n in range(10)]
    same_days = [visit(daily(n + 1), 2 * n, id=f"x{n}") for n in range(10)]
    assert ids([*course(10), *same_days], "EPI002") == []
    assert len(ids([*course(10), *twice], "EPI002")) == 1
    exercise = [
        visit("O: 97110 25 min: SLR 3x10.", 2 * n, id=f"e{n}", claim=[{"code": "97110", "units": 2}]) for n in range(10)
    ]
    assert ids([*exercise, visit(daily(1), 30, id="last")], "EPI002") == ["last"]


def test_a_second_overdue_stretch_is_reported_again() -> None:
    report = visit(REPORT, 25, id="r", note_type="progress_report")
    assert ids([*course(12), report, *course(12, first=26)], "EPI002") == ["v20", "v46"]


def test_a_payer_without_an_interval_is_silent() -> None:
    records = [record | {"profile": "commercial-edits"} for record in course(14)]
    assert ids(records, "EPI002") == ids(records, "EPI003") == []


def test_past_the_visit_count_without_a_need() -> None:
    assert ids(course(12), "EPI003") == []
    [(where, finding)] = found(course(15), "EPI003")
    assert where == "v24"
    assert "visit 13, past the 12 visits" in finding.message
    assert "not verified" in finding.message
    assert finding.confidence == 0.6
    numbered = [visit(daily(n), 2 * n, visit_number=n + 11) for n in range(4)]
    assert ids(numbered, "EPI003") == ["v4"]


@pytest.mark.parametrize(
    ("words", "silent"),
    [
        ("A: Continues to require skilled PT for safe descent.", True),
        ("A: Skilled OT remains necessary to grade the task.", True),
        ("A: Pt remains unsafe on stairs.", True),
        ("A: Skilled maintenance program to prevent further decline.", True),
        ("A: No longer requires skilled therapy.", False),
        ("P: Cont POC.", False),
    ],
)
def test_a_continued_need_in_the_last_reporting_period_holds_it_off(words: str, silent: bool) -> None:
    records = [*course(12), visit(daily(5, f"\n{words}"), 24, id="v24")]
    assert ids(records, "EPI003") == ([] if silent else ["v24"])


def test_a_need_of_long_ago_does_not() -> None:
    records = [visit(daily(0, "\nA: Continues to require skilled PT."), 0, id="old"), *course(13, first=2)]
    assert ids(records, "EPI003") == ["v24"]


SAME = "O: 97530 25 min: toilet transfer with grab bar, mod A, {n} trials; VC for hand placement.{more}\nJ. Roe, PT"


def plateau(count: int, more: str = "", at: int = -1) -> list[dict[str, object]]:
    return [visit(SAME.format(n=3, more=more if n == at else ""), 2 * n) for n in range(count)]


def test_six_visits_without_a_change() -> None:
    assert ids(plateau(5), "EPI004") == []
    [(where, finding)] = found(plateau(9), "EPI004")
    assert where == "v10"
    assert "level (mod)" in finding.message
    assert finding.earlier is not None
    assert finding.earlier.date == "2026-01-05"
    assert finding.excerpt


@pytest.mark.parametrize(
    "more",
    [
        " Skilled maintenance of transfers in progressive MS.",
        " A therapist's skill is needed to prevent further decline.",
        " Introduced a raised seat.",
        " Upgraded to a lower seat.",
        " Then stairs with CGA.",
    ],
)
def test_maintenance_or_a_change_of_approach_keeps_it_silent(more: str) -> None:
    assert ids(plateau(8, more, at=3), "EPI004") == []


def test_a_level_or_a_count_that_changes_begins_anew() -> None:
    counts = [visit(SAME.format(n=3 + (n == 4), more=""), 2 * n) for n in range(9)]
    assert ids(counts, "EPI004") == []
    levels = [visit(SAME.format(n=3, more="").replace("mod A", "min A" if n > 3 else "mod A"), 2 * n) for n in range(9)]
    assert ids(levels, "EPI004") == []


def test_a_negated_maintenance_reason_is_none() -> None:
    assert ids(plateau(6, " Pt is not on a maintenance program.", at=2), "EPI004") == ["v10"]


PLAN = {"certified_from": "2026-01-05", "certified_to": "2026-04-04"}


def test_outside_every_known_plan() -> None:
    records = [visit(daily(n), day, plan_of_care=PLAN) for n, day in enumerate((0, 30, 60, 89, 90))]
    [(where, finding)] = found(records, "EPI005")
    assert where == "v90"
    assert "the last one ended on 2026-04-04" in finding.message
    assert finding.confidence == 0.95


def test_a_recertification_on_any_note_of_the_course_covers_the_date() -> None:
    later = {"certified_from": "2026-04-05", "certified_to": "2026-07-03"}
    records = [visit(daily(n), day, plan_of_care=PLAN) for n, day in enumerate((0, 30, 60, 90))]
    assert ids([*records, visit(daily(5), 92, plan_of_care=later)], "EPI005") == []


def test_a_note_without_a_plan_is_held_against_those_of_its_course() -> None:
    records = [visit(daily(0), 0, plan_of_care=PLAN), visit(daily(1), 50), visit(daily(2), 100)]
    [(where, finding)] = found(records, "EPI005")
    assert (where, finding.confidence) == ("v100", 0.75)


def test_silent_where_no_plan_is_known_or_its_dates_make_no_sense() -> None:
    assert ids(course(3), "EPI005") == []
    assert ids(course(3, plan_of_care={"certified_from": "2026-04-04", "certified_to": "2026-01-05"}), "EPI005") == []
    assert ids(course(3, plan_of_care={}), "EPI005") == []
    assert ids([visit(daily(0), 0, plan_of_care=PLAN), visit(daily(1), 200)], "EPI005") == []


@pytest.mark.parametrize(("day", "over"), [(89, False), (90, True)])
def test_a_plan_without_an_end_lasts_ninety_days(day: int, over: bool) -> None:
    opened = {"certified_from": "2026-01-05"}
    records = [visit(daily(n), d, plan_of_care=opened) for n, d in enumerate((0, 45, day))]
    assert ids(records, "EPI005") == ([f"v{day}"] if over else [])


def test_an_evaluation_a_discharge_and_a_long_gap_part_courses() -> None:
    assert ids([*course(8), *course(8, first=100)], "EPI002") == []
    discharge = visit("PT DISCHARGE SUMMARY\nGoals met.\nJ. Roe, PT", 15, id="d", note_type="discharge")
    assert ids([*course(8), discharge, *course(8, first=20)], "EPI003") == []
    anew = [visit(daily(n), 20 + 2 * n, visit_number=n + 1) for n in range(8)]
    assert ids([*[visit(daily(n), 2 * n, visit_number=n + 1) for n in range(8)], *anew], "EPI003") == []
