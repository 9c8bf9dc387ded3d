"""A package of other people with rules and words: installed, used, and tested as docs/writing-rules.md says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from doclint.lexicon import LexiconError, additions, rows
from doclint.rules.base import Rule
from doclint.rules.registry import RuleError, Selection, load_rules, notices, ordered, rules_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = (ROOT / "docs" / "writing-rules.md").read_text(encoding="utf-8")
NOTE = "97530 25 min: climbed 12 stairs x2, CGA. Pontoon boarding x4, min A.\n"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as the page shows it, in a folder of its own, and a note."""
    folder = tmp_path_factory.mktemp("work") / "clinic-rules"
    shutil.copytree(HERE / "clinic-rules", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "note.txt").write_text(NOTE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def installed(package: Path) -> Path:
    """Where it is installed."""
    site = package.parent / "site"
    options = ["-q", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(site)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(package)], check=True, timeout=300)
    return site


def run(package: Path, site: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(site), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=package,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_page_shows_the_files_of_the_package() -> None:
    shown = dict(re.findall(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
    files = {path.relative_to(HERE / "clinic-rules").as_posix(): path for path in (HERE / "clinic-rules").rglob("*.*")}
    kept = {name: path for name, path in files.items() if path.is_file() and "__pycache__" not in name}
    assert shown == {name: path.read_text(encoding="utf-8") for name, path in kept.items()}


def test_the_commands_of_the_page_run(package: Path, installed: Path) -> None:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    first, *commands = block.splitlines()
    assert first == "pip install ."
    done = {line: run(package, installed, *shlex.split(line)) for line in commands}
    assert [each.returncode for each in done.values()] == [0] * len(commands), [each.stderr for each in done.values()]
    assert re.search(r"^STR001 .*\(preview since 1\.0\)$", done["doclint rules"].stdout, re.MULTILINE)
    assert "House rule of the falls committee" in done["doclint explain STR001"].stdout
    assert "info[STR001] stairs-without-rail" in done["doclint lint note.txt --select STR001 --preview"].stdout
    assert "5 passed" in done["pytest ."].stdout


def test_a_rule_in_preview_is_off_and_says_so(package: Path, installed: Path) -> None:
    options = ("--model", "rules", "--select", "STR001", "--format", "json")
    done = run(package, installed, "doclint", "lint", "note.txt", *options)
    report = json.loads(done.stdout)
    assert report["notes"][0]["findings"] == []
    assert report["doclint"]["clinic-rules"] == "1.0"
    assert done.stderr == "doclint: --select: STR001 is in preview and counts with --preview (preview = true)\n"


def test_added_words_are_recognised(package: Path, installed: Path) -> None:
    done = run(package, installed, "doclint", "extract", "note.txt", "--model", "rules")
    found = [each["text"] for each in json.loads(done.stdout)["notes"][0]["entities"] if each["label"] == "ACTIVITY"]
    assert "Pontoon boarding" in found
    assert not any(row["term"] == "pontoon boarding" for row in rows("activities"))  # not installed here


def words(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, content: str | bytes) -> list[dict[str, str]]:
    """The rows of a package with one file of words."""
    package = folder / "its_words"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "its_words", raising=False)
    entry = EntryPoint(name="its", value="its_words", group=additions.GROUP)
    monkeypatch.setattr(additions, "_entries", lambda: [entry])
    return list(additions.added("activities", rows("activities")))


HEAD = "term,variants,category,source\n"


def test_words_come_as_rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (row,) = words(monkeypatch, tmp_path, "activities.csv", HEAD + "kayak launch,,phrase,our sailors\n")
    assert row == {"term": "kayak launch", "variants": "", "category": "phrase", "source": "our sailors"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("activities.csv", "term,category\nx,phrase\n", "the header is term,variants,category,source"),
        ("activities.csv", HEAD + "kayak,,phrase,\n", "row 1: source is empty"),
        ("activities.csv", HEAD + "kayak,,phrase,s\n,,phrase,s\n", "row 2: term is empty"),
        ("activities.csv", HEAD + "kayak,,sport,s\n", "row 1: category is one of head, phrase"),
        ("activities.csv", HEAD + "kayak,phrase,s\n", "row 1: as many cells as the header has"),
        ("activities.csv", HEAD + f"{'k' * 201},,phrase,s\n", "row 1: a phrase has at most 200 characters"),
        ("activities.csv", HEAD.encode() + b"\xff,,phrase,s\n", "this is no CSV file in UTF-8"),
        ("activities.csv", HEAD + "x" * 1_100_000, "more than 1024 KiB"),
        ("grammar_words.csv", "name,words,source\n", "is no vocabulary that takes rows"),
    ],
)
def test_words_that_cannot_be_used_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(LexiconError, match=re.escape(said)):
        words(monkeypatch, tmp_path, name, content)


def made(code: str, **attributes: object) -> type[Rule]:
    def check(self: Rule, context: object) -> Iterator[object]:
        return iter(())

    fields = {"code": code, "name": code.lower(), "severity": "info", "authority": "practice", "reference": "R."}
    return type(code, (Rule,), {**fields, "suggestion": "S.", "check": check, **attributes})


RENAMED = made("XYZ001", formerly=("OLD001",))
LEAVING = made("XYZ002", status="deprecated", deprecated="XYZ001 takes its place.", since="0.2.0")
MUTE = made("XYZ003", status="deprecated")
ODD = made("XYZ004", status="beta")


def test_renamed_and_deprecated_rules_have_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclint.rules.registry.load_rules", lambda: (*load_rules(), RENAMED, LEAVING))
    assert Selection.of("old001").select == ("XYZ001",)
    assert [*notices(["OLD001,XYZ002", "XYZ"])] == [
        "OLD001 is now XYZ001: write XYZ001",
        "XYZ002 is deprecated since 0.2.0: XYZ001 takes its place.",
    ]


@pytest.mark.parametrize(
    ("attribute", "said"), [("MUTE", "says what takes its place"), ("ODD", "the status 'beta', not one of preview")]
)
def test_a_rule_of_no_status_is_refused(attribute: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        rules_of(EntryPoint(name="third-party", value=f"{__name__}:{attribute}", group="doclint.rules"))


def test_a_code_that_a_rule_had_once_is_not_given_again() -> None:
    with pytest.raises(RuleError, match="XYZ001 was OLD001 once"):
        ordered([RENAMED, made("OLD001")])
