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
    ],
)
def test_status(marked: str) -> None:
    check(marked, LABELS)
