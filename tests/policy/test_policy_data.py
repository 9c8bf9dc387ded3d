"""The policy data that ships: checked row by row, each with its source, and what holds when."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

import pytest

from doclint.policy import PolicyError, load_policy, profile_names, records, sources
from doclint.policy import tables as t
from doclint.policy.rows import (
    CodeRow,
    EditRow,
    ElementRow,
    IntervalRow,
    MaximumRow,
    PeriodRow,
    RequirementRow,
    Row,
    TherapyRow,
    ThresholdRow,
    codes_in,
)

TABLES = {
    "codes": CodeRow,
    "therapy": TherapyRow,
    "periods": PeriodRow,
    "edits": EditRow,
    "maxima": MaximumRow,
    "thresholds": ThresholdRow,
    "intervals": IntervalRow,
    "requirements": RequirementRow,
    "elements": ElementRow,
}


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sound(name: str) -> None:
    rows: tuple[Row, ...] = t.read(name, TABLES[name])
    assert rows
    assert {row.source for row in rows} <= sources().keys()


def test_every_data_file_is_read() -> None:
    found = {path.name for path in files("doclint.policy").joinpath("data").iterdir() if path.name.endswith(".csv")}
    assert found == {f"{name}.csv" for name in [*TABLES, "sources"]}


def test_a_broken_row_names_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PolicyError, match=r"codes\.csv line 2"):
        t.read("codes", ThresholdRow)


@pytest.mark.parametrize(
    "row",
    [
        {"key": "A", "title": "B"},
        {"key": "A", "title": "B", "address": None},
        {"key": "A", "title": "B", "address": "c", None: ["d"]},
    ],
)
def test_a_broken_source_names_file_and_line(monkeypatch: pytest.MonkeyPatch, row: dict[str, object]) -> None:
    monkeypatch.setattr(records, "lines", lambda name: [(2, {"key": "Z", "title": "Y", "address": "x"}), (3, row)])
    with pytest.raises(PolicyError, match=r"sources\.csv line 3"):
        records.sources.__wrapped__()


def test_ranges_of_codes() -> None:
    assert codes_in("97153-97155 G0157-G0158 0373T") == ("97153", "97154", "97155", "G0157", "G0158", "0373T")


@pytest.mark.parametrize(("year", "amount"), [(2022, 2150), (2023, 2230), (2024, 2330), (2025, 2410), (2026, 2480)])
def test_kx_threshold(year: int, amount: int) -> None:
    assert load_policy("medicare", dt.date(year, 7, 1)).threshold() == amount
    assert load_policy("commercial-midpoint", dt.date(year, 7, 1)).threshold() is None


def test_medicare_intervals_and_elements() -> None:
    policy = load_policy("medicare", dt.date(2026, 1, 5))
    assert policy.interval("progress_report") == 10
    assert policy.interval("certification") == 90
    assert policy.interval("extended_course") == 12
    assert policy.wants("total_time")
    assert not policy.wants("code_minutes")
    assert load_policy("commercial-midpoint").wants("code_minutes")
    assert load_policy("medicare").threshold("medical_review") is None


def test_requirements_begin_on_their_day() -> None:
    def requires(name: str, year: int, month: int, day: int, profile: str = "medicare") -> bool:
        return load_policy(profile, dt.date(year, month, day)).requires(name)

    assert not requires("discipline_modifier", 2017, 12, 31)
    assert requires("discipline_modifier", 2018, 1, 1)
    assert not requires("assistant_modifier", 2019, 12, 31)
    assert requires("assistant_modifier", 2020, 1, 1)
    assert not requires("modifier_on_either_line", 2019, 6, 30)
    assert requires("modifier_on_either_line", 2019, 7, 1)
    assert not requires("modifier_on_either_line", 2024, 7, 1, "medicare-hospital")


def test_timed_and_untimed() -> None:
    policy = load_policy("medicare")
    assert all(policy.timed(code) for code in ("97530", "97110", "97140", "97035", "97763", "97129"))
    assert not any(policy.timed(code) for code in ("97010", "G0283", "97150", "97161", "97545", "97153", "00000"))


def test_reduction_is_told_once() -> None:
    from doclint.result import CodeUse

    policy = load_policy("medicare", dt.date(2026, 3, 2))
    told = policy.information(
        [CodeUse(code="97530", units=2, origin="claim"), CodeUse(code="97140", units=1, origin="claim")]
    )
    assert len(told) == 1
    assert "3 always-therapy units" in told[0]
    assert policy.information([CodeUse(code="97530", units=1, origin="claim")]) == ()
    assert policy.information([CodeUse(code="97530", origin="assumed")]) == ()


def test_what_is_not_verified_is_information_only() -> None:
    from doclint.result import CodeUse

    claim = [CodeUse(code=code, units=0, origin="claim") for code in ("97140", "97124")]
    hospital = load_policy("medicare-hospital", dt.date(2024, 7, 1))
    assert hospital.edit("97140", "97124") is None
    assert not hospital.free_of_edits("97140", "97124")
    assert "97140 with 97124 may be an edit pair" in hospital.information(claim)[0]
    injection = [CodeUse(code=code, units=0, origin="claim") for code in ("97530", "64415")]
    practitioner = load_policy("medicare", dt.date(2024, 7, 1))
    assert practitioner.edit("97530", "64415") is None
    assert practitioner.information(injection)


def test_profiles_load() -> None:
    assert profile_names()[:5] == (
        "medicare",
        "medicare-hospital",
        "medicaid",
        "commercial-midpoint",
        "commercial-edits",
    )
    assert load_policy("commercial-midpoint").facts.severity == {"TIM007": "error"}


def test_what_the_policy_notes_do_not_state_is_advisory() -> None:
    rows = [row for name, model in TABLES.items() for row in t.read(name, model)]
    assert {row.source for row in rows if row.source in ("OWN", "THERAPY-LIST", "THERAPY-97530")}
    for row in rows:
        own = "not verified" in sources()[row.source].title
        assert not own or row.tag == "M", row
    verified = {code for code, row in t.therapy().items() if row.hard}
    assert verified == {f"9716{number}" for number in range(1, 9)}
    hard = {code for code, row in t.periods().items() if row.hard}
    assert hard == {"97550", "97551", "97552"}
    policy = load_policy("medicare", dt.date(2024, 7, 1))
    assert policy.locked_to("92507") is None
    assert policy.locked_to("97161") == "GP"
    assert policy.advisory("extended_course")
    assert not policy.advisory("progress_report")
    assert not policy.wants("assistance")


def test_units_on_the_wrong_code_are_information() -> None:
    from doclint.result import CodeUse

    policy = load_policy("medicare", dt.date(2026, 3, 2))

    def told(*lines: tuple[str, int, int]) -> bool:
        uses = [CodeUse(code=code, units=units, minutes=minutes, origin="claim") for code, units, minutes in lines]
        return any(words.startswith("Allocation") for words in policy.information(uses))

    assert told(("97530", 2, 15), ("97110", 0, 15))
    assert told(("97530", 3, 20), ("97112", 0, 20))
    assert not told(("97530", 2, 20), ("97112", 1, 20))
    assert not told(("97530", 1, 20), ("97112", 2, 20))
    assert not told(("97530", 3, 15), ("97110", 0, 15))
