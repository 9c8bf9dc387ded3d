"""Whole notes with their claims through the linter, by hand from the policy notes: every finding on claim and units."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import doclint
from doclint.claim import parse_claim
from doclint.note import Note
from doclint.policy import load_policy
from doclint.result import Result

M, H, D, P, E = "medicare", "medicare-hospital", "medicaid", "commercial-midpoint", "commercial-edits"

_LINTER = doclint.Linter(profile=M, model="rules")
_WORDS = {
    "97530": "sit to stand transfers from low chair, min A, VC for hand placement, to return to safe toileting",
    "97110": "knee extension strengthening",
    "97112": "static balance on foam",
    "97116": "gait training with rolling walker, CGA",
    "97140": "soft tissue mobilization to lumbar paraspinals",
    "97150": "group exercise class",
    "97535": "instruction in tub bench set-up",
}


@pytest.fixture(autouse=True)
def _no_imported_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCLINT_POLICY_DIR", str(tmp_path))


def lint(profile: str, date: str, claim: str, minutes: str = "", signed: str = "J. Roe, PT", more: str = "") -> Result:
    """Lint a note; ``minutes`` by code (``97530 30, 97110 15``), by default 15 for each unit."""
    lines = parse_claim(claim)
    if not minutes:
        billed: dict[str, int] = {}
        for line in lines:
            billed[line.code] = billed.get(line.code, 0) + 15 * (line.units or 0)
        minutes = ", ".join(f"{code} {value}" for code, value in billed.items())
    parts = [part.split() for part in minutes.split(", ")]
    policy = load_policy(profile)
    timed = sum(int(number) for code, number in parts if policy.timed(code))
    text = "\n".join(
        [
            "Daily treatment note",
            *(f"{code} ({number} min): {_WORDS.get(code, 'as planned')}." for code, number in parts),
            *([more] if more else []),
            f"Total timed minutes: {timed}. Total treatment time: {sum(int(n) for _, n in parts)} min.",
            "Pt needed fewer cues by the end. Goal LTG 1: toilet transfers with supervision in 4 weeks.",
            signed,
        ]
    )
    note = Note(text=text, date_of_service=dt.date.fromisoformat(date), profile=profile)
    return _LINTER.lint(note, claim=claim)


def found(result: Result) -> set[str]:
    wanted = ("CLM", "TIM002", "TIM003", "TIM004", "TIM007")
    assert not result.errors
    return {finding.rule for finding in result.findings if finding.rule.startswith(wanted)}


PAIRS_LIVE = [  # policy.md 4.2: other code, column 1?, practitioner indicator, hospital indicator (None: not known)
    ("97150:1:GP", True, 1, 1),
    ("97750:1:GP", False, 1, 1),
    ("97537:1:GP", False, 1, 1),
    ("97542:1:GP", False, 1, 1),
    ("97755:1:GP", True, 1, 1),
    ("95851:1:GP", False, 0, 0),
    ("95852:1:GP", False, 0, 0),
    *((f"9715{n}:1", None, 0, 1) for n in range(3, 9)),
    ("0373T:1", False, 0, 1),
    ("92507:1:GN", True, 1, 1),
    ("92508:1:GN", True, 1, 1),
    ("92526:1:GN", True, 1, 1),
    ("95992:1:GP", True, 1, 1),
    ("90912:1:GP", True, 1, 1),
    ("90913:1:GP", True, 1, 1),
    *(
        (f"{code}:1", True, 1, None)
        for code in ("93668", "93797", "94625", "G0237", "G0239", "G0423", "G0129", "G0157", "G0160")
    ),
    ("62323:1", False, 1, None),
    ("0213T:1", False, 1, None),
    ("36591:1", False, 0, None),
    ("96523:1", False, 0, None),
]


@pytest.mark.parametrize(("other", "first", "practitioner", "hospital"), PAIRS_LIVE, ids=[row[0] for row in PAIRS_LIVE])
@pytest.mark.parametrize("date", ["2024-07-01", "2026-03-02"])
def test_live_pairs(other: str, first: bool | None, practitioner: int, hospital: int | None, date: str) -> None:
    code = other.split(":")[0]
    modified = f"{other}+59" if other.count(":") == 2 else f"{other}:59"
    for profile, indicator in ((M, practitioner), (H, hospital)):
        rule = {0: {"CLM002"}, 1: {"CLM001"}, None: set[str]()}[indicator]
        assert found(lint(profile, date, f"97530:2:GP,{other}")) == rule
        assert found(lint(profile, date, f"{other},97530:2:GP")) == rule
        column1 = (profile == H) if first is None else first
        for claim, on_column1 in (
            (f"97530:2:GP+59,{other}", not column1),
            (f"{other},97530:2:GP+XU", not column1),
            (f"97530:2:GP,{modified}", column1),
        ):
            left = rule if indicator != 1 or (profile == H and on_column1) else set[str]()
            assert found(lint(profile, date, claim)) == left, (profile, claim)
        if indicator is None:
            assert any(
                code in told and "not verified" in told
                for told in lint(profile, date, f"97530:2:GP,{other}").information
            )


DEAD = [  # policy.md 4.3: other code, last day in force, column of 97530
    ("97140", "2019-12-31", 2),
    ("97116", "2019-12-31", 1),
    ("97113", "2019-12-31", 1),
    ("97535", "2021-12-31", 1),
    ("97533", "2021-12-31", 1),
    ("97164", "2019-12-31", 1),
    ("97168", "2019-12-31", 1),
]


@pytest.mark.parametrize(("other", "last", "column"), DEAD)
@pytest.mark.parametrize("profile", [M, H])
def test_dead_pairs(other: str, last: str, column: int, profile: str) -> None:
    modifier = "GO" if other == "97168" else "GP"
    signed = "J. Roe, OTR/L" if other == "97168" else "J. Roe, PT"
    end = dt.date.fromisoformat(last)
    after = end + dt.timedelta(days=1)

    def of(date: dt.date, mine: str = "", theirs: str = "") -> set[str]:
        one, two = f"97530:1:{modifier}{mine}", f"{other}:1:{modifier}{theirs}"
        both = [found(lint(profile, str(date), ",".join(order), signed=signed)) for order in ((one, two), (two, one))]
        assert both[0] == both[1]
        return both[0]

    on_second = {"mine": "+59"} if column == 2 else {"theirs": "+59"}
    on_first = {"theirs": "+59"} if column == 2 else {"mine": "+59"}
    for day in (dt.date(2018, 2, 1), dt.date(2019, 12, 31), end):
        assert of(day) == {"CLM001"}
        assert of(day, **on_second) == set()
        early = day < dt.date(2019, 7, 1) or profile == H
        assert of(day, **on_first) == ({"CLM001"} if early else set())
    for day in (after, dt.date(2022, 1, 1), dt.date(2024, 7, 1), dt.date(2026, 3, 2)):
        if day <= end:
            continue
        assert of(day) == set()
        assert of(day, **on_second) == {"CLM008"}
        assert of(day, **on_first) == {"CLM008"}


@pytest.mark.parametrize("other", ["97161", "97162", "97163", "97165", "97166", "97167", "97110", "97112"])
@pytest.mark.parametrize("date", ["2018-02-01", "2020-01-01", "2020-10-01", "2025-05-05"])
def test_pairs_that_never_were(other: str, date: str) -> None:
    modifier, signed = ("GO", "J. Roe, OTR/L") if other in ("97165", "97166", "97167") else ("GP", "J. Roe, PT")
    for profile in (M, H):
        assert found(lint(profile, date, f"97530:1:{modifier},{other}:1:{modifier}", signed=signed)) == set()


FREE = [
    "97124",
    "97129",
    "97130",
    "97032",
    "97035",
    "G0283",
    "97016",
    "97760",
    "97761",
    "97762",
    "97763",
    "97550",
    "98940",
]


@pytest.mark.parametrize("other", FREE)
def test_pairs_without_a_row(other: str) -> None:
    modifier = "" if other == "98940" else ":GP"
    assert found(lint(M, "2024-08-01", f"97530:2:GP,{other}:1{modifier}")) == set()
    assert found(lint(M, "2024-08-01", f"{other}:1{modifier},97530:2:GP+59")) == {"CLM008"}


NEIGHBOURS = {  # policy.md 4.4, practitioner: column 1 → indicator → column 2
    "97150": {1: "97110 97112 97113 97116 97124 97140 97533 97535 97537 97542 97760 97761 97763", 0: "95851"},
    "97140": {1: "97750 97018 95851 95852", 0: "97124"},
    "97113": {1: "97110 97022", 0: "97036"},
    "97112": {1: "97022 97036"},
    "97012": {1: "97140 97018 97164 97168"},
    "97760": {1: "97110 97112 97116 97124 97140 97164 97168 97016", 0: "97763"},
    "97763": {1: "97110 97112 97116 97124 97140 97016"},
    "97755": {1: "97110 97112 97140 97533 97535 97537 97542 97760 97761 97763", 0: "97750"},
    "97161": {0: "97750 97755 97763 95851 95852", 1: "96125"},
    "97168": {0: "97750 97755 97763 95851 95852", 1: "96125"},
    "97535": {1: "97164 97168"},
    "97129": {1: "97164"},
    "97035": {1: "97168"},
    "97750": {0: "97150"},
    "98941": {1: "97140"},
}
ROWS = [(one, two, ind) for one, by in NEIGHBOURS.items() for ind, codes in by.items() for two in codes.split()]


@pytest.mark.parametrize(("one", "two", "indicator"), ROWS)
def test_neighbours(one: str, two: str, indicator: int) -> None:
    policy = load_policy(M, dt.date(2024, 7, 1))
    for pair in ((one, two), (two, one)):
        edit = policy.edit(*pair)
        assert edit is not None
        assert (edit.column1, edit.column2, edit.indicator) == (one, two, indicator)
    hospital = load_policy(H, dt.date(2024, 7, 1))
    if "97150" not in (one, two) or "97530" not in (one, two):
        assert hospital.edit(one, two) is None
        assert not hospital.free_of_edits(one, two)


def test_no_neighbour_edit() -> None:
    policy = load_policy(M, dt.date(2024, 7, 1))
    for pair in ("97110 97112", "97110 97116", "97110 97140", "97112 97140", "97112 97116"):
        assert policy.free_of_edits(*pair.split())


_ALWAYS = ["97110", "97112", "97116", "97140", "97535", "97161", "97035", "G0283"]

CLAIMS = [
    # other payers
    (E, "2026-03-02", "97140:1:GP,97530:2:GP", "CLM001"),
    (E, "2026-03-02", "97140:1:GP,97530:2:GP+59", ""),
    (E, "2026-03-02", "97140:1:GP+XS,97530:2:GP", "CLM001"),
    (E, "2026-03-02", "97116:1:GP+59,97530:2:GP", "CLM008"),
    (P, "2019-03-02", "97140:1,97530:2", "CLM001"),
    (P, "2026-03-02", "97140:1,97530:2", ""),
    (P, "2026-03-02", "97150:1,97530:2", "CLM001"),
    (P, "2026-03-02", "97530:2,95851:1", "CLM002"),
    (D, "2023-03-02", "97533:1:GP,97530:1:GP", "CLM001"),
    (D, "2023-03-02", "97530:1:GP,97533:1:GP+59", ""),
    (D, "2024-03-02", "97530:1:GP+59,97140:1:GP", ""),
    (D, "2024-03-02", "97530:1", ""),
    (D, "2024-03-02", "97530:7:GP", ""),
    # three codes: the pair that is not bypassed is found
    (M, "2024-07-01", "97150:1:GP,97110:1:GP,97530:1:GP+59", "CLM001"),
    (M, "2020-05-01", "97150:1:GP,97110:1:GP,97530:1:GP+59", ""),
    (M, "2019-12-31", "97150:1:GP,97110:1:GP,97530:1:GP+59", "CLM001"),
    (M, "2024-07-01", "97150:1:GP+59,97110:1:GP,97530:1:GP", ""),
    (M, "2024-07-01", "97530:1:GP,97140:1:GP,97750:1:GP+59", ""),
    (M, "2024-07-01", "97530:1:GP,97140:1:GP,97124:1:GP+59", "CLM002"),
    (H, "2024-07-01", "97530:1:GP,97140:1:GP,97124:1:GP+59", ""),
    # 97535: the first day of its second row is not known
    (M, "2020-05-01", "97530:1:GP,97535:1:GP", ""),
    (M, "2021-05-01", "97530:1:GP,97535:1:GP", "CLM001"),
    # modifiers
    (M, "2024-07-01", "97530:2:KX", "CLM003"),
    (M, "2024-07-01", "97530:2:GP+KX", ""),
    (M, "2018-01-01", "97530:2", "CLM003"),
    (M, "2017-12-31", "97530:2", ""),
    (H, "2024-07-01", "97530:2", "CLM003"),
    (E, "2024-07-01", "97530:2", ""),
    *((M, "2024-07-01", f"97530:1:GP,{code}:1", "CLM003") for code in _ALWAYS),
    (M, "2024-07-01", "97530:1:GP,98940:1", ""),
    (M, "2024-07-01", "97530:1:GP,97129:1", ""),
    (M, "2024-07-01", "97530:2:GO", "CLM004"),
    (M, "2024-07-01", "97530:2:GN", "CLM004"),
    (M, "2024-07-01", "97530:2:GP+GO", "CLM004"),
    (M, "2024-07-01", "97530:1:GP,97161:1:GO", "CLM004"),
    (M, "2024-07-01", "97530:1:GP,97165:1:GO", ""),
    (H, "2024-07-01", "97530:1:GP,97535:1:GO", ""),
    # maxima
    (M, "2024-07-01", "97530:6:GP", ""),
    (M, "2024-07-01", "97530:7:GP", "CLM007"),
    (H, "2024-07-01", "97530:7:GP", "CLM007"),
    (M, "2024-07-01", "97530:1:GP,97110:7:GP", "CLM007"),
    (H, "2024-07-01", "97530:1:GP,97110:8:GP", ""),
    (H, "2024-07-01", "97530:1:GP,97110:9:GP", "CLM007"),
    (M, "2024-07-01", "97530:1:GP,97129:2:GP", "CLM007"),
    (M, "2024-07-01", "97530:1:GP,97010:1:GP", "CLM007"),
    (P, "2024-07-01", "97530:1:GP,97010:1:GP", ""),
]


@pytest.mark.parametrize(("profile", "date", "claim", "rules"), CLAIMS)
def test_claim(profile: str, date: str, claim: str, rules: str) -> None:
    # what is not of a 15-minute code may have 15 minutes all the same
    assert found(lint(profile, date, claim)) == set(rules.split())


UNITS = [
    (M, "97112:2:GP,97530:1:GP", "97112 24, 97530 23", ""),
    (P, "97112:2:GP,97530:1:GP", "97112 24, 97530 23", "TIM004"),
    (P, "97112:2:GP,97530:2:GP", "97112 24, 97530 23", ""),
    (M, "97112:2:GP,97530:2:GP", "97112 24, 97530 23", "TIM002"),
    (M, "97530:2:GP,97140:1:GP", "97530 33, 97140 7", ""),
    (P, "97530:2:GP,97140:1:GP", "97530 33, 97140 7", "TIM002"),
    (M, "97530:2:GP,97110:1:GP", "97530 40, 97110 12", ""),
    (P, "97530:3:GP,97110:1:GP", "97530 40, 97110 12", ""),
    (M, "97530:3:GP,97110:1:GP", "97530 40, 97110 12", "TIM002"),
    (M, "97530:1:GP,97110:1:GP", "97530 10, 97110 10", "TIM002"),
    (M, "97530:1:GP", "97530 7", "TIM002"),
    (M, "97530:1:GP", "97530 8", ""),
    (M, "97530:1:GP", "97530 22", ""),
    (M, "97530:2:GP", "97530 22", "TIM002"),
    (M, "97530:2:GP", "97530 23", ""),
    (M, "97530:1:GP", "97530 23", "TIM004"),
    (M, "97530:1:GP,97110:1:GP", "97530 7, 97110 7", "TIM002"),
    (M, "97530:1:GP", "97530 7, 97110 7", ""),
    (M, "97530:1:GP,97110:1:GP,97140:1:GP,97035:1:GP", "97530 18, 97110 13, 97140 10, 97035 8", "TIM002"),
    (M, "97530:1:GP,97110:1:GP,G0283:1:GP", "97530 15, 97110 8, G0283 15", ""),
    (M, "97530:2:GP,97110:1:GP,G0283:1:GP", "97530 15, 97110 8, G0283 15", "TIM002"),
    (P, "97530:1:GP,97110:1:GP,G0283:1:GP", "97530 15, 97110 8, G0283 15", ""),
]


@pytest.mark.parametrize(("profile", "claim", "minutes", "rules"), UNITS)
def test_units(profile: str, claim: str, minutes: str, rules: str) -> None:
    assert found(lint(profile, "2024-07-01", claim, minutes)) == set(rules.split())


ASSISTANTS = [
    ("2024-07-01", "97530:2:GP", "A. Doe, PTA", "", "CLM006"),
    ("2024-07-01", "97530:2:GP+CQ", "A. Doe, PTA", "", ""),
    ("2019-12-31", "97530:2:GP", "A. Doe, PTA", "", ""),
    ("2020-01-01", "97530:2:GP", "A. Doe, PTA", "", "CLM006"),
    ("2024-07-01", "97530:2:GO", "A. Doe, COTA/L", "", "CLM006"),
    ("2024-07-01", "97530:2:GO+CO", "A. Doe, COTA/L", "", ""),
    ("2024-07-01", "97530:2:GO+CQ", "A. Doe, OTR/L", "", "CLM004 CLM006"),
    ("2024-07-01", "97530:2:GP+CQ", "J. Roe, PT", "", "CLM006"),
    ("2024-07-01", "97530:2:GP+CQ", "J. Roe, PT, DPT", "", "CLM006"),
    ("2024-07-01", "97530:1:GP+CQ,97140:1:GP", "A. Doe, PTA\nJ. Roe, PT", "", ""),
    ("2024-07-01", "97530:1:GP+CQ,97530:1:GP", "A. Doe, PTA\nJ. Roe, PT", "", ""),
    ("2024-07-01", "97530:1:GP,97140:1:GP", "A. Doe, PTA\nJ. Roe, PT", "", "CLM006"),
    ("2024-07-01", "97530:1:GP", "A. Doe, PTA\nJ. Roe, PT", "97530: PT 12 min, PTA 3 min", ""),
    ("2024-07-01", "97530:1:GP+CQ", "A. Doe, PTA\nJ. Roe, PT", "97530: PT 12 min, PTA 3 min", "CLM006"),
    ("2021-07-01", "97530:1:GP", "A. Doe, PTA\nJ. Roe, PT", "97530: PT 12 min, PTA 3 min", "CLM006"),
    ("2024-07-01", "97530:1:GP", "A. Doe, PTA\nJ. Roe, PT", "97530: PT 5 min, PTA 10 min", "CLM006"),
    ("2024-07-01", "97530:1:GP+CQ", "A. Doe, PTA\nJ. Roe, PT", "97530: PT 5 min, PTA 10 min", ""),
    ("2024-07-01", "97530:1:GP+CQ", "A. Doe, PTA\nJ. Roe, PT", "97530: 10 min by PTA, 5 min by PT", ""),
]


@pytest.mark.parametrize(("date", "claim", "signed", "more", "rules"), ASSISTANTS)
def test_assistants(date: str, claim: str, signed: str, more: str, rules: str) -> None:
    assert found(lint(M, date, claim, signed=signed, more=more)) == set(rules.split())


def test_the_example_of_the_manual_with_an_assistant() -> None:
    text = "97530: PTA 23 min, PT 13 min. 97140: PT 30 min."
    for claim, rules in (
        ("97530:1:GP+CQ,97530:1:GP,97140:2:GP", set()),
        ("97530:2:GP+CQ,97140:2:GP", {"CLM006"}),
        ("97530:2:GP,97140:2:GP", {"CLM006"}),
        ("97530:1:GP+CQ,97530:1:GP,97140:2:GP+CQ", {"CLM006"}),
    ):
        result = lint(M, "2024-07-01", claim, "97530 36, 97140 30", signed="A. Doe, PTA\nJ. Roe, PT", more=text)
        assert found(result) == rules, claim


def test_reduction_and_what_is_unverified_are_information() -> None:
    several = lint(M, "2026-03-02", "97530:2:GP,97140:1:GP").information
    assert len(several) == 1
    assert all(words in several[0] for words in ("payment reduction", "3 always-therapy units", "not verified"))
    assert not lint(M, "2026-03-02", "97530:1:GP,98940:1").information
    assert not lint(P, "2026-03-02", "97530:2:GP,97140:1:GP").information
    early = lint(M, "2019-06-03", "97530:2:GP,97129:1:GP")
    assert any("97129" in told and "2020-01-01" in told and "not verified" in told for told in early.information)
    gap = lint(M, "2020-05-01", "97530:1:GP,97535:1:GP")
    assert any("97535" in told and "not verified" in told for told in gap.information)


def test_unverified_facts_say_so() -> None:
    bare = next(f for f in lint(M, "2024-07-01", "97530:2").findings if f.rule == "CLM003")
    assert "doclint's own list" in bare.message
    assert bare.confidence < 0.9
    sure = next(f for f in lint(M, "2024-07-01", "97530:2:GP,97161:1").findings if f.rule == "CLM003")
    assert "own list" not in sure.message
    old = next(f for f in lint(M, "2019-05-01", "97530:1:GP,97113:1:GP").findings if f.rule == "CLM001")
    assert "not verified: the indicator" in old.message
    assert old.confidence < 0.9
    new = next(f for f in lint(M, "2026-05-01", "97530:1:GP,97542:1:GP").findings if f.rule == "CLM001")
    assert "import a newer table" in new.message
    count = lint(M, "2024-07-01", "97530:2:GP,97039:1:GP", "97530 15, 97039 10")
    unlisted = next(f for f in count.findings if f.rule == "TIM002")
    assert "97039 counts is not verified" in unlisted.message
    assert unlisted.confidence < 0.9


def test_modifier_needs_separate_minutes() -> None:
    claim = "97530:2:GP+59,97150:1:GP"
    assert found(lint(M, "2024-07-01", claim)) == set()
    text = "Group and therapeutic activities (97150, 97530): sit to stand transfers. Total treatment time 45 min.\nJ. Roe, PT"
    result = _LINTER.lint(Note(text=text, date_of_service=dt.date(2024, 7, 1)), claim=claim)
    assert "CLM005" in found(result)


@pytest.mark.parametrize(
    "text",
    [
        "Group therapy 97150 10:00-10:30. 97530 one-on-one 10:30-11:00: {}. Total treatment time 60 min.",
        "Group: 10:00-10:30\n97530 one-on-one: 10:30-11:00 {}.\nTotal treatment time 60 min.",
        "Group therapy 30 min. Therapeutic activities 30 min one-on-one: {}. Total treatment time 60 min.",
    ],
)
def test_blocks_by_the_clock_are_separate(text: str) -> None:
    note = Note(text=f"{text.format(_WORDS['97530'])}\nJ. Roe, PT", date_of_service=dt.date(2025, 3, 3))
    assert found(_LINTER.lint(note, claim="97530:2:GP+59,97150:1:GP")) == set()
    assert found(_LINTER.lint(note, claim="97530:2:GP,97150:1:GP")) == {"CLM001"}


def test_minutes_of_therapist_and_assistant_add_up() -> None:
    head = f"97530: PT 12 min, PTA 3 min, {_WORDS['97530']}."
    text = f"{head} Total timed 15 min, total treatment time 15 min.\nA. Doe, PTA\nJ. Roe, PT"
    assert found(_LINTER.lint(Note(text=text, date_of_service=dt.date(2025, 3, 3)), claim="97530:1:GP")) == set()
