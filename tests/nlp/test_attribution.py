"""Which text belongs to which service: this decides most verdicts."""

from __future__ import annotations

import pytest

from doclint.nlp.chart import chart_of
from doclint.nlp.pipeline import load

NLP = load("rules")


def code(text: str, words: str) -> str | None:
    """The service to which the first of the words is attributed."""
    found = chart_of(NLP(text))
    return found.code_of[found.token_at(text.index(words))]


def test_each_line_belongs_to_the_code_it_begins_with() -> None:
    text = "97110 12': SLR 3x10\n97530 25': tub transfers x4\n97140 10': patellar glides"
    assert [code(text, w) for w in ("SLR", "tub", "patellar")] == ["97110", "97530", "97140"]


@pytest.mark.parametrize(
    "label", ["Therapeutic Activities", "Ther Act", "TherAct", "TA", "THER ACT", "Therapeutic activity"]
)
def test_service_names_stand_for_the_code(label: str) -> None:
    text = f"{label} 25 min: tub transfers x4\nTher Ex 10 min: bridges 2x10"
    assert code(text, "tub") == "97530"
    assert code(text, "bridges") == "97110"


def test_bullets_below_a_code_line_belong_to_it() -> None:
    text = "TherAct 23'\n - curb step with cart\n - floor to chair\nManual 10'\n - scar mobs"
    assert [code(text, w) for w in ("curb", "floor", "scar")] == ["97530", "97530", "97140"]


def test_a_grid_takes_no_treatment_text() -> None:
    text = "CPT    Min  Units\n97530  25   2\n97110  10   1\n\nPt carried the tray to the table x4. Bridges came first."
    assert code(text, "carried") == "97530"


def test_without_labels_all_treatment_is_97530() -> None:
    assert code("Carried tray x4, CGA. Wiped counter.", "Wiped") == "97530"


def test_goals_and_assessment_belong_to_no_code() -> None:
    text = "97530 25': tub transfers over the wall x4\nA: weak hip\nGoals: LTG 1 tub mod I"
    assert code(text, "weak") is None
    assert code(text, "tub mod") is None


def test_a_code_at_the_end_of_a_sentence_takes_that_sentence() -> None:
    text = "Therapeutic activities thirty minutes. She carried pots. Hot pack ten minutes after that, billed as 97010. She left happy."
    assert code(text, "carried") == "97530"
    assert code(text, "Hot") == "97010"


def test_a_code_inside_prose_opens_its_service() -> None:
    text = "We went straight to therapeutic activities in the laundry room. She sorted the wash and folded towels."
    assert code(text, "sorted") == "97530"


def test_a_key_hands_the_items_their_codes() -> None:
    text = "a) mop bucket over sills\nb) heel drops 3x15\nchg: a 97530 / b 97110"
    assert code(text, "mop") == "97530"
    assert code(text, "heel") == "97110"


def test_unticked_codes_open_nothing() -> None:
    text = "[x] 97530 25 min  [ ] 97140\nPt carried tray x4"
    assert code(text, "carried") == "97530"


def test_tibialis_anterior_is_no_label() -> None:
    text = "97530 25': stairs with bag\nTA 4-/5, gastroc tight"
    assert code(text, "gastroc") == "97530"
    assert [c.code for c in chart_of(NLP(text)).codes] == ["97530"]


def test_units_and_modifiers_of_a_code() -> None:
    found = chart_of(NLP("97530-GP x2 units, 25 min\n97110 15' bike x4 min")).codes
    assert [(c.code, c.units, c.modifiers) for c in found] == [("97530", 2, ("GP",)), ("97110", None, ())]


def test_a_header_of_the_whole_visit_ends_another_codes_block() -> None:
    text = "97530: tub transfers over the wall x4\n97110: bridges 2x10\nSkilled: raised the bench when the hip dropped"
    assert code(text, "raised") is None
