"""Rules through entry points: order, duplicates, and what is no rule."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from doclint.policy import Policy, read_profile
from doclint.rules import BUILTIN
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.registry import GROUP, RuleError, Selection, get_rule, load_rules, ordered, rules_of


def make(code: str, *, after: tuple[str, ...] = (), **attributes: object) -> type[Rule]:
    def check(self: Rule, context: Context) -> Iterator[Draft]:
        yield Draft("found")

    fields = {
        "code": code,
        "name": code.lower(),
        "severity": "info",
        "authority": "practice",
        "reference": "R.",
        "suggestion": "S.",
        "after": after,
        "check": check,
        **attributes,
    }
    return type(code, (Rule,), fields)


FIRST, SECOND = make("XYZ001"), make("XYZ002")
PAIR = (FIRST, SECOND)
NO_CHECK = type("NoCheck", (Rule,), {"code": "XYZ003"})
BAD_SEVERITY = make("XYZ004", severity="fatal")
BAD_CODE = make("xyz-5")
NO_RULE = str


def entry(attribute: str) -> EntryPoint:
    return EntryPoint(name="third-party", value=f"{__name__}:{attribute}", group=GROUP)


def test_the_builtin_rules_come_through_the_entry_point() -> None:
    assert set(load_rules()) >= set(BUILTIN)


def test_an_entry_point_gives_a_class_or_several() -> None:
    assert rules_of(entry("FIRST")) == (FIRST,)
    assert rules_of(entry("PAIR")) == PAIR


def test_a_rule_runs_after_those_it_waits_for() -> None:
    early, late = make("XYZ001", after=("XYZ002",)), make("XYZ002")
    assert [rule.code for rule in ordered([early, late])] == ["XYZ002", "XYZ001"]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([FIRST, make("XYZ001")], "XYZ001 is given twice"),
        ([make("XYZ001", after=("NOP001",))], "after NOP001, which no package gives"),
        ([make("XYZ001", after=("XYZ002",)), make("XYZ002", after=("XYZ001",))], "wait for each other"),
    ],
    ids=["duplicate", "unknown", "circle"],
)
def test_what_cannot_be_ordered_is_told(rules: list[type[Rule]], words: str) -> None:
    with pytest.raises(RuleError, match=words):
        ordered(rules)


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        ("NO_RULE", "which is no Rule class"),
        ("NO_CHECK", "has no check method"),
        ("BAD_SEVERITY", "the severity 'fatal'"),
        ("BAD_CODE", "no rule code"),
    ],
)
def test_what_is_no_rule_is_told(attribute: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        rules_of(entry(attribute))


def test_a_rule_by_its_code() -> None:
    assert get_rule("gol002").code == "GOL002"
    with pytest.raises(RuleError, match="no rule 'GOL999'"):
        get_rule("GOL999")


def test_a_selection_and_the_payer_s_profile() -> None:
    facts = read_profile("medicare").model_copy(update={"disable": ("TIM004", "DOC001"), "mandatory": ()})
    policy, plain = Policy(facts), Policy(read_profile("medicare"))
    assert Selection.of("TIM").counts(get_rule("TIM002"), policy)
    assert not Selection.of("TIM").counts(get_rule("TIM004"), policy)
    assert not Selection.of("DOC001").counts(get_rule("DOC001"), policy)
    assert Selection.of("doc001").counts(get_rule("DOC001"), plain)
    assert not Selection().counts(get_rule("DOC001"), plain)
    assert not Selection.of(ignore="TIM004").leaves_out(policy)
    assert Selection.of(ignore="TIM004").leaves_out(plain)
    assert not Selection.of(ignore="DOC").leaves_out(plain)
    assert str(Selection.of("tim", "TIM004,TIM005")) == "TIM but TIM004, TIM005"
    assert str(Selection.of(ignore="ACT")) == "all but ACT"
