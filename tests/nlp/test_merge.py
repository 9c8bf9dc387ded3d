"""What of a model's span goes on: without a refusal behind the task, without the minutes under a goal."""

from __future__ import annotations

from doclint.nlp.chart import Candidate
from doclint.nlp.model.merge import merge

from .time_pipeline import read


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
