"""Every format: golden files, the official schemas, hostile text, and what each may repeat of a note."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import golden
import jsonschema
import pytest

from doclint.cli import main
from doclint.linter import Linter
from doclint.note import Note
from doclint.report.forms import Form
from doclint.report.whole import OutputError, whole_file

SAMPLES = Path(__file__).parents[2] / "doclint" / "samples"
VAGUE = SAMPLES / "pt-defective-vague.txt"
SARIF = jsonschema.Draft4Validator(json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text()))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("form", [*Form])
def test_the_golden_file(form: Form) -> None:
    kept = (golden.FOLDER / f"notes.{form.value}").read_bytes().decode()
    assert golden.written(form) == kept, "python tests/report/golden.py writes the files anew: look at what changes"


def test_sarif_fits_the_official_schema() -> None:
    log = json.loads(golden.written(Form.SARIF))
    SARIF.validate(log)
    (one,) = log["runs"]
    for result in one["results"]:
        assert one["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        for location in [*result["locations"], *result.get("relatedLocations", ())]:
            named = location["physicalLocation"]["artifactLocation"]
            assert one["artifacts"][named["index"]]["location"]["uri"] == named["uri"]
            region = location["physicalLocation"].get("region")
            if region:
                words = golden.TEXT[region["charOffset"] :][: region["charLength"]]
                assert words == region.get("snippet", {"text": words})["text"]
                line = golden.TEXT.split("\n")[region["startLine"] - 1]
                assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == words
    assert [bool(result.get("suppressions")) for result in one["results"]] == [False, False, True, False, False]
    assert all("contents" not in artifact for artifact in one["artifacts"])


def test_sarif_of_every_sample_fits_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "lint", "--format", "sarif", str(SAMPLES))
    assert code == 1
    SARIF.validate(json.loads(out))


@pytest.mark.parametrize("form", ["sarif", "github", "junit", "html"])
def test_less_evidence_repeats_no_word_of_the_note(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    note = tmp_path / "n.txt"
    note.write_text("97530 25 min: zanzibarite walks with assist. Tol zanzibarite well.\n", encoding="utf-8")
    shown = {
        level: run(capsys, "lint", "--format", form, "--evidence", level, str(note))[1] for level in ("full", "none")
    }
    assert "zanzibarite" not in shown["none"]
    assert "SKL001" in shown["none"]
    if form == "html":
        assert "zanzibarite" in shown["full"]
    if form == "sarif":
        SARIF.validate(json.loads(shown["none"]))


COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*,?)+)::([^\r\n]*)")


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_github_commands_are_escaped_so_that_a_note_gives_none_of_its_own() -> None:
    lines = golden.written(Form.GITHUB).removesuffix("\n").split("\n")
    found = [COMMAND.fullmatch(line) for line in lines]
    assert all(found)
    properties = [dict(part.split("=", 1) for part in match[2].split(",")) for match in found if match]
    assert [unescaped(each["file"]) for each in properties] == [
        *["notes/a&b 1.txt"] * 3,
        "export.csv",
        "notes/bad%,:\n.txt",
    ]
    assert "line" not in properties[3]  # the lines of a row's text are not those of its file
    assert "SKL002" not in "".join(lines)  # accepted


def test_github_says_what_it_leaves_to_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "lint", "--format", "github", str(SAMPLES / "export.csv"), str(SAMPLES))
    kinds = [match[1] for match in COMMAND.finditer(out)]
    beyond = sum(max(0, kinds.count(kind) - 10) for kind in set(kinds))
    assert beyond > 0
    assert out.endswith(f"doclint: GitHub shows the first 10 of each kind; {beyond} more stand above.\n")


def test_junit_is_red_where_the_run_is(capsys: pytest.CaptureFixture[str]) -> None:
    root = ET.fromstring(golden.written(Form.JUNIT))
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "2",
        "skipped": "1",
    }
    for fail_on, code in (("error", 1), ("never", 0)):
        got, out, _ = run(capsys, "lint", "--format", "junit", "--fail-on", fail_on, str(VAGUE))
        assert got == code
        assert ET.fromstring(out).get("failures") == str(code)


def test_junit_holds_any_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    note = tmp_path / "n\x1b\x07.txt"
    note.write_text("97530 25 min: walks with “assist\x0b\ufffe\U0001f3cb]]>”. Tol tx well.\n", encoding="utf-8")
    _, out, _ = run(capsys, "lint", "--format", "junit", str(note))
    assert ET.fromstring(out).find(".//failure") is not None


class _Page(HTMLParser):
    """Elements that stand open, text, and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing() -> None:
    page = _Page()
    page.feed(golden.written(Form.HTML))
    page.close()
    assert page.open == []
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "link", "img", "iframe", "b"}  # <b> is the note's own, and shown as text
    assert all(
        value.startswith("#") for _, attributes in page.seen for name, value in attributes.items() if name == "href"
    )
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("form", [*Form])
def test_output_writes_what_the_screen_would_show(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: Form
) -> None:
    to = tmp_path / "out"
    code, shown, _ = run(capsys, "lint", "--format", form.value, str(VAGUE))
    again, nothing, _ = run(capsys, "lint", "--format", form.value, "--output", str(to), str(VAGUE))
    assert (again, nothing) == (code, "")
    assert to.read_bytes().decode() == shown
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_output_is_whole_or_as_it_was(tmp_path: Path) -> None:
    to = tmp_path / "report.txt"
    to.write_text("old")

    def broken_off() -> None:
        with whole_file(to) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert to.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_output_is_no_device_and_its_folder_is_there(tmp_path: Path) -> None:
    for place, words in ((Path("/dev/null"), "no regular file"), (tmp_path / "no" / "x", "no such folder")):
        with pytest.raises(OutputError, match=words), whole_file(place):
            pass


def test_output_never_replaces_the_note(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    note = tmp_path / "n.txt"
    note.write_text("97530 25 min: walks.")
    (tmp_path / "link.txt").symlink_to(note)
    code, out, err = run(capsys, "lint", str(note), "--output", str(tmp_path / "link.txt"))
    assert (code, out) == (2, "")
    assert "this is a note that is to be read" in err
    assert note.read_text() == "97530 25 min: walks."


def test_fingerprints_survive_edits_elsewhere_and_other_line_numbers() -> None:
    linter = Linter(model="rules")
    text = "Goal: climb stairs.\n97530 25 min: functional activities with assist. Tol tx well.\n"
    edited = (
        "Visit 12\n\nPain 2/10 today.\n" + text.replace("Goal: climb stairs.", "Goal: climb 12 stairs.") + "Cont POC.\n"
    )
    prints = [
        {f.rule: f.fingerprint for f in linter.lint(Note(id="v-1", text=each)).findings} for each in (text, edited)
    ]
    both = prints[0].keys() & prints[1].keys()
    assert {"ACT001", "AST002"} <= both
    assert all(prints[0][rule] == prints[1][rule] for rule in both)
    other = {f.rule: f.fingerprint for f in linter.lint(Note(id="v-2", text=text)).findings}
    assert not {*other.values()} & {*prints[0].values()}
