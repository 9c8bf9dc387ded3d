"""Minutes against units where they agree, differ, or cannot be told."""

from __future__ import annotations

import pytest

import doclint
from doclint.claim import parse_claim
from doclint.judging.codes import codes_of
from doclint.policy import load_policy
from doclint.rules.base import Context
from doclint.rules.counts import count, reckon


def context(text: str, claim: str | None, profile: str) -> Context:
    linter = LINTER
    note = doclint.Note(text=text, claim=parse_claim(claim) if claim is not None else None, profile=profile)
    facts = linter.facts(text)
    return Context(facts, note, codes_of(note, facts), load_policy(profile))


LINTER = doclint.Linter(model="rules")
BOTH = "97530 25 min: sit to stand x5. 97110 15 min: LAQ 3x10. Total timed minutes 40."


@pytest.mark.parametrize(
    ("claim", "standing", "arithmetic"),
    [
        ("97530:2:GP,97110:1:GP", "agrees", "97530 25 + 97110 15 = 40 timed min → 3 units; billed 3"),
        ("97530:3:GP,97110:1:GP", "over", "97530 25 + 97110 15 = 40 timed min → 3 units; billed 4"),
        ("97530:1:GP,97110:1:GP", "under", "97530 25 + 97110 15 = 40 timed min → 3 units; billed 2"),
        ("97530,97110", "open", "97530 25 + 97110 15 = 40 timed min → 3 units"),
    ],
)
def test_total_minutes(claim: str, standing: str, arithmetic: str) -> None:
    found = reckon(context(BOTH, claim, "medicare"))
    assert found is not None
    assert (found.standing, found.arithmetic, found.units) == (standing, arithmetic, 3)
    assert found.minutes == {"97530": 25, "97110": 15}
    assert (count(context(BOTH, claim, "medicare")) is None) is (standing in ("agrees", "open"))


@pytest.mark.parametrize(
    ("claim", "standing", "units"),
    [
        ("97530:2:GP,97110:1:GP", "agrees", 3),
        ("97530:3:GP,97110:1:GP", "over", 2),
        ("97530:1:GP,97110:1:GP", "under", 2),
    ],
)
def test_midpoint_counts_each_code_alone(claim: str, standing: str, units: int) -> None:
    found = reckon(context(BOTH, claim, "commercial-midpoint"))
    assert found is not None
    assert (found.standing, found.units) == (standing, units)
    assert "each code alone" in found.arithmetic


def test_nothing_is_counted_without_minutes() -> None:
    assert reckon(context("97530: sit to stand x5.", "97530:2:GP", "medicare")) is None


@pytest.mark.parametrize(
    ("text", "arithmetic"),
    [
        ("97530 25 min. Total treatment time 15 min.", "97530 25 timed min → 2 units; billed 2"),
        ("97530 and 97010 hot pack, total treatment time 30 min", "at most 30 timed min → at most 2 units; billed 2"),
    ],
)
def test_what_contradicts_itself_or_holds_untimed_services_is_left_open(text: str, arithmetic: str) -> None:
    found = reckon(context(text, "97530:2:GP", "medicare"))
    assert found is not None
    assert (found.standing, found.arithmetic) == ("open", arithmetic)
