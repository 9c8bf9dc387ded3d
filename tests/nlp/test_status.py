"""What was not done today: cues with direction and scope, sections, boxes."""

import pytest

from tests.nlp.marked import check

LABELS = {"ACTIVITY", "EXERCISE", "PASSIVE"}


@pytest.mark.parametrize(
    "marked",
    [
        "97530: ⟦ACTIVITY|toilet transfer⟧ min A; ⟦ACTIVITY@not_done|stairs⟧ held, BP 88/50.",
        "P: ⟦ACTIVITY@planned|car transfer⟧ next visit.",
        "HEP: ⟦EXERCISE@home|bridges 2x10⟧",
        "PLOF: ⟦ACTIVITY@historical|drove to church⟧.",
        "S: Wife ⟦ACTIVITY@other_person|ties his shoes⟧.",
        "O: [ ] ⟦ACTIVITY@not_done|tub transfer⟧   [x] ⟦ACTIVITY|toilet transfer⟧",
        "Modalities: no ⟦PASSIVE@not_done|MHP⟧",
        "97530 x 15 min: ⟦ACTIVITY@not_done|tub transfer⟧ offered x2, pt declined.",
        "97530 x 15 min: ⟦ACTIVITY@not_done|toilet transfers⟧ + ⟦ACTIVITY@not_done|car transfers⟧ were held for HR 130.",
        "97530: ⟦ACTIVITY@not_done|toilet transfer⟧ + ⟦ACTIVITY@not_done|stairs⟧. Pt said no to both.",
        "97530: The plan was ⟦ACTIVITY@not_done|stairs⟧ but BP 190/100.",
        "97530: ⟦ACTIVITY@not_done|tub transfer⟧ | status=REFUSED",
        "97530: ⟦ACTIVITY|toilet transfer⟧ x3, declined ⟦ACTIVITY@not_done|stairs⟧.",
        "97530: On Tuesday she had ⟦ACTIVITY@historical|climbed the basement stairs⟧.",
        "97530: Last Thursday he ⟦ACTIVITY@historical|did toilet transfer⟧.",
        "97530: ⟦ACTIVITY|toilet transfer⟧, hand-held ⟦ACTIVITY|shower hose⟧.",
        "S: Before the stroke she ⟦ACTIVITY@historical|drove to church⟧.",
    ],
)
def test_status(marked: str) -> None:
    check(marked, LABELS)
