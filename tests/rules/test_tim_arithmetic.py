"""Times of a visit: what is missing, what contradicts, and how units are counted from what is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from doclint.claim import parse_claim
from doclint.facts import Cue, Facts, Mention, Minutes, MinutesKind
from doclint.note import Note
from doclint.policy import load_policy
from doclint.result import CodeUse
from doclint.rules.base import Context, Draft
from doclint.rules.tim001 import Tim001
from doclint.rules.tim002 import Tim002
from doclint.rules.tim003 import Tim003
from doclint.rules.tim004 import Tim004
from doclint.rules.tim005 import Tim005
from doclint.rules.tim006 import Tim006
from doclint.rules.tim007 import Tim007

RULES = (Tim001, Tim002, Tim003, Tim004, Tim005, Tim006, Tim007)


@pytest.fixture(autouse=True)
def _no_imported_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCLINT_POLICY_DIR", str(tmp_path))


def said(text: str) -> tuple[Minutes, ...]:
    """Statements of time: ``97530 30`` of a code, ``total 45``, ``clock 38``, ``task 97530 10``."""
    kinds: dict[str, MinutesKind] = {
        "total": "total",
        "timed": "timed_total",
        "clock": "interval",
        "task": "task",
        "mode": "mode",
        "blocks": "part_interval",
        "unknown": "unknown",
        "about": "total",
    }
    found: list[Minutes] = []
    for at, part in enumerate(text.split(", ") if text else ()):
        words = part.split()
        name, minutes = words[0], int(words[-1])
        mention = Mention(
            "MINUTES",
            10 * at,
            10 * at + 5,
            "half an hour" if name == "about" else f"{minutes} min",
            status="historical" if name == "last" else "performed",
        )
        code = words[-2] if len(words) == 3 else name if name.isdigit() else None
        found.append(Minutes(minutes, kinds.get(name, "code"), mention, code))
    return tuple(found)


def findings(
    claim: str | None,
    times: str,
    *,
    profile: str = "medicare",
    cues: tuple[Cue, ...] = (),
    minutes: dict[str, int] | None = None,
) -> dict[str, Draft]:
    """Findings on a claim and statements of time; ``minutes`` stand on the claim's lines."""
    lines = parse_claim(claim) if claim else ()
    codes = tuple(
        CodeUse(code=c.code, units=c.units, minutes=(minutes or {}).get(c.code), modifiers=c.modifiers, origin="claim")
        for c in lines
    ) or (CodeUse(code="97530", origin="assumed"),)
    context = Context(
        Facts("", minutes=said(times), cues=cues), Note(text=""), codes, load_policy(profile, dt.date(2026, 3, 2))
    )
    found = {rule.code: next(iter(rule().check(context)), None) for rule in RULES}
    return {code: draft for code, draft in found.items() if draft is not None}


