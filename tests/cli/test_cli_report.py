"""``doclint scan`` and then ``doclint report``, on the export that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclint.cli import main

SAMPLE = Path(__file__).parents[2] / "doclint" / "samples" / "export.csv"


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scan")
    for name in ("old", "new"):
        assert main(["scan", str(SAMPLE), "--out", str(folder / name), "--fail-on", "never"]) == 0
    return folder


def test_a_scan_draws_its_page_and_the_command_the_same(scanned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = scanned / "new" / "report.html"
    before = page.read_bytes()
    page.unlink()
    assert main(["report", str(scanned / "new")]) == 0
    assert page.read_bytes() == before
    assert capsys.readouterr().err == ""


def test_the_words_of_the_notes_are_on_the_page(scanned: Path) -> None:
    page = (scanned / "new" / "report.html").read_text(encoding="utf-8")
    notes = [json.loads(line) for line in (scanned / "new" / "notes.jsonl").read_text(encoding="utf-8").splitlines()]
    bad = [note for note in notes if note["verdict"] == "unsupported"]
    assert bad
    assert all(note["id"] in page for note in bad)
    assert page.count("<svg") == 6  # no clinician has the ten notes that a rate takes
    assert '<span class="label ACTIVITY">' in page


def test_the_same_export_has_not_changed(scanned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(scanned / "new"), "--compare", str(scanned / "old"), "--format", "json"]) == 0
    body = json.loads(capsys.readouterr().out)
    findings = body["summary"]["totals"]["findings"]
    assert findings
    assert body["compare"]["total"] == {"new": 0, "fixed": 0, "unchanged": findings}
    assert body["compare"]["notes_in_both"] == body["summary"]["totals"]["notes"]
    assert body["compare"]["differences"] == []


@pytest.mark.parametrize("form", ["sarif", "junit", "github"])
def test_a_scan_is_printed_for_programs(capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str) -> None:
    accept = tmp_path / "accept.csv"
    accept.write_text("rule,note,reason,who,until\nSKL001,pt-defective-vague.txt,known,QA,\n", encoding="utf-8")
    vague = str(Path(__file__).parents[2] / "doclint" / "samples" / "pt-defective-vague.txt")
    assert main(["scan", vague, "--out", str(tmp_path / "out"), "--accept", str(accept)]) == 1
    capsys.readouterr()
    assert main(["report", str(tmp_path / "out"), "--format", form]) == 0
    out = capsys.readouterr().out
    assert "ACT001" in out
    if form == "sarif":
        results = json.loads(out)["runs"][0]["results"]
        assert [result["ruleId"] for result in results if result.get("suppressions")] == ["SKL001"]
    else:
        assert ("SKL001 no-skilled-care (accepted)" in out) == (form == "junit")
    assert main(["report", str(tmp_path / "out"), "--format", form, "--compare", str(tmp_path / "out")]) == 2
