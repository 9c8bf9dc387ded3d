"""Cues of the visit, signatures, kind of note."""

from __future__ import annotations

import pytest

from .time_pipeline import read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("97530: folding towels w/ assist.", "vague_help"),
        ("Tol tx well.", "stock_response"),
        ("Mode: [ ] Individual [x] Group (3)", "not_one_on_one"),
        ("Rehab aide ran the towel task while I charted.", "not_one_on_one"),
        ("Seen one-on-one in the gym.", "separate_one_on_one"),
        ("Van came, pt left early.", "shortened"),
        ("Alarm rang and we quit.", "shortened"),
        ("Bus broke down, 25 late. 97530 x1", "shortened"),
        ("Transport took her before I was done.", "shortened"),
        ("Stopped, nurse called, rest of visit dropped.", "shortened"),
        ("97530 functional activities x 25 min", "functional_word"),
    ],
)
def test_cue(text: str, kind: str) -> None:
    assert kind in {cue.kind for cue in read(text).cues}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("97530: climbed stairs, left leg late in swing.", "shortened"),
        ("97530: went over the order before she was seated.", "shortened"),
        ("Quad muscle group 3/5.", "not_one_on_one"),
        ("Mode: [x] Individual [ ] Group", "not_one_on_one"),
        ("Min assist for the sock.", "vague_help"),
        ("Mode minutes: Individual 30 | Concurrent 0", "not_one_on_one"),
    ],
)
def test_no_cue(text: str, kind: str) -> None:
    assert kind not in {cue.kind for cue in read(text).cues}


def test_signatures() -> None:
    assert [
        s.designation for s in read("97530 25 min: stairs with a bag.\nK. Rowe, PTA / L. Stone, PT").signatures
    ] == ["PTA", "PT"]
    assert read("97530 25 min: stairs with a bag, PT to continue next visit").signatures == []


def test_kind() -> None:
    assert read("OT INITIAL EVALUATION\nPt seen bedside").kind == "evaluation"
    assert read("97530 25 min: stairs since eval better").kind is None
    assert read("Mr. Ode is discharged after nine visits.").kind == "discharge"
    assert read("Dear colleague, reviewed at six weeks.").kind == "physician"
    assert read("97530 25 min. Discharged home Friday.").kind is None
