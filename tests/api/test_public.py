"""The public surface: what is exported, and what the contract says of it."""

from __future__ import annotations

import json

import pytest

import doclint
from doclint import Linter, Note, load

CLEAN = """97530 TherAct 27 min, total treatment 27 min
Sit to stand from a low commode x6 with grab bar, min A x1 for the first three, CGA after.
OT lowered the bar and taught scooting to the edge first; pt showed it back.
R quads weak (3+/5), cannot rise without pulling; 5/6 controlled descents against 2/6 on Monday.
LTG 2: toilet transfer mod I, 5/5 trials by 4/2.
A. Roe, OTR/L
"""


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def test_exports() -> None:
    assert sorted(doclint.__all__) == [
        "ClaimLine",
        "Finding",
        "Linter",
        "Note",
        "PlanOfCare",
        "Result",
        "__version__",
        "load",
    ]
    for name in doclint.__all__:
        assert getattr(doclint, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = doclint.nothing


def test_a_clean_note_is_supported(linter: Linter) -> None:
    result = linter.lint(CLEAN, claim="97530:2:GO")
    assert [f.rule for f in result.findings if f.severity == "error"] == []
    assert result.codes[0].origin == "claim"
    assert result.elements.activity.present
    assert result.elements.goal.present


def test_contract_fields_of_a_result(linter: Linter) -> None:
    data = json.loads(linter.lint(CLEAN, claim="97530:2:GO").model_dump_json())
    assert data["schema"] == "doclint.result/1"
    assert set(data) >= {
        "id",
        "source",
        "profile",
        "date_of_service",
        "discipline",
        "verdict",
        "codes",
        "elements",
        "better_codes",
        "entities",
        "findings",
    }
    assert set(data["elements"]) == {"activity", "assistance", "goal", "minutes", "skilled_care"}


def test_a_claim_without_97530_is_not_applicable(linter: Linter) -> None:
    result = linter.lint("97110 15 min: SLR 3x10. Total 15 min.", claim="97110:1:GP")
    assert result.verdict == "not_applicable"
    assert result.findings == ()


def test_an_empty_claim_means_that_nothing_was_billed(linter: Linter) -> None:
    assert linter.lint(Note(text=CLEAN, claim=())).verdict == "not_applicable"


def test_without_any_code_97530_is_assumed_and_said(linter: Linter) -> None:
    result = linter.lint("Carried trays x4, CGA, 20 min.")
    assert [(c.code, c.origin) for c in result.codes] == [("97530", "assumed")]


def test_unknown_fields_come_back_under_extra(linter: Linter) -> None:
    note = Note.model_validate({"text": CLEAN, "room": "114B"})
    assert linter.lint(note).extra == {"room": "114B"}


def test_many_notes_in_two_processes_give_the_same_results_in_order() -> None:
    notes = [Note(id=f"n{number}", text=CLEAN.replace("27", str(20 + number))) for number in range(9)]
    linter = Linter()
    one = [result.model_dump_json() for result in linter.lint_many(notes)]
    two = [result.model_dump_json() for result in linter.lint_many(iter(notes), jobs=2)]
    assert one == two


def test_load_gives_spans_with_their_attributes() -> None:
    doc = load()("97530 20 min: sit to stand from commode x5, CGA.")
    found = {span.label_: span for span in doc.spans["doclint"]}
    assert found["ASSISTANCE"]._.doclint_value == "contact_guard"
    assert found["ACTIVITY"]._.doclint_status == "performed"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"model": "huge"}, "no model 'huge'"),
        ({"profile": "nobody"}, "nobody"),
        ({"select": ["XYZ9"]}, "no rule 'XYZ9'"),
    ],
)
def test_what_does_not_exist_is_one_clear_error(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Linter(**arguments)  # type: ignore[arg-type]


def test_a_rule_that_crashes_is_an_error_entry_of_its_note(linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("Mrs. Secret fell")

    broken = Linter()
    monkeypatch.setattr(broken.rules[0], "check", crash)
    result = broken.lint(CLEAN, claim="97530:2:GO")
    assert result.errors == (f"rule {broken.rules[0].code} failed: RuntimeError",)
    assert "Secret" not in result.model_dump_json()
