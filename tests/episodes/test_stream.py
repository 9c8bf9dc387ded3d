"""Records as a stream: order, bounds, selection, and what becomes no record."""

import datetime as dt
import json
import random
import time
import tracemalloc
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.episodes import Templates, courses, enabled_by, findings, policy_for, record_of
from doclint.episodes.treatment import packed, unpacked
from doclint.facts import Facts
from doclint.note import Note
from doclint.policy import Policy, read_profile
from doclint.result import Source
from doclint.rules.ruling import Ruling
from tests.episodes.made import facts, found, linter, pairs, visit
from tests.episodes.test_clones import CAR, STAIRS, note
from tests.episodes.test_limits import EVALUATION, PLAN, REPORT, daily, plateau


@cache
def ward() -> list[dict[str, Any]]:
    return [
        visit(EVALUATION, 0, id="e", note_type="evaluation"),
        *(visit(daily(n), 2 * n + 1, id=f"a{n}", plan_of_care=PLAN) for n in range(15)),
        visit(note(CAR), 40, id="c1"),
        visit(note(CAR), 42, id="c2"),
        visit(note(CAR), 42, id="c3"),
        visit(REPORT, 43, id="r", note_type="progress_report"),
        visit(note(STAIRS), 95, id="s1"),
        visit(note(STAIRS), 97, id="s2"),
        *(record | {"patient": "p2", "id": f"p2-{record['id']}"} for record in plateau(8)),
        *(record | {"patient": "p1", "discipline": "OT", "id": f"ot-{record['id']}"} for record in plateau(7)),
        visit(note(CAR), None, id="u"),
    ]