CASES = [
    # nothing, or nothing for the code
    ("97530:2:GP", "", "TIM001 TIM005"),
    (None, "", "TIM001 TIM005"),
    ("97530:2:GP,97110:1:GP", "97110 15", "TIM001 TIM005"),
    ("97530:2:GP", "last 97530 30", "TIM001 TIM005"),
    ("97530:2:GP", "97530 30", "TIM005"),
    ("97530:2:GP", "task 97530 15, task 97530 15", "TIM005"),
    ("97530:2:GP", "timed 30", ""),
    ("97530:2:GP", "clock 30", ""),
    ("97530:2:GP", "mode 30, mode 15", ""),
    ("97530:2:GP", "unknown 30", ""),
    (None, "97530 25, total 25", ""),
    # one code
    ("97530:3:GP", "97530 35, timed 35, clock 35", "TIM002"),
    ("97530:3:GP", "clock 32", "TIM002"),
    ("97530:1:GP", "clock 25", "TIM004"),
    ("97530:2:GP", "97530 22, clock 12, clock 10", "TIM002"),
    ("97530:3:GP", "unknown 35", "TIM002"),
    ("97530:1:GP", "unknown 35", ""),
    ("97530:2:GP", "97530 30, 97530 30, total 30", ""),
    ("97530:3:GP", "97530 20, 97530 20, total 40", ""),
    # contradictions
    ("97530:2:GP", "97530 32, clock 30", "TIM003"),
    ("97530:2:GP", "97530 25, clock 45", "TIM003"),
    ("97530:3:GP", "97530 38, clock 25", "TIM003"),
    ("97530:2:GP,97110:1:GP", "97530 30, 97110 10, timed 43", "TIM003"),
    ("97530:2:GP,97110:1:GP", "97530 23, 97110 15, timed 53", "TIM003"),
    ("97530:2:GP,97140:1:GP", "97530 25, 97140 12, total 45", "TIM003"),
    ("97530:2:GP,97110:1:GP", "97530 30, 97110 15, clock 30", "TIM003"),
    ("97530:3:GP", "97530 20, 97530 12, total 40", "TIM003"),
    ("97530:2:GP", "97530 30, task 97530 20, task 97530 18, total 30", "TIM003"),
    ("97530:2:GP", "task 97530 16, task 97530 18, total 27", "TIM003"),
    ("97530:2:GP", "total 30, clock 45", "TIM003"),
    ("97530:2:GP", "blocks 97530 15, 97530 30", "TIM003"),
    # no contradiction
    ("97530:2:GP,97012:1:GP", "97530 25, total 40, clock 40", ""),
    ("97530:2:GP,97110:1:GP", "97530 28, 97110 10, timed 38, total 48, clock 48", ""),
    ("97530:2:GP", "about 30, clock 32", ""),
    ("97530:2:GP", "97530 30, task 97530 10, total 30", ""),
    ("97530:2:GP,97140:1:GP", "97530 33, 97140 10, timed 43, clock 10", ""),
    ("97150:1:GP,97530:2:GP", "97150 45, 97530 26, clock 26, total 71", ""),
    ("97530:2:GP,97140:1:GP", "blocks 97140 15, blocks 97530 25, 97530 40", ""),
    ("97530:1:GP,97150:1:GP", "97150 46, 97530 15, clock 46", ""),
    # several codes
    ("97530:2:GP,97110:2:GP", "97530 25, 97110 20, total 45", "TIM002"),
    ("97530:1:GP,97110:1:GP", "97530 24, 97110 14, clock 38", "TIM004"),
    ("97530:2:GP,97110:1:GP", "timed 40", "TIM007"),
    ("97530:2:GP,97110:1:GP", "total 40, clock 40", "TIM007"),
    ("97530:3:GP,97110:2:GP", "timed 40", "TIM002 TIM007"),
    ("97530:2:GP,97012:1:GP", "total 40", ""),
    ("97530:3:GP,97012:1:GP", "total 30", "TIM002"),
    ("97530:1:GP,97012:1:GP", "total 40", ""),
    ("97530:2:GP", "97530 30, 97110 5, total 35", ""),
]


@pytest.mark.parametrize(("claim", "times", "rules"), CASES)
def test_times(claim: str | None, times: str, rules: str) -> None:
    assert set(findings(claim, times)) == set(rules.split())


def test_conflict_shows_both_places() -> None:
    message = findings("97530:2:GP", "97530 32, clock 30")["TIM003"].message
    assert "30 min (clock times)" in message
    assert "32 min (97530 in the note)" in message
    draft = findings("97530:2:GP", "97530 32, clock 30")["TIM003"]
    assert len(draft.related) == 1


def test_minutes_of_the_claim() -> None:
    assert set(findings("97530:3:GP", "97530 25, total 25", minutes={"97530": 38})) == {"TIM003"}
    assert set(findings("97530:3:GP", "clock 25", minutes={"97530": 40})) == {"TIM003"}
    assert set(findings("97530:2:GP", "", minutes={"97530": 31})) == {"TIM005"}
    assert set(findings("97530:2:GP", "total 48", minutes={"97530": 24})) == set()
    assert set(findings("97530:2:GP,97110:1:GP", "total 40", minutes={"97530": 25, "97110": 15})) == set()
    over = findings("97530:3:GP", "", minutes={"97530": 31})["TIM002"]
    assert "97530 on the claim" in over.message


def test_conflicting_readings_must_all_give_the_excess() -> None:
    assert set(findings("97530:3:GP", "97530 38, clock 25")) == {"TIM003"}
    assert set(findings("97530:4:GP", "97530 38, clock 25")) == {"TIM002", "TIM003"}
    assert set(findings("97530:1:GP", "97530 38, clock 25")) == {"TIM003", "TIM004"}


def test_payer_that_counts_each_code() -> None:
    claim = "97530:2:GP,97110:1:GP"
    assert set(findings(claim, "97530 22, 97110 8, total 30", profile="commercial-midpoint")) == {"TIM002"}
    assert set(findings(claim, "97530 23, 97110 8, total 31", profile="commercial-midpoint")) == set()
    assert "TIM005" not in findings(claim, "97530 23, 97110 8", profile="commercial-midpoint")
    policy = load_policy("commercial-midpoint")
    assert policy.severity(Tim007) == "error"
    assert load_policy("medicare").severity(Tim007) == "warning"


def test_shortened_visit() -> None:
    cue = Cue("shortened", 3, 14, "tx cut short")
    assert "TIM006" in findings("97530:1:GP", "", cues=(cue,))
    assert "TIM006" not in findings("97530:1:GP", "clock 20", cues=(cue,))
    assert "TIM006" not in findings("97530:1:GP", "", cues=(cue,), minutes={"97530": 12})
    assert findings("97530:1:GP", "", cues=(cue,))["TIM006"].cue == "tx cut short"
