"""The traps that annotation.md names: one word, two meanings."""

from __future__ import annotations

import pytest

from doclint.facts import Facts
from doclint.nlp.pipeline import load
from doclint.nlp.publish import facts_of

NLP = {model: load(model) for model in ("rules", "fast")}


@pytest.fixture(params=["rules", "fast"])
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(model: str, text: str) -> Facts:
    return facts_of(NLP[model](text))


def values(facts: Facts, label: str) -> list[str | None]:
    return [m.value for m in facts.of(label, status=None)]


def test_min_is_minutes_or_minimal_by_its_neighbours(model: str) -> None:
    facts = read(model, "97530 15 min: bed to chair transfer x3, min A.")
    assert values(facts, "MINUTES") == ["15"]
    assert values(facts, "ASSISTANCE") == ["min"]


def test_mod_may_be_pain(model: str) -> None:
    assert values(read(model, "Mod pain at the L knee on arrival."), "ASSISTANCE") == []


def test_ta_may_be_a_muscle(model: str) -> None:
    facts = read(model, "97530 20 min: curb steps x6, SBA.\nTA 4/5 on the L, toe drags.")
    assert all(segment.label != "TA" for segment in facts.segments)


def test_group_may_be_a_muscle_group(model: str) -> None:
    assert read(model, "97530 20 min: floor to stand x3. Hip flexor group tight.").cues_of("not_one_on_one") == ()


def test_passive_may_be_a_measurement(model: str) -> None:
    facts = read(model, "O: knee PROM 0-110. 97530 25 min: stairs with laundry x4, CGA.")
    assert [m.text for m in facts.of("PASSIVE")] == []


def test_passive_may_be_negated(model: str) -> None:
    assert [
        m.text for m in read(model, "97530 25 min: tub transfers x4. No hot pack or massage today.").of("PASSIVE")
    ] == []


def test_no_physical_assistance_is_a_level(model: str) -> None:
    found = values(
        read(model, "97530 25 min: made the bed, no physical assistance, watched from the door."), "ASSISTANCE"
    )
    assert found
    assert set(found) <= {"supervision", "standby", "independent"}


def test_no_complaint_of_pain_is_none(model: str) -> None:
    assert values(read(model, "Pt with no c/o pain after stairs."), "ASSISTANCE") == []


def test_i_may_be_a_pronoun(model: str) -> None:
    assert values(read(model, "I lowered the bed and I moved the walker."), "ASSISTANCE") == []


def test_i_may_be_independent(model: str) -> None:
    assert values(read(model, "97530 20 min: bed mobility I, commode transfer min A."), "ASSISTANCE") == [
        "independent",
        "min",
    ]


def test_x10_is_repetitions(model: str) -> None:
    assert values(read(model, "97530: sit to stand from low couch x10, CGA."), "MINUTES") == []


def test_x10_with_a_prime_is_minutes(model: str) -> None:
    assert values(read(model, "TA x10': reaching into cupboard, SBA."), "MINUTES") == ["10"]


def test_pt_may_be_the_profession(model: str) -> None:
    facts = read(model, "97530 20 min: pt carried tray x4, CGA.\nJ. Roe, PT")
    assert [s.designation for s in facts.signatures] == ["PT"]
