"""Which rules run on a note, by selection and payer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doclint.judging import running
from doclint.judging.running import Rules
from doclint.policy import Policy, read_profile
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.registry import load_rules
from doclint.rules.ruling import Ruling


def told(rules: Rules, **changes: tuple[str, ...]) -> dict[str, bool]:
    policy = Policy(read_profile("medicare").model_copy(update=changes))
    assert rules.of(policy) == rules.of(policy)
    return {rule.code: counts for rule, counts in rules.of(policy)}


def test_a_payer_switches_rules_on_and_off() -> None:
    rules = Rules(Ruling())
    usual = told(rules)
    assert "DOC001" not in usual
    assert told(rules, enable=("DOC001",))["DOC001"]
    assert told(rules, disable=("GOL001",))["GOL001"] is False
    assert told(rules) == usual


def test_a_rule_that_is_not_selected_runs_and_does_not_count() -> None:
    found = told(Rules(Ruling.of(select="TIM", ignore="TIM003", mandatory="CLM001")))
    asked = {rule.code for rule in load_rules() if rule.code.startswith("TIM") and rule.code != "TIM003"}
    assert {code for code, counts in found.items() if counts} == {*asked, "CLM001", *read_profile("medicare").mandatory}
    assert "ACT001" in found


def test_profiles_that_are_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_MOST", 3)
    rules = Rules(Ruling())
    for number in range(10):
        rules.of(Policy(read_profile("medicare").model_copy(update={"name": f"payer {number}"})))
    assert len(rules._running) <= 3


class Broken(Rule):
    """Fails.

    Source: MBPM p206
    """

    code = "BRK001"
    name = "broken"
    severity = "info"
    authority = "practice"
    reference = "none"
    suggestion = "none"

    def check(self, context: Context) -> Iterator[Draft]:
        raise ValueError(context.note.text)


def test_a_rule_that_fails_is_told_without_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint import Linter

    monkeypatch.setattr(running, "load_rules", lambda: (Broken, *load_rules()))
    result = Linter(model="rules").lint("97530 20 min: tub transfer, secret words")
    assert result.errors == ("rule BRK001 failed: ValueError",)
    assert result.findings