def told(records: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return sorted((kept["id"], f.rule, f.message) for kept, f in pairs(records))


def test_every_rule_fires_in_the_ward() -> None:
    assert {rule for _, rule, _ in told(ward())} == {"EPI001", "EPI002", "EPI003", "EPI004", "EPI005"}


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_input_changes_nothing(chance: random.Random) -> None:
    shuffled = list(ward())
    chance.shuffle(shuffled)
    assert told(shuffled) == told(ward())


def test_a_note_gets_a_rule_at_most_once() -> None:
    keys = [(identifier, rule) for identifier, rule, _ in told(ward())]
    assert len(set(keys)) == len(keys)


def test_selection_and_profile_switch_the_rules() -> None:
    assert {f.rule for _, f in found(ward(), select="EPI002,EPI004")} == {"EPI002", "EPI004"}
    enabled = enabled_by(Ruling.of(ignore="EPI001"))
    policy = Policy(read_profile("medicare"))
    assert not enabled("EPI001", {}, policy)
    assert enabled("EPI002", {}, policy)
    off = Policy(read_profile("medicare").model_copy(update={"disable": ("EPI002",)}))
    assert not enabled("EPI002", {}, off)


def test_a_note_linted_alone_never_raises_them() -> None:
    result = linter().lint(Note(text=note(CAR), patient_id="p1", visit_number=40, date_of_service=dt.date(2026, 3, 2)))
    assert not [f for f in result.findings if f.rule.startswith("EPI")]


@pytest.mark.parametrize("patient", [None, "", "  ", "0", "N/A", "unknown"])
def test_no_record_without_a_patient(patient: str | None) -> None:
    given_note = Note(text=note(CAR), patient_id=patient)
    found_facts = facts(given_note.text)
    assert record_of(given_note, found_facts, linter().judge(given_note, found_facts, Source())) is None


@pytest.mark.parametrize("kind", ["speech therapy", "nursing note", "missed visit"])
def test_no_record_of_what_is_no_therapy_of_this_kind(kind: str) -> None:
    given_note = Note(text="Seen today.", patient_id="p1", note_type=kind)
    found_facts = facts(given_note.text)
    assert record_of(given_note, found_facts, linter().judge(given_note, found_facts, Source())) is None


def test_a_record_is_small_json_and_holds_no_treatment_text() -> None:
    words = [f"basket{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)]
    text = "O: 97530 25 min: car transfer, min A, moved " + " ".join(words) + "\nA: Continues to require skilled PT.\n"
    record = visit(text, 0)
    written = json.dumps(record)
    assert len(written) < 4600
    assert json.loads(written) == record
    assert words[300] not in written


def test_the_discipline_comes_from_the_signature_where_the_note_has_none() -> None:
    assert visit(note(CAR), 0, discipline=None)["discipline"] == "PT"
    assert visit(note(CAR), 0, discipline=None, signed_by="COTA")["discipline"] == "OT"
    assert visit("97530 20 min: car transfer, min A.", 0, discipline=None)["discipline"] == ""


def test_courses_are_counted_for_one_patient() -> None:
    records = [visit(daily(n), day) for n, day in enumerate((0, 10, 20, 120, 130))]
    assert [len(course.days) for course in courses(records)] == [3, 2]


def test_templates_of_parts_add_up() -> None:
    groups = [[visit(note(CAR), 0, patient_id=f"q{n}")] for n in range(4)]
    whole = Templates.of(record for group in groups for record in group)
    parts = Templates.of(groups[0]).merge(Templates.of(groups[1])).merge(Templates.of(groups[2] + groups[3]))
    shared = frozenset(range(5))
    for text in (whole, parts):
        text.add_patient([packed(sorted(shared))])
        assert text.patients == 5
    records = groups[0][0]["shingles"]
    assert whole.own(unpacked(records)) == parts.own(unpacked(records)) == frozenset()
    assert whole.own(shared) == parts.own(shared) == shared


def synthetic(patients: int) -> Iterator[tuple[int, dict[str, Any]]]:
    chance = random.Random(7)
    for patient in range(patients):
        for day in range(20):
            yield (
                patient * 20 + day,
                ward()[1]
                | {
                    "patient": f"p{patient:07}",
                    "id": f"{patient}-{day}",
                    "date": (dt.date(2026, 1, 5) + dt.timedelta(days=3 * day)).isoformat(),
                    "shingles": packed(tuple(chance.getrandbits(32) for _ in range(80))),
                },
            )


def run(patients: int, templates: Templates) -> tuple[int, float, int]:
    tracemalloc.start()
    began = time.process_time()
    count = sum(1 for _ in findings(synthetic(patients), templates, policy_for, enabled_by(Ruling())))
    seconds, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, seconds, peak


def test_memory_is_bounded_and_time_grows_with_the_notes_alone() -> None:
    templates = Templates.of(record for _, record in synthetic(3))
    run(2, templates)
    few, few_seconds, few_peak = run(5, templates)
    many, many_seconds, many_peak = run(20, templates)
    assert many == 4 * few > 0
    assert many_peak < 1.5 * few_peak + 200_000
    assert many_seconds < 10 * few_seconds + 0.5


def test_an_episode_that_is_too_long_is_taken_in_pieces() -> None:
    chance = random.Random(3)
    records = [
        (
            n,
            ward()[1]
            | {
                "id": str(n),
                "date": (dt.date(2010, 1, 1) + dt.timedelta(days=n)).isoformat(),
                "shingles": packed(tuple(chance.getrandbits(32) for _ in range(30))),
            },
        )
        for n in range(2100)
    ]
    templates = Templates.of(record for _, record in records)
    assert list(findings(records, templates, policy_for, enabled_by(Ruling())))


@pytest.mark.parametrize(
    "text",
    [
        "5" + " " * 100_000,
        "S: a\n" * 15_000,
        "maintain " * 15_000,
        "progress report " * 10_000,
        "prevent " + "a" * 100_000,
        "A" * 100_000,
        "J. Roe, PT\n" * 10_000,
        "1/1/1 " * 20_000,
        "a. " * 25_000,
    ],
    ids=["spaces", "headings", "cues", "reports", "word", "name", "signatures", "dates", "letters"],
)
def test_hostile_text_takes_time_in_proportion(text: str) -> None:
    given_note = Note(text=text, patient_id="p1")
    result = linter().judge(given_note, Facts(text=""), Source())
    began = time.process_time()
    record = record_of(given_note, Facts(text=text), result)
    assert time.process_time() - began < 2
    assert record is not None
    assert len(json.dumps(record)) < 4600
