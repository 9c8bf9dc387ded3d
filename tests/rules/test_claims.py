"""Claims and what the rules on claim lines and units say of them, by hand from the policy notes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from doclint.claim import parse_claim
from doclint.facts import Facts, Mention, Minutes, NoteCode, Signature
from doclint.note import Note
from doclint.policy import load_policy
from doclint.result import CodeUse
from doclint.rules.base import Context, Draft
from doclint.rules.clm001 import Clm001
from doclint.rules.clm002 import Clm002
from doclint.rules.clm003 import Clm003
from doclint.rules.clm004 import Clm004
from doclint.rules.clm005 import Clm005
from doclint.rules.clm006 import Clm006
from doclint.rules.clm007 import Clm007
from doclint.rules.clm008 import Clm008
from doclint.rules.doc001 import Doc001
from doclint.rules.tim002 import Tim002
from doclint.rules.tim004 import Tim004
from doclint.rules.tim007 import Tim007

RULES = (Tim002, Tim004, Tim007, Clm001, Clm002, Clm003, Clm004, Clm005, Clm006, Clm007, Clm008)

M, H, D, P, E = "medicare", "medicare-hospital", "medicaid", "commercial-midpoint", "commercial-edits"


@pytest.fixture(autouse=True)
def _no_imported_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCLINT_POLICY_DIR", str(tmp_path))


def drafts(
    profile: str,
    date: str,
    claim: str,
    minutes: str = "",
    signed: str = "",
    discipline: str | None = None,
    text: str = "",
) -> dict[str, Draft]:
    """Findings on a claim; ``minutes`` are those of the note by code (``97530 30, 97110 15``)."""
    words = Mention("MINUTES", 0, 0, "")
    stated = tuple(
        Minutes(int(part.split()[1]), "code", words, part.split()[0]) for part in minutes.split(", ") if part
    )
    signatures = tuple(Signature(name, 0, 0) for name in signed.split())
    facts = Facts(text, minutes=stated, signatures=signatures)
    day = dt.date.fromisoformat(date)
    note = Note(text=text, date_of_service=day, discipline=discipline, claim=parse_claim(claim))  # type: ignore[arg-type]
    codes = tuple(
        CodeUse(code=c.code, units=c.units, minutes=c.minutes, modifiers=c.modifiers, origin="claim")
        for c in parse_claim(claim)
    )
    context = Context(facts, note, codes, load_policy(profile, day))
    found = {rule.code: next(iter(rule().check(context)), None) for rule in RULES}
    return {code: draft for code, draft in found.items() if draft is not None}


CLAIMS = [
    # 97530 with 97140: ended on 2019-12-31, 97530 is column 2
    (M, "2018-03-01", "97530:2:GP,97140:1:GP", "CLM001"),
    (M, "2018-03-01", "97530:2:GP+59,97140:1:GP", ""),
    (M, "2018-03-01", "97530:2:GP,97140:1:GP+59", "CLM001"),
    (M, "2019-06-30", "97530:2:GP,97140:1:GP+59", "CLM001"),
    (M, "2019-07-01", "97530:2:GP,97140:1:GP+59", ""),
    (M, "2019-12-31", "97530:2:GP,97140:1:GP", "CLM001"),
    (M, "2020-01-01", "97530:2:GP,97140:1:GP", ""),
    (M, "2020-01-01", "97530:2:GP+59,97140:1:GP", "CLM008"),
    (M, "2026-03-02", "97530:2:GP,97140:1:GP+XU", "CLM008"),
    (H, "2019-12-31", "97530:2:GP,97140:1:GP", "CLM001"),
    (H, "2019-12-31", "97530:2:GP,97140:1:GP+59", "CLM001"),
    (H, "2024-07-01", "97530:2:GP,97140:1:GP", ""),
    (E, "2026-03-02", "97530:2:GP,97140:1:GP", "CLM001"),
    (E, "2026-03-02", "97530:2:GP+59,97140:1:GP", ""),
    (E, "2026-03-02", "97530:2:GP,97140:1:GP+59", "CLM001"),
    (P, "2026-03-02", "97530:2:GP,97140:1:GP", ""),
    # gait, aquatic, self-care, sensory, re-evaluation, evaluation
    (M, "2019-05-01", "97530:1:GP,97116:1:GP", "CLM001"),
    (M, "2020-10-01", "97530:1:GP,97116:1:GP", ""),
    (M, "2024-07-01", "97530:1:GP,97116:1:GP", ""),
    (M, "2024-07-01", "97530:1:GP,97116:1:GP+59", "CLM008"),
    (M, "2019-05-01", "97530:1:GP,97113:1:GP", "CLM001"),
    (M, "2020-05-01", "97530:1:GP,97113:1:GP", ""),
    (M, "2021-12-31", "97530:1:GO,97535:1:GO", "CLM001"),
    (M, "2022-01-01", "97530:1:GO,97535:1:GO", ""),
    (M, "2021-12-31", "97530:1:GO,97533:1:GO", "CLM001"),
    (M, "2022-01-01", "97530:1:GO,97533:1:GO", ""),
    (D, "2023-06-01", "97530:1:GO,97533:1:GO", "CLM001"),
    (D, "2023-06-01", "97530:1:GO,97533:1:GO+59", ""),
    (D, "2023-06-01", "97530:1,97140:1:59", ""),
    (M, "2020-01-01", "97530:1:GP,97161:1:GP", ""),
    (M, "2024-07-01", "97530:1:GO,97165:1:GO", ""),
    (M, "2019-05-01", "97530:1:GP,97164:1:GP", "CLM001"),
    (M, "2020-10-01", "97530:1:GP,97164:1:GP", ""),
    (M, "2024-07-01", "97140:1:GP,97161:1:GP,97530:1:GP", ""),
    (M, "2024-07-01", "97161:1:GP,97750:1:GP,97530:1:GP+59", "CLM002"),
    (M, "2024-07-01", "97163:1:GP,97763:1:GP,97530:1:GP", "CLM002"),
    # no edit at all
    (M, "2018-05-01", "97530:1:GP,97110:1:GP,97112:1:GP", ""),
    (M, "2024-07-01", "97530:1:GP,97110:1:GP+59", "CLM008"),
    (M, "2024-07-01", "97530:1:GP,97035:1:GP,G0283:1:GP", ""),
    (M, "2024-07-01", "97530:1:GP,97129:1:GP,97760:1:GP", ""),
    # live rows
    (M, "2024-07-01", "97530:2:GP,97150:1:GP", "CLM001"),
    (M, "2024-07-01", "97530:2:GP+59,97150:1:GP", ""),
    (M, "2024-07-01", "97530:2:GP,97150:1:GP+XE", ""),
    (H, "2024-07-01", "97530:2:GP,97150:1:GP+59", "CLM001"),
    (H, "2024-07-01", "97530:2:GP+59,97150:1:GP", ""),
    (P, "2024-07-01", "97530:2:GP,97150:1:GP+59", "CLM001"),
    (M, "2024-07-01", "97530:2:GP,97750:1:GP", "CLM001"),
    (M, "2024-07-01", "97530:2:GP,97537:1:GP", "CLM001"),
    (M, "2024-07-01", "97530:2:GP,97542:1:GP", "CLM001"),
    (M, "2024-07-01", "97530:2:GP,97542:1:GP+59", ""),
    (M, "2024-07-01", "97530:2:GO,97755:1:GO", "CLM001"),
    (M, "2024-07-01", "97530:2:GP+59,95851:1:GP", "CLM002"),
    (H, "2024-07-01", "97530:2:GP,95852:1:GP", "CLM002"),
    (M, "2024-07-01", "97530:2:GO,97153:4", "CLM002"),
    (M, "2024-07-01", "97530:2:GO+59,97158:1", "CLM002"),
    (H, "2024-07-01", "97530:2:GO,97153:4", "CLM001"),
    (H, "2024-07-01", "97530:2:GO+59,97153:4", ""),
    (M, "2024-07-01", "97530:2:GO,0373T:1", "CLM002"),
    (H, "2024-07-01", "97530:2:GO,0373T:1", "CLM001"),
    (M, "2024-07-01", "97530:1:GO,92507:1:GN", "CLM001"),
    (M, "2024-07-01", "97530:1:GP,95992:1:GP", "CLM001"),
    (M, "2024-07-01", "97530:1:GP,90912:1", "CLM001"),
    (M, "2024-07-01", "97530:1:GP,G0239:1", "CLM001"),
    (M, "2024-07-01", "97530:1:GP,62323:1", "CLM001"),
    (M, "2024-07-01", "97530:1:GP,96523:1", "CLM002"),
    # neighbours
    (M, "2024-07-01", "97150:1:GP,97110:1:GP,97530:1:GP+59", "CLM001"),
    (M, "2024-07-01", "97140:1:GP,97124:1:GP+59,97530:1:GP", "CLM002"),
    (H, "2024-07-01", "97140:1:GP,97124:1:GP,97530:1:GP", ""),
    (M, "2024-07-01", "97113:1:GP,97036:1:GP,97530:1:GP", "CLM002"),
    (M, "2024-07-01", "97012:1:GP,97140:1:GP,97530:1:GP", "CLM001"),
    (M, "2024-07-01", "97760:1:GO,97763:1:GO,97530:1:GO", "CLM002"),
    (M, "2024-07-01", "97750:1:GP+59,97150:1:GP,97530:1:GP+59", "CLM002"),
    (M, "2024-07-01", "97535:1:GO,97168:1:GO,97530:1:GO", "CLM001"),
    (M, "2024-07-01", "98941:1,97140:1:GP,97530:1:GP", "CLM001"),
    (M, "2024-07-01", "98940:1,97140:1:GP,97530:1:GP", ""),
    # GP, GO, GN
    (M, "2024-07-01", "97530:2", "CLM003"),
    (M, "2017-12-31", "97530:2", ""),
    (M, "2024-07-01", "97530:2:KX", "CLM003"),
    (M, "2024-07-01", "97530:2:GP,97110:1", "CLM003"),
    (P, "2024-07-01", "97530:2", ""),
    (D, "2024-07-01", "97530:2", ""),
    (M, "2024-07-01", "97530:1:GO,97161:1:GO", "CLM004"),
    (M, "2024-07-01", "97530:1:GP+GO", "CLM004"),
    (M, "2024-07-01", "97530:1:GP+CO", "CLM004"),
    # maxima
    (M, "2024-07-01", "97530:6:GP", ""),
    (M, "2024-07-01", "97530:7:GP", "CLM007"),
    (M, "2024-07-01", "97530:4:GP,97530:3:GP+CQ", "CLM007"),
    (M, "2024-07-01", "97112:5:GP,97530:1:GP", "CLM007"),
    (H, "2024-07-01", "97112:5:GP,97530:1:GP", ""),
    (H, "2024-07-01", "97110:8:GP,97530:1:GP", ""),
    (M, "2024-07-01", "97110:7:GP,97530:1:GP", "CLM007"),
    (H, "2024-07-01", "97150:2:GP,97530:1:GP+59", ""),
    (M, "2024-07-01", "97150:2:GP,97530:1:GP+59", "CLM007"),
    (M, "2024-07-01", "97530:1:GP,97010:1:GP", "CLM007"),
    (P, "2024-07-01", "97530:1:GP,97010:1:GP", ""),
    (M, "2024-07-01", "97530:1:GP,97161:2:GP", "CLM007"),
    (M, "2024-07-01", "97530:2:GP+59", "CLM008"),
]


@pytest.mark.parametrize(("profile", "date", "claim", "rules"), CLAIMS, ids=lambda value: str(value) or "none")
def test_claim(profile: str, date: str, claim: str, rules: str) -> None:
    minutes = ", ".join(f"{line.code} {15 * (line.units or 1)}" for line in parse_claim(claim))
    found = {code for code in drafts(profile, date, claim, minutes) if not code.startswith("TIM")}
    assert found == set(rules.split())


UNITS = [
    (
        M,
        "97530:2:GP,97110:1:GP",
        "97530 16, 97110 7",
        "TIM002",
        "97530 16 + 97110 7 = 23 timed min → 2 units; billed 3",
    ),
    (M, "97530:1:GP,97110:1:GP", "97530 16, 97110 7", "", ""),
    (P, "97530:1:GP,97110:1:GP", "97530 16, 97110 7", "TIM002", "97110 7 min → 0 units (each code alone); billed 1"),
    (P, "97530:1:GP", "97530 16, 97110 7", "", ""),
    (M, "97530:1:GP,97110:1:GP", "97530 10, 97110 10", "TIM002", "= 20 timed min → 1 unit; billed 2"),
    (P, "97530:1:GP,97110:1:GP", "97530 10, 97110 10", "", ""),
    (M, "97112:2:GP,97530:1:GP", "97112 20, 97530 20", "", ""),
    (P, "97112:2:GP,97530:1:GP", "97112 20, 97530 20", "TIM002", "97112 20 min → 1 unit (each code alone); billed 2"),
    (M, "97530:2:GP,97140:1:GP", "97530 33, 97140 7", "", ""),
    (
        M,
        "97530:1:GP,97110:1:GP,97140:1:GP,97035:1:GP",
        "97530 18, 97110 13, 97140 10, 97035 8",
        "TIM002",
        "= 49 timed min → 3 units; billed 4",
    ),
    (P, "97530:1:GP,97110:1:GP,97140:1:GP,97035:1:GP", "97530 18, 97110 13, 97140 10, 97035 8", "", ""),
    (M, "97530:1:GP,97110:1:GP,97012:1:GP", "97530 15, 97110 8, 97012 15", "", ""),
    (M, "97530:2:GP,97110:1:GP,97012:1:GP", "97530 15, 97110 8, 97012 15", "TIM002", "97530 15 + 97110 8 = 23"),
    (M, "97530:1:GP", "97530 7", "TIM002", "97530 7 timed min → 0 units; billed 1"),
    (M, "97530:1:GP", "97530 23", "TIM004", "97530 23 timed min → 2 units; billed 1"),
    (M, "97530:2:GP,97535:2:GO", "97530 30", "", ""),
]


@pytest.mark.parametrize(("profile", "claim", "minutes", "rule", "words"), UNITS)
def test_units(profile: str, claim: str, minutes: str, rule: str, words: str) -> None:
    found = drafts(profile, "2024-07-01", claim, minutes, discipline="PT" if "GP" in claim else None)
    assert {code for code in found if code in ("TIM002", "TIM004")} == set(rule.split())
    if rule:
        assert words in found[rule].message
        assert "in the note" in found[rule].message


ASSISTANTS = [
    ("2024-07-01", "97530:2:GP", "PTA", "", "CLM006"),
    ("2024-07-01", "97530:2:GP+CQ", "PTA", "", ""),
    ("2024-07-01", "97530:2:GP+CQ", "PTA PT", "", ""),
    ("2024-07-01", "97530:2:GP", "PTA PT", "", "CLM006"),
    ("2024-07-01", "97530:2:GP+CQ", "PT", "", "CLM006"),
    ("2024-07-01", "97530:2:GP", "PT", "", ""),
    ("2024-07-01", "97530:2:GP+CQ", "", "", ""),
    ("2024-07-01", "97530:2:GO", "COTA", "", "CLM006"),
    ("2024-07-01", "97530:2:GO+CO", "COTA", "", ""),
    ("2019-12-31", "97530:2:GP", "PTA", "", ""),
    ("2024-07-01", "97530:1:GP", "PT PTA", "PT 12 min, PTA 3 min", ""),
    ("2024-07-01", "97530:1:GP+CQ", "PT PTA", "PT 12 min, PTA 3 min", "CLM006"),
    ("2024-07-01", "97530:1:GP", "PT PTA", "PT 5 min, PTA 10 min", "CLM006"),
    ("2021-07-01", "97530:1:GP", "PT PTA", "PT 12 min, PTA 3 min", "CLM006"),
    ("2024-07-01", "97530:2:GO", "PT", "", "CLM004"),
    ("2024-07-01", "97530:2:GP", "OT", "", "CLM004"),
]


@pytest.mark.parametrize(("date", "claim", "signed", "text", "rule"), ASSISTANTS)
def test_assistants_and_disciplines(date: str, claim: str, signed: str, text: str, rule: str) -> None:
    assert set(drafts(M, date, claim, signed=signed, text=text)) == set(rule.split())


def test_signed_by_of_the_record() -> None:
    policy = load_policy(M, dt.date(2024, 7, 1))
    codes = (CodeUse(code="97530", units=2, modifiers=("GP",), origin="claim"),)

    def check(signed_by: str) -> bool:
        context = Context(Facts(""), Note(text="", signed_by=signed_by), codes, policy)
        return bool(list(Clm006().check(context)))

    assert check("PTA")
    assert check("J. Roe, PTA")
    assert not check("DPT")
    assert not check("PT")


def test_separate_minutes_support_the_modifier() -> None:
    claim = "97530:2:GP+59,97150:1:GP"
    assert set(drafts(M, "2024-07-01", claim)) == {"CLM005"}
    assert not drafts(M, "2024-07-01", claim, "97530 30, 97150 15")


def test_without_a_claim_only_what_is_known_counts() -> None:
    policy = load_policy(M, dt.date(2024, 7, 1))
    note = Note(text="97530 97150 97140 97124")

    def found(*codes: CodeUse) -> set[str]:
        context = Context(Facts("", codes=tuple(NoteCode(c.code, 0, 0) for c in codes)), note, codes, policy)
        return {rule.code for rule in RULES if next(iter(rule().check(context)), None)}

    assert found(CodeUse(code="97530", origin="assumed")) == set()
    assert found(CodeUse(code="97530", origin="note"), CodeUse(code="97150", origin="note")) == set()
    assert found(
        CodeUse(code="97530", modifiers=("GP",), origin="note"), CodeUse(code="97150", modifiers=("GP",), origin="note")
    ) == {"CLM001"}
    assert found(CodeUse(code="97140", origin="note"), CodeUse(code="97124", origin="note")) == {"CLM002"}


def test_messages_say_table_and_date() -> None:
    message = drafts(M, "2024-07-01", "97530:2:GP,97542:1:GP", "97530 30, 97542 15")["CLM001"].message
    assert "as of 2024-07-01" in message
    assert "97542 is denied" in message
    assert "line of 97542 or 97530" in message
    assert "add" not in message.lower()
    ended = drafts(M, "2024-07-01", "97530:2:GP+59,97140:1:GP", "97530 30, 97140 15")["CLM008"].message
    assert "97140/97530 ended on 2019-12-31" in ended


def test_unsigned() -> None:
    policy = load_policy(M)
    for signed_by, signatures, unsigned in (
        (None, (), True),
        ("PT", (), False),
        (None, (Signature("PT", 0, 2),), False),
    ):
        context = Context(Facts("x", signatures=signatures), Note(text="x", signed_by=signed_by), (), policy)
        assert bool(list(Doc001().check(context))) is unsigned
    assert not policy.enabled(Doc001)
