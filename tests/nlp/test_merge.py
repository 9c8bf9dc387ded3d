"""What of a model's span goes on: without a refusal behind the task, without the minutes under a goal."""

from __future__ import annotations

from dataclasses import astuple, replace

from hypothesis import given
from hypothesis import strategies as st

from doclint.nlp.chart import Candidate, Chart
from doclint.nlp.help.assistance import level_of
from doclint.nlp.model.merge import TRUSTED, merge

from .time_pipeline import read

_LABELS = st.sampled_from(["ACTIVITY", "ASSISTANCE", "MINUTES", "GOAL", "SKILLED"])
_WORDS = st.lists(
    st.sampled_from(
        "walk |stairs |, |refused |on hold |hold |min A |25 min |40 |Goal: |\n| and |9:00-9:30 ".split("|")
    ),
    min_size=4,
    max_size=30,
)
_SPANS = st.lists(st.tuples(_LABELS, st.integers(0, 3), st.integers(1, 6)), max_size=8)
"""Labels with the tokens that are left out before them and that they hold."""


def _merged(text: str, label: str, words: str) -> list[str]:
    chart = read(text)
    first, last = chart.tokens_of(text.index(words), text.index(words) + len(words))
    spans = merge(chart, [Candidate(label, first, last)])
    return [chart.span(item.first, item.last) for item in spans if item.label == label]


def test_a_refusal_is_no_part_of_the_task() -> None:
    text = "97530: walk to the bakery, refused at the step. Hall walk on hold per surgeon."
    assert _merged(text, "ACTIVITY", "walk to the bakery, refused at the step") == ["walk to the bakery"]
    assert _merged(text, "ACTIVITY", "Hall walk on hold per surgeon") == ["Hall walk"]


def test_minutes_on_a_later_line_are_no_part_of_the_goal() -> None:
    text = "97530 stairs\nGoal: stairs with a bag\nTotal 40 min"
    assert _merged(text, "GOAL", "stairs with a bag\nTotal 40 min") == ["stairs with a bag"]


def test_a_span_without_either_stays() -> None:
    text = "97530: held the tray on the way to the table"
    assert _merged(text, "ACTIVITY", "held the tray on the way to the table") == [
        "held the tray on the way to the table"
    ]


def _placed(spans: list[tuple[str, int, int]], size: int, value: str | None = None) -> list[Candidate]:
    out, at = [], 0
    for label, gap, length in spans:
        first, at = at + gap, at + gap + length
        if at <= size:
            out.append(Candidate(label, first, at, value=value, status="planned" if value else "performed"))
    return out


def _plain(chart: Chart, rules: list[Candidate], found: list[Candidate]) -> list[Candidate]:
    """What goes on, token by token."""
    out: list[Candidate] = []
    for span in found:
        alone = Chart(chart.text, chart.words, chart.lower, chart.starts, chart.ends, chart.line_of, chart.lines)
        alone.candidates = [replace(rule) for rule in rules if rule.label == "MINUTES"] if span.label == "GOAL" else []
        item = next(kept for kept in merge(alone, [replace(span, value="-")]) if kept.label == span.label)
        item.value = None
        for token in range(item.first, item.last):
            known = [rule for rule in rules if rule.label == item.label and rule.first <= token < rule.last]
            if known:
                item.value, item.status, item.cue = known[0].value, known[0].status, known[0].cue
                break
        if item.label == "ASSISTANCE" and item.value is None:
            item.value = level_of(chart.span(item.first, item.last))
        if item.label != "ASSISTANCE" or item.value is not None:
            out.append(item)
    tokens = {token for item in out for token in range(item.first, item.last)}
    return sorted(
        [*out, *(rule for rule in rules if rule.label in TRUSTED and tokens.isdisjoint(range(rule.first, rule.last)))],
        key=lambda item: item.first,
    )


@given(_WORDS, _SPANS, _SPANS.map(lambda spans: [span for span in spans if span[0] != "MINUTES"]))
def test_the_models_spans_take_what_the_rules_know_and_leave_what_they_trust(
    words: list[str], known: list[tuple[str, int, int]], spans: list[tuple[str, int, int]]
) -> None:
    chart = read("".join(words))
    rules, found = _placed(known, len(chart), "1"), _placed(spans, len(chart))
    plain = _plain(chart, [replace(rule) for rule in rules], [replace(span) for span in found])
    chart.candidates = rules
    assert list(map(astuple, merge(chart, found))) == list(map(astuple, plain))
