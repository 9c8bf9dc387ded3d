"""What a policy keeps of its answers: the same as one that is asked for the first time, and no more than so many."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from doclint.policy import Policy, load_policy, read_profile
from doclint.policy.policy import _MOST
from doclint.policy.profiles import BUILT_IN_PROFILES
from doclint.result import CodeUse

CODES = st.sampled_from(["97530", "97110", "97140", "97150", "97161", "97542", "97124", "97010", "G0283", "99999"])
LINES = st.lists(
    st.builds(
        CodeUse,
        code=CODES,
        units=st.none() | st.integers(0, 8),
        minutes=st.none() | st.integers(0, 60),
        modifiers=st.lists(st.sampled_from(["GP", "GO", "59"]), max_size=2).map(tuple),
        origin=st.just("claim"),
    ),
    max_size=4,
)
DATES = st.none() | st.sampled_from([dt.date(2019, 6, 1), dt.date(2021, 3, 4), dt.date(2026, 1, 5)])


def answers(policy: Policy, lines: list[CodeUse]) -> list[object]:
    codes = [line.code for line in lines]
    pairs = [(one, two) for one in codes for two in codes]
    return [
        policy.information(lines),
        policy.edits(codes),
        [(policy.timed(code), policy.maximum(code), policy.wants_discipline(code)) for code in codes],
        [(policy.history(*p), policy.edit(*p), policy.free_of_edits(*p), policy.surely_free(*p)) for p in pairs],
        policy.wants("total_time"),
        policy.requires("assistant_modifier"),
    ]


@given(st.sampled_from(BUILT_IN_PROFILES), DATES, LINES)
def test_a_kept_answer_is_that_of_a_new_policy(profile: str, date: dt.date | None, lines: list[CodeUse]) -> None:
    kept = load_policy(profile, date)
    fresh = Policy(read_profile(profile), date)
    assert answers(kept, lines) == answers(fresh, lines) == answers(fresh, lines)


def test_kept_answers_are_bounded() -> None:
    policy = Policy(read_profile("medicare"))
    for number in range(3 * _MOST):
        assert not policy.timed(f"{number:05}x")
    assert len(policy.answers) <= _MOST


def test_named_arguments_ask_the_same() -> None:
    policy = load_policy("medicare", dt.date(2024, 7, 1))
    assert policy.edit(two="97530", one="97150") == policy.edit("97150", "97530") is not None
