"""What is told at a glance is what the whole reading says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doclint.facts import Mention
from doclint.nlp.chart import Chart, build
from doclint.nlp.goal import region
from doclint.nlp.goal.sense import GoalModels
from doclint.nlp.help import assistance, helpfree, level_phrases
from doclint.nlp.model.features import packed
from doclint.nlp.model.linear import Linear, text_features
from doclint.nlp.pipeline import rule_pipeline
from doclint.nlp.times import clock, clock_times, minutes
from doclint.nlp.times.durations import Durations

_WORDS = (
    "0 1 2 5 9 10 12 25 45 59 130 905 1305 1330 9.10 9.30 97530 97110 : . , / - – → -> + ' | ( ) = % x \t \n ## "
    "half quarter noon midday a an just one two nine ten twelve twenty forty forty-five five oh o o'clock clock "
    "past after to before till until and between of in out time start stop seen end left about roughly door he was "
    "min mins minutes minute hr hour hours h m am pm a p sec second total timed units total: MIN CPT group reps "
    "for hold gait walked therex therapeutic activities"
).split(" ")
_CLOCKS = (
    "8:05|8:30|9:10a|10:15 pm|16h05|905|1305|1330|9.10|10|12|nine-oh-five|nine oh five|nine forty-five|ten past two|"
    "a quarter to three|half past|nine o'clock|noon|five minutes past ten|twenty to one|1130 hours"
).split("|")
_JOINS = (
    "-| - | until | to |/| -> | - about |, out |; left at | time out: | and | in the morning, he was out at | finish – "
).split("|")
_TEXTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(_WORDS), st.sampled_from(["", " ", " ", " ", "  ", "\n"])),
        st.tuples(st.sampled_from(["", "between ", "in: "]), *map(st.sampled_from, (_CLOCKS, _JOINS, _CLOCKS, [" "]))),
        st.tuples(
            st.sampled_from(["15", "0.5", "three", "twenty-two", "half", "an"]),
            st.sampled_from([" ", "", "-", " an ", " quarters of an "]),
            st.sampled_from(["min", "minutes", "hour", "'", "h", "hr and 5 min"]),
            st.just(" "),
        ),
    ),
    max_size=9,
).map(lambda parts: "".join(piece for part in parts for piece in part))


_MANY = settings(max_examples=400, deadline=None)


@cache
def _pipeline() -> dict[str, Callable[[Chart], Chart]]:
    return dict(rule_pipeline().pipeline)


def _laid_out(text: str) -> Chart:
    chart = build(text)
    for name in ("doclint_layout", "doclint_attribution", "doclint_terms"):
        _pipeline()[name](chart)
    return chart


@_MANY
@given(_TEXTS)
@example("nine-oh-five until ten-ten")
@example("between 9:10 and 9:40")
@example("1305, out 1330")
@example("a quarter past two to half past two")
def test_an_interval_is_tried_wherever_one_can_begin(text: str) -> None:
    chart = build(text)
    for token in range(len(chart)):
        plain = clock.longest_interval(chart, token, chart.line(token).last)
        assert clock.interval_at(chart, token, chart.line(token).last) == plain
        if plain is not None:
            assert chart.lower[token + 1] in clock.BEHIND_CLOCK or chart.lower[token] in {"a", "just"}


@_MANY
@given(_TEXTS)
@example("half an hour, three - quarters of an hour, twenty - two minutes, 15 - min")
def test_a_duration_is_tried_wherever_one_can_begin(text: str) -> None:
    chart = build(text)
    for token in range(len(chart)):
        plain = clock._lasting(chart, token, chart.line(token).last)
        assert clock.duration_at(chart, token, chart.line(token).last) == plain


@_MANY
@given(_TEXTS)
@example("CPT | MIN\n| 97530 | 25\n+ | 30")
@example("97530\t25\ntotal x 40")
@example("12. \n#12 ")
def test_a_bare_number_is_tried_wherever_it_can_be_minutes(text: str) -> None:
    found = _pipeline()["doclint_minutes"](_laid_out(text)).candidates
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minutes, "may_be_bare", lambda *_: True)
        patch.setattr(minutes, "bare_numbers", lambda _, starts, anchors: starts)
        assert _pipeline()["doclint_minutes"](_laid_out(text)).candidates == found


@_MANY
@given(_TEXTS)
@example("10 past two until 5 min to three")
def test_a_time_of_day_is_read_as_spoken_wherever_it_can_be(text: str) -> None:
    chart = _laid_out(text)
    found = [list(clock_times.clocks(chart, token, len(chart))) for token in range(len(chart))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock_times, "_SPOKEN_ON", frozenset(chart.lower))
        assert [list(clock_times.clocks(chart, token, len(chart))) for token in range(len(chart))] == found


@_MANY
@given(_TEXTS)
@example("97530 25 min 9:05-9:30, total 25 min")
@example("Goal: 9:05-9:30. Visit 9:05-9:30, 25 min of that 97530")
def test_what_is_looked_up_for_minutes_holds_for_durations(text: str) -> None:
    kept, anew = (_pipeline()["doclint_minutes"](_laid_out(text)) for _ in range(2))
    anew.looked = None
    for chart in (kept, anew):
        chart.mentions = [
            Mention("MINUTES", chart.starts[found.first], chart.ends[found.last - 1], "", "performed", found.value)
            for found in chart.candidates[::2]
        ]
        chart.done.add("doclint_status")
        Durations()(chart)
    assert kept.minutes == anew.minutes


def _is_found_with(component: str, text: str, *wider: tuple[object, str, Callable[..., object]]) -> None:
    """A component finds the same where it looks at more than it would; ``wider``: owner, name and what stands in."""
    found = _pipeline()[component](_laid_out(text)).candidates
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, instead in wider:
            patch.setattr(owner, name, instead)
        assert _pipeline()[component](_laid_out(text)).candidates == found


_HELP = st.lists(
    st.sampled_from(
        "min mod max A a assist CGA supervision I i S s me / 1 2 3 of all most some the it weight effort he his on her "
        "own herself by with without anyone sat stood watched hands in lap hand belt lift little boost steadied board "
        "alone modified independent stand-by don’t , . ; % 50 third two gg 04 fim 5 -".split(" ")
    ),
    max_size=14,
).map(" ".join)


@_MANY
@given(_HELP)
@example("on her own , all by herself")
@example("I sat by the mat , some of the weight , 1/3 of the effort")
def test_help_is_tried_wherever_it_can_be_told(text: str) -> None:
    _is_found_with(
        "doclint_assistance",
        text,
        (assistance, "free_heads", lambda chart, words: chart.where(words.heads)),
        (level_phrases.Phrases, "beginnings", lambda _, chart: range(len(chart))),
    )


@_MANY
@given(_HELP)
def test_the_clause_of_help_ends_at_its_marks(text: str) -> None:
    chart = _laid_out(text)
    marks = {".", ";", "|", "!", "?", "→", "->", "//"}
    for token in (token for token in range(len(chart)) if chart.lower[token] not in marks):
        begin, stop = chart.sentence(token)
        first, last = max(begin, token - 12), min(stop, token + 12)
        first = max((at + 1 for at in range(first, token) if chart.words[at] in marks), default=first)
        last = min((at for at in range(token, last) if chart.words[at] in marks), default=last)
        assert helpfree._clause(chart, token) == (first, last)
        assert chart.between(helpfree._BREAKS, begin, stop) == [
            at for at in range(begin, stop) if chart.lower[at] in marks
        ]
    assert list(chart.behind(range(len(chart)))) == [*chart.lower[1:], ""][: len(chart)]


_GOALS = st.lists(
    st.sampled_from(
        "LTG 1 2 : Goal Goals aim is to walk walks 50 ft alone and , ( ) - . ; / | met improved ongoing flexion 110 pain "
        "min A she he so that can in order will the goal of \n \n- \n\n [ ] 2. 3) x not".split(" ")
    ),
    max_size=40,
).map(" ".join)


@_MANY
@given(_GOALS)
@example("Goals: walks 50 ft / dresses alone 2. stairs - met and she can\nLTG 1: stairs (met), ongoing; pain")
def test_a_goal_may_end_at_any_word(text: str) -> None:
    _is_found_with("doclint_goals", text, (Chart, "between", lambda self, question, first, last: range(first, last)))


def test_goals_stand_only_behind_headers() -> None:
    assert True not in region.goal_region(_laid_out("A: tired\nSit to stand, the goal of it all is safety\nPlan: rest"))
    chart = _laid_out("Pt tired.\nGoals:\n- walks 50 ft\n- dresses alone\n\nPlan: rest")
    inside = [word for word, stands in zip(chart.words, region.goal_region(chart), strict=True) if stands]
    assert inside == ["walks", "50", "ft", "dresses", "alone"]


_CLUSTERS = packed(["walks"], np.array([[1, 2, 3]]))


def test_a_cluster_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="numbered from 0 to 4095"):
        packed(["walks"], np.array([[1, 2, 4096]]))


def test_features_of_a_text() -> None:
    wanted = {"walks", "p=walks", "a1", "b2", "00", "^_walks", "walks_00"}
    assert text_features(["Walks", "50"], _CLUSTERS) == wanted
    assert text_features([], {}) == set()


_GOAL_WORDS = ["walks", "Walks", "50", "ft", "walks_50", "^", "_", "alone", "x"]
_GOAL_NAMES = ["walks", "p=walks", "a1", "b2", "00", "^_walks", "walks_00", "walks_00_ft", "00_ft", "x", "___"]


@given(
    words=st.lists(st.sampled_from(_GOAL_WORDS), max_size=8),
    weights=st.lists(
        st.dictionaries(st.sampled_from(_GOAL_NAMES), st.floats(-3, 3), max_size=8), min_size=2, max_size=2
    ),
)
def test_what_is_kept_of_goal_words_is_what_the_models_say(words: list[str], weights: list[dict[str, float]]) -> None:
    functional, measured = (Linear(weight, bias) for weight, bias in zip(weights, (0.25, -0.5), strict=True))
    names = text_features(words, _CLUSTERS)
    wanted = functional.probability(names), measured.probability(names)
    assert GoalModels(functional, measured, _CLUSTERS)(words) == pytest.approx(wanted)
