"""Activities, exercises and passive treatment in the clinic's own wording."""

import pytest

from tests.nlp.marked import check

TASKS = {"ACTIVITY", "EXERCISE", "PASSIVE"}


@pytest.mark.parametrize(
    "marked",
    [
        "97530: ⟦ACTIVITY|sit to stand⟧ x5, ⟦ACTIVITY|tub bench transfer⟧ min A, 25 min",
        "97530 x 25 min: ⟦ACTIVITY|carrying laundry basket upstairs⟧; ⟦ACTIVITY|putting dishes in overhead cabinet⟧ with CGA",
        "97530: ⟦ACTIVITY|bed > chair⟧ x3 mod A",
        "Therapeutic activities: ⟦ACTIVITY|reaching into the freezer⟧ x10 to improve safety with cooking",
        "O: She ⟦ACTIVITY|wiped the counter⟧ and ⟦ACTIVITY|hung three shirts on the rod⟧.",
        "97530: ⟦ACTIVITY|CLIMBING INTO TRACTOR SEAT⟧ X4 SBA",
    ],
)
def test_activity(marked: str) -> None:
    check(marked, TASKS)


@pytest.mark.parametrize(
    "marked",
    [
        "97110: ⟦EXERCISE|SLR 3x10⟧, ⟦EXERCISE|quad sets⟧, ⟦EXERCISE|NuStep L3⟧ 15 min",
        "97530: ⟦EXERCISE|sit to stands 3x10 for quad strengthening⟧, 20 min",
        "97112: ⟦EXERCISE|tandem stance⟧, ⟦EXERCISE|single leg stance⟧ 12 min",
    ],
)
def test_exercise(marked: str) -> None:
    check(marked, TASKS)


@pytest.mark.parametrize(
    "marked",
    [
        "97140: ⟦PASSIVE|STM to upper trap⟧, ⟦PASSIVE|grade III joint mobs⟧ 10 min",
        "O: ⟦PASSIVE|moist hot pack⟧ to start.",
        "O: R knee PROM 0-110, passive SLR 60.",
        "O: No ⟦PASSIVE@not_done|hot pack⟧ today.",
    ],
)
def test_passive(marked: str) -> None:
    check(marked, {"PASSIVE"})


@pytest.mark.parametrize(
    "text",
    [
        "97530: functional activities to tolerance, tol well",
        "97530 25 min. Pt declined to work today because of pain.",
        "A: TA 3+/5, hip flexor muscle group weak.",
    ],
)
def test_no_task(text: str) -> None:
    check(text, TASKS)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "97530", "x" * 3000, "carrying " * 500, "(((((", "\t|\t|", "a, " * 800, "3x10 " * 300]
)
def test_any_text(text: str) -> None:
    from tests.nlp.marked import pipeline

    pipeline()(text)
