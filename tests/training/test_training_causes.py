"""Likely causes of wrong findings."""

from __future__ import annotations

import pytest

from doclint.training.causes import Wrong, cause, wrong_findings
from doclint.training.counts import Count, Share
from doclint.training.scores import Scores


@pytest.mark.parametrize(
    ("relaxed", "shares", "rule", "what", "expected"),
    [
        ({"GOAL": Count(0, 0, 1)}, {}, "GOL001", "reported", "span missed"),
        ({"GOAL": Count(0, 1, 1)}, {}, "GOL001", "reported", "span missed"),
        ({"GOAL": Count(0, 1, 1)}, {}, "GOL001", "missed", "span too many"),
        ({"SKILLED": Count(1, 0, 2)}, {}, "GOL001", "missed", "judgement"),
        ({"ASSISTANCE": Count(2, 0, 0)}, {"assistance": Share(1, 2)}, "AST001", "reported", "value or status"),
        ({"ASSISTANCE": Count(2, 0, 0)}, {"assistance": Share(2, 2)}, "AST001", "reported", "judgement"),
        ({}, {}, "SKL003", "missed", "judgement"),
    ],
)
def test_cause(relaxed: dict[str, Count], shares: dict[str, Share], rule: str, what: str, expected: str) -> None:
    assert cause(Scores(relaxed=relaxed, shares=shares), rule, what) == expected


def test_wrong_findings_name_note_and_groups() -> None:
    one = Scores("n-1", {"setting": "low vision", "style": "SOAP"}, differences=[("n-1", "missed", "SKL001")])
    assert wrong_findings([one, Scores("n-2")]) == [Wrong("n-1", "SKL001", "missed", "judgement", "low vision", "SOAP")]
