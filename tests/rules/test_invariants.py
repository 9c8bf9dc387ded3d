"""What holds for every rule of the catalogue at once."""

import csv
import inspect
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from doclint.rules import BUILTIN
from doclint.rules.base import Rule
from doclint.testing import KINDS, load_cases

CASES = Path(__file__).parent / "cases"
SEVERITIES = {
    "error": "ACT001 ACT002 ACT003 ACT005 ACT006 GOL001 GOL002 GOL003 AST001 SKL001 TIM001 TIM002 TIM003 "
    "CLM001 CLM002 CLM003 CLM004 CLM007 EPI001 EPI005",
    "warning": "ACT004 GOL004 AST002 SKL002 SKL003 TIM005 TIM006 TIM007 CLM005 CLM006 DOC001 EPI002 EPI003 EPI004",
    "info": "TIM004 CLM008 PHI001",
}
"""Annotation.md, section 3."""
CLINICAL = ("ACT", "GOL", "AST", "SKL")
WITH_CASES = (*CLINICAL, "TIM")

each_rule = pytest.mark.parametrize("rule", BUILTIN, ids=lambda rule: rule.code)


def test_the_catalogue_is_complete_and_in_order() -> None:
    families = ("ACT", "GOL", "AST", "SKL", "TIM", "CLM", "EPI", "DOC", "PHI")
    codes = [rule.code for rule in BUILTIN]
    assert sorted(codes) == sorted(" ".join(SEVERITIES.values()).split())
    assert codes == sorted(codes, key=lambda code: (families.index(code[:3]), code))


@each_rule
def test_severity_is_the_one_of_the_table(rule: type[Rule]) -> None:
    assert rule.code in SEVERITIES[rule.severity].split()


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in BUILTIN}) == len(BUILTIN)
    assert len({rule.name for rule in BUILTIN}) == len(BUILTIN)


@each_rule
def test_a_rule_stands_in_a_module_of_its_own(rule: type[Rule]) -> None:
    assert rule.__module__ == f"doclint.rules.{rule.code.lower()}"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)


@each_rule
def test_the_docstring_has_its_parts(rule: type[Rule]) -> None:
    text = inspect.cleandoc(rule.__doc__ or "")
    first, *rest = text.split("\n\n")
    assert "\n" not in first
    assert first.endswith(".")
    heads = [part.split("\n")[0].rstrip() for part in rest]
    if heads[0] != "Anti-pattern:":  # a paragraph that says more
        assert rest.pop(0).endswith(".")
        del heads[0]
    assert heads[0] == "Anti-pattern:"
    assert heads[1] == "Best practice:"
    assert heads[2].startswith("Source: ")


@each_rule
def test_the_source_is_known(rule: type[Rule]) -> None:
    sources = (files("doclint.policy") / "data" / "sources.csv").read_text(encoding="utf-8")
    known = {row["key"] for row in csv.DictReader(sources.splitlines())}
    named = re.search(r"^Source: (.+)$", inspect.cleandoc(rule.__doc__ or ""), re.MULTILINE)
    assert named is not None
    assert {key.split()[0] for key in named[1].split(", ")} <= known


@each_rule
def test_reference_and_suggestion_are_sentences(rule: type[Rule]) -> None:
    for text in (rule.reference, rule.suggestion):
        assert text[0].isupper()
        assert text.endswith(".")


@pytest.mark.parametrize("rule", [r for r in BUILTIN if r.code[:3] in CLINICAL], ids=lambda r: r.code)
def test_a_suggestion_invents_no_clinical_fact(rule: type[Rule]) -> None:
    suggestion = re.sub(r"\b97530\b", "", rule.suggestion)
    assert not re.search(r"\d", suggestion)
    assert not re.search(r"\b(?:min|mod|max|contact guard|standby|CGA|SBA) ?(?:A|assist)?\b", suggestion)


@each_rule
def test_rules_that_a_rule_waits_for_exist(rule: type[Rule]) -> None:
    assert set(rule.after) <= {other.code for other in BUILTIN}


@pytest.mark.parametrize("rule", [r for r in BUILTIN if r.code[:3] in WITH_CASES], ids=lambda r: r.code)
def test_a_rule_has_twelve_cases_of_all_kinds(rule: type[Rule]) -> None:
    cases = load_cases(CASES / f"{rule.code}.yaml")
    kinds = Counter(case.kind for case in cases)
    assert len(cases) >= 12
    assert all(kinds[kind] >= 3 for kind in KINDS)
    assert len({case.id for case in cases}) == len(cases)
    assert len({(case.text, case.claim, case.profile) for case in cases}) == len(cases)


def test_every_file_of_cases_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} <= {rule.code for rule in BUILTIN}
