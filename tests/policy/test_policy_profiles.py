"""User profiles, and the commands on policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from doclint.cli.policy import app, profiles
from doclint.policy import PolicyError, load_policy, profile_names

OWN = """
extends = "commercial-midpoint"
title = "My payer"
mandatory = ["TIM003"]
disable = ["SKL003", "TIM003"]
enable = ["DOC001"]

[severity]
GOL004 = "info"

[maxima]
97530 = 4

[requires]
discipline_modifier = true
modifier_on_either_line = true
"""


class _Rule:
    def __init__(self, code: str, *, enabled: bool = True) -> None:
        self.code = code
        self.severity = "warning"
        self.enabled = enabled


def test_a_user_profile_extends_another(directory: Path) -> None:
    (directory / "profiles").mkdir(parents=True)
    (directory / "profiles" / "mine.toml").write_text(OWN, encoding="utf-8")
    assert profile_names()[-1] == "mine"
    policy = load_policy("mine")
    assert policy.method == "midpoint"
    assert policy.facts.severity == {"TIM007": "error", "GOL004": "info"}
    most = policy.maximum("97530")
    assert most is not None
    assert most.units == 4
    assert policy.wants_discipline("97530")
    assert policy.either_line
    assert not policy.enabled(_Rule("SKL003"))  # type: ignore[arg-type]
    assert policy.enabled(_Rule("TIM003"))  # type: ignore[arg-type]
    assert policy.enabled(_Rule("DOC001", enabled=False))  # type: ignore[arg-type]
    assert policy.mandatory(_Rule("TIM003"))  # type: ignore[arg-type]


def test_a_profile_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "payer.toml").write_text('extends = "medicare"\ntitle = "x"\n', encoding="utf-8")
    policy = load_policy(str(tmp_path / "payer.toml"))
    assert policy.profile == "payer"
    assert policy.method == "total"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('extends = "medicare"\nseverty = 1\n', "severty"),
        ('extends = "nope"\n', "no profile 'nope'"),
        ("a = [", "no TOML"),
        ("extends = 3\n", "extends"),
        ('extends = "medicare"\n[severity]\nTIM001 = "fatal"\n', "severity.TIM001"),
        ('extends = "loop"\n', "extends itself"),
    ],
)
def test_a_bad_profile_says_what(directory: Path, text: str, words: str) -> None:
    (directory / "profiles").mkdir(parents=True)
    (directory / "profiles" / "loop.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=words):
        load_policy("loop")


def test_a_misspelt_profile() -> None:
    with pytest.raises(ValueError, match="did you mean medicare"):
        load_policy("medicar")


def run(*arguments: str) -> tuple[int, str, str]:
    main = typer.Typer()
    main.add_typer(app, name="policy")
    main.command()(profiles)
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_show_explains_what_held_when() -> None:
    code, out, _ = run("policy", "show", "97530", "97140", "--date", "2019-06-01")
    assert code == 0
    assert "97530 + 97140: edit in force" in out
    assert "until 2019-12-31" in out
    code, out, _ = run("policy", "show", "97530", "97140", "--date", "2020-01-01")
    assert "no edit in force; needs no 59" in out
    code, out, _ = run("policy", "show", "97530", "97140", "--profile", "commercial-edits", "--format", "json")
    assert "edit in force" in json.loads(out)["pairs"][0]["state"]


def test_import_and_list(tmp_path: Path) -> None:
    table = tmp_path / "ccipra-v321r0.txt"
    table.write_text("97530\t97140\t\t20260401\t*\t1\tx\n", encoding="cp1252")
    code, out, err = run("policy", "import", str(table))
    assert (code, err) == (0, "")
    assert "2026Q2: 1 of 1 rows kept" in out
    assert "2026Q2" in run("policy", "list")[1]
    assert "2026Q2" in run("profiles")[1]
    assert len(json.loads(run("policy", "list", "--format", "json")[1])) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "/nowhere.txt"),
        ("show", "97530", "--date", "yesterday"),
        ("show", "97530", "--profile", "x"),
        ("import", "/nowhere.txt", "--quarter", "spring"),
        ("import", "/nowhere.txt", "--programme", "tricare"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    code, out, err = run("policy", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("doclint: ")
    assert err.count("\n") == 1
