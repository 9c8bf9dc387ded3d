"""Records that are made without a check are those that a check would make, down to the type of every value."""

from __future__ import annotations

import datetime as dt
import pickle
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from doclint import Linter, Note
from doclint.result import CodeUse, Element, Elements, Entity, Result, trusted

PARTS = st.sampled_from(
    [
        "97530 x2 (25 min), 97110 1 unit 12 min.",
        "97530 GP 2 units; 97530 GP 59\n",
        "Sit to stand x5 with min A to return to toileting.",
        "Goal: toilet transfer with SBA, 5 of 5.",
        "Pt refused tub transfer. ",
        "moist heat 10 min to low back\n",
        "verbal cues for hand placement, tolerated well",
        "EVALUATION\n",
        "10:00-10:40 é ½",
    ]
)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.sampled_from(["97530", "97110", "97140"]),
            "units": st.none() | st.integers(0, 4),
            "minutes": st.none() | st.integers(0, 60),
            "modifiers": st.lists(st.sampled_from(["GP", "59", "CQ"]), max_size=2),
        }
    ),
    max_size=3,
)


@cache
def linter() -> Linter:
    return Linter(model="rules")


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, max_size=8), st.none() | LINES, st.sampled_from([None, dt.date(2026, 3, 2)]))
def test_a_result_is_what_a_check_would_make_of_it(
    parts: list[str], claim: list[dict[str, object]] | None, date: dt.date | None
) -> None:
    note = Note.model_validate({"text": " ".join(parts), "claim": claim, "date_of_service": date, "extra": {"a": [1]}})
    result = linter().lint(note)
    checked = Result.model_validate(result.model_dump(), strict=True)
    assert checked == result
    assert repr(checked) == repr(result)
    assert checked.model_dump_json() == result.model_dump_json()


def test_a_trusted_record_is_a_whole_record() -> None:
    line = trusted(CodeUse, {"code": "97530", "units": 2, "minutes": None, "modifiers": ("GP",), "origin": "claim"})
    plain = CodeUse(code="97530", units=2, modifiers=("GP",), origin="claim")
    assert line == plain
    assert pickle.loads(pickle.dumps(line)) == plain
    changed = line.model_copy(update={"units": 3})
    assert (changed.units, line.units) == (3, 2)
    assert line.model_fields_set == set(CodeUse.model_fields)


def test_every_field_is_given() -> None:
    result = linter().lint("97530 20 min: sit to stand x5 with min A to return to toileting. 97110 10 min")
    records = [result, result.elements, result.elements.activity, *result.entities, *result.codes]
    assert {type(record) for record in records} == {Result, Elements, Element, Entity, CodeUse}
    for record in records:
        assert list(vars(record)) == list(type(record).model_fields)


def test_a_result_keeps_its_own_extra_fields() -> None:
    note = Note(text="97530", extra={"ward": 3})
    result = linter().lint(note)
    note.extra["ward"] = 4
    assert result.extra == {"ward": 3}
