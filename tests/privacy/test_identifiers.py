"""Identifiers are found by form, label and lists of names; clinical words named after people are left alone."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.note import Note
from doclint.privacy import KINDS, Masking, Redaction, find
from doclint.training.identifiers import notes, score

CORPORA = Path(__file__).parents[2] / "corpora"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


def found(text: str, what: Redaction = Redaction.IDENTIFIERS, **more: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in find(text, what, **more)]


@pytest.mark.parametrize("split", ["tuning", "heldout"])
def test_recall_and_precision_hold(split: str) -> None:
    scores = score(CORPORA, split)  # type: ignore[arg-type]
    for kind, (recall, precision) in FLOORS[split].items():
        assert scores.found[kind] / scores.marked[kind] >= recall, kind
        assert scores.right[kind] / scores.masked[kind] >= precision, kind


def test_the_splits_share_no_style_and_no_invented_surname() -> None:
    texts = {}
    surnames = {}
    for split in ("tuning", "heldout"):
        texts[split] = {" ".join(text.split()[:8]) for text, _ in notes(CORPORA, split)}  # type: ignore[arg-type]
        surnames[split] = {
            word
            for _, marks in notes(CORPORA, split)  # type: ignore[arg-type]
            for mark in marks
            if mark.label == "NAME"
            for word in mark.text.lower().split()
            if len(word) > 8
        }
    assert not texts["tuning"] & texts["heldout"]
    assert not surnames["tuning"] & surnames["heldout"]
    assert all(mark.label in KINDS for split in texts for _, marks in notes(CORPORA, split) for mark in marks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Berg 42/56, Tinetti 20/28, Romberg 8 s, Trendelenburg gait, Borg 13, FIM 5, TUG 14 s, Min A to Mod I, Max A x2.",
        "Parkinson's disease, Hoehn and Yahr 3; Alzheimer's; Bell's palsy; Guillain-Barre 2024; Colles fx; Dupuytren release.",
        "Hoyer lift, Lofstrand crutches, Sara Stedy, Roho cushion, Jackson-Pratt drain, Dycem, Kinesio tape, Philadelphia collar.",
        "Rose from the chair. Will continue. Mark the floor. Hope to return. Grant wheel chair. Walker adjusted. Bill 2 units.",
        "BP 128/74, HR 88, SpO2 94, 97530:2:GP, 10:05-10:43, 1305-1343, 3/5 strength, 4/10 pain, 2x10 reps, 75 %, 250 ft, 12 steps.",
        "PATIENT COMPLETED TOILET TRANSFER WITH WALKER, MIN A, VERBAL CUES FOR HAND PLACEMENT. CONTINUE PLAN OF CARE.",
        "LTG 1: 12 stairs SBA. STG 2: 50 ft. Group therapy 20 min. Plan: continue. Medicare: 8-minute rule. Policy on 97530.",
        "Pt is 72 years old. Flexion 95 degrees. Held 92 sec. O2 91%.",
    ],
)
def test_clinical_words_are_no_identifiers(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patient: Marigold Testerby | MRN 00482913", [("NAME", "Marigold Testerby"), ("MRN", "00482913")]),
        ("seen for Mrs. Walker today", [("NAME", "Walker")]),
        ("A. Sample-Fauxley, PT, DPT", [("NAME", "A. Sample-Fauxley")]),
        ("daughter Linda and son Tom helped", [("NAME", "Linda"), ("NAME", "Tom")]),
        ("call (614) 555-0142, fax 614-555-0143", [("PHONE", "(614) 555-0142"), ("FAX", "614-555-0143")]),
        ("jane@example.org or www.example.org/jane", [("EMAIL", "jane@example.org"), ("URL", "www.example.org/jane")]),
        ("SSN: 900-12-3456", [("SSN", "900-12-3456")]),
        ("91-year-old woman; her sister is 88 years old", [("AGE", "91")]),
        ("DOB 03/14/1941, seen 3/2/2026", [("BIRTHDATE", "03/14/1941")]),
        (
            "lives at 14 Quail Run Rd, Fernwick, OH 43999",
            [("ADDRESS", "14 Quail Run Rd"), ("ADDRESS", "Fernwick"), ("ADDRESS", "43999")],
        ),
        ("Member ID W123456789, Acct # 4471-002233", [("PLAN", "W123456789"), ("ACCOUNT", "4471-002233")]),
    ],
)
def test_identifiers_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


PIECES = st.sampled_from(
    [
        "Patient: ",
        "Mrs. ",
        "Roe",
        "Linda",
        " ",
        ", ",
        "\n",
        "PT",
        "(",
        ")",
        "'s",
        "614-555-0142",
        "MRN",
        "#",
        "ſign",
        "ſſn Kın",
        "12 Elm St",
        "OH",
        "43999",
        "dtr",
        "İ",
        "e-signed",
        ".",
        "and",
        "R.",
        "|",
        "=",
        "ß",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_stretches_in_order_and_a_mask_of_the_same_length(text: str) -> None:
    spans = find(text, Redaction.DATES)
    assert all(0 <= each.start < each.end <= len(text) for each in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    masking = Masking.of(Note(text=text), Redaction.DATES)
    assert len(masking.text) == len(text)
    assert masking.text.count("\n") == text.count("\n")


def test_other_dates_are_found_where_asked() -> None:
    assert found("Seen 3/2/2026, next visit March 9, 2026.", Redaction.DATES) == [
        ("DATE", "3/2/2026"),
        ("DATE", "March 9, 2026"),
    ]


def test_a_name_that_was_told_once_is_found_again() -> None:
    assert found("Patient: Vashti Quillborne\nVashti did stairs.\nQUILLBORNE refused the tub.")[1:] == [
        ("NAME", "Vashti"),
        ("NAME", "QUILLBORNE"),
    ]


def test_what_the_fields_of_the_note_tell_is_found_in_its_text() -> None:
    text = "Stairs, min A, Quillborne; chart 77-4410."
    assert found(text) == []
    assert found(text, known=("Vashti Quillborne", "77-4410")) == [("NAME", "Quillborne"), ("OTHER", "77-4410")]


@pytest.mark.parametrize(
    "piece",
    [
        "Mr. Linda, ",
        "works at Acme ",
        "1",
        "1.",
        "a@",
        "Patient: ",
        "LINDA ROE ",
        "12 Elm ",
        "J. R. ",
        "Roe, Jane\n",
        "mrn # ",
    ],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        return min(_timed(text) for _ in range(2))

    assert seconds(40_000) < 10 * seconds(8_000) + 0.2


def _timed(text: str) -> float:
    began = time.process_time()
    find(text, Redaction.DATES)
    return time.process_time() - began
