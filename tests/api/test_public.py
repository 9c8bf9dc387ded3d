"""The public surface: what is exported, and what the contract says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import doclint
import doclint.policy
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


def test_public_names_of_the_policy_are_loaded_at_first_use() -> None:
    for name in doclint.policy.__all__:
        assert getattr(doclint.policy, name) is not None
    script = "import sys, doclint.policy; print(*(name for name in sys.modules if name.startswith('doclint')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"doclint", "doclint.later", "doclint.policy"}


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
        ({"model": "exact"}, "no model 'exact'; there is fast, accurate, rules$"),
        ({"profile": "nobody"}, "nobody"),
        ({"select": ["XYZ9"]}, "no rule 'XYZ9'"),
        ({"select": "TIM,XYZ9"}, "no rule 'XYZ9'"),
        ({"ignore": "I"}, "no rule 'I'; `doclint rules` lists them"),
        ({"discipline": "xx"}, "discipline 'xx': give PT or OT"),
        ({"discipline": 3}, "discipline 3: give PT or OT"),
        ({"date": "2026-01-01"}, "give a datetime.date"),
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


SAMPLES = Path(doclint.__file__).parent / "samples"
VAGUE = (SAMPLES / "pt-defective-vague.txt").read_text(encoding="utf-8")
EXERCISE = (SAMPLES / "pt-defective-exercise.txt").read_text(encoding="utf-8")
chosen = cache(Linter)
UNSIGNED = CLEAN.replace("A. Roe, OTR/L\n", "")


@pytest.mark.parametrize("text", [VAGUE, EXERCISE, CLEAN], ids=["vague", "exercise", "clean"])
@pytest.mark.parametrize("pattern", ["ACT", "ACT001", "ACT003", "AST002", "GOL", "SKL", "TIM", "CLM"])
def test_a_selection_takes_findings_away_and_adds_none(linter: Linter, text: str, pattern: str) -> None:
    every = linter.lint(text).findings
    assert chosen(select=pattern).lint(text).findings == tuple(f for f in every if f.rule.startswith(pattern))
    assert chosen(ignore=pattern).lint(text).findings == tuple(f for f in every if not f.rule.startswith(pattern))


def test_the_verdict_is_made_from_the_findings_that_are_left() -> None:
    assert Linter().lint(VAGUE).verdict == "unsupported"
    assert Linter(select="TIM").lint(VAGUE).verdict == "supported"
    assert Linter(select="AST").lint(VAGUE).verdict == "at_risk"


@pytest.mark.parametrize("select", ["DOC001", "doc", ["TIM", "DOC001"]])
def test_a_rule_that_is_off_by_default_is_on_where_it_is_selected(linter: Linter, select: str | list[str]) -> None:
    assert "DOC001" not in {f.rule for f in linter.lint(UNSIGNED).findings}
    assert "DOC001" in {f.rule for f in Linter(select=select).lint(UNSIGNED).findings}
    assert Linter(select=select, ignore="DOC001").lint(UNSIGNED).findings == ()


@pytest.mark.parametrize("select", ["TIM,GOL002", "tim, gol002", ["TIM", "GOL002"], ("tim,gol002",)])
def test_rules_are_named_in_one_text_or_several(select: str | list[str]) -> None:
    chosen = Linter(select=select, discipline=" pt")
    assert {rule.code[:3] for rule in chosen.rules} == {"TIM", "GOL"}
    assert chosen.options["select"] == ("TIM", "GOL002")
    assert chosen.lint(CLEAN).discipline == "PT"


def test_a_rule_that_crashes_outside_the_selection_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    broken = Linter(ignore="ACT002")
    monkeypatch.setattr(next(rule for rule in Linter().rules if rule.code == "ACT002"), "check", crash)
    assert broken.lint(CLEAN).errors == ()


def test_the_schema_of_a_result_requires_all_that_is_written(linter: Linter) -> None:
    schema = doclint.Result.model_json_schema(mode="serialization")
    written = json.loads(linter.lint(VAGUE, claim="97530:2:GP").model_dump_json())
    assert schema["required"] == list(written)
    for name, part in (("Finding", "findings"), ("Entity", "entities"), ("CodeUse", "codes")):
        assert schema["$defs"][name]["required"] == list(written[part][0])
