"""``doclint report``: draws a finished folder again, compares two, refuses the rest in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from report_folder import make, note

from doclint.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["report", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "new", [note("a", "GOL001", "TIM005"), note("b"), note("c", "SKL001")])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return make(tmp_path / "old", [note("a", "GOL001", "SKL001"), note("b"), note("d", "SKL001")], profile="medicaid")


def test_it_draws_the_page(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, err = run(capsys, str(folder))
    assert (code, out, err) == (0, f"report: {folder / 'report.html'}\n", "")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "2 of 3 notes" in page
    assert "What changed" not in page


def test_it_shows_what_changed(capsys: pytest.CaptureFixture[str], folder: Path, old: Path) -> None:
    code, out, err = run(capsys, str(folder), "--compare", str(old))
    assert (code, err) == (0, "")
    assert "findings since the older scan: 1 new, 1 fixed, 1 unchanged" in out
    assert "notes in both: 2; in this scan alone: 1 (findings: 1); in the older alone: 1 (findings: 1)" in out
    assert "differs too: profile: medicaid before, medicare now" in out
    assert "TIM005       1       0         0" in out
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert 'id="compare"' in page
    assert "1 new, 1 fixed, 1 unchanged" in page
    assert not (old / "report.html").exists()


def test_text_and_json_draw_nothing(capsys: pytest.CaptureFixture[str], folder: Path, old: Path) -> None:
    code, out, _ = run(capsys, str(folder), "--format", "text")
    assert code == 0
    assert "units of 97530 not supported     4 of 6 billed" in out
    assert "GOL001       1  About GOL001." in out
    code, out, _ = run(capsys, str(folder), "--format", "json", "--compare", str(old))
    body = json.loads(out)
    assert code == 0
    assert body["summary"] == json.loads((folder / "summary.json").read_text())
    assert body["compare"]["total"] == {"new": 1, "fixed": 1, "unchanged": 1}
    assert not (folder / "report.html").exists()


def test_names_are_made_visible(capsys: pytest.CaptureFixture[str], tmp_path: Path, old: Path) -> None:
    folder = make(tmp_path / "named", [note("a", "GOL001", clinician="\x1b[31m\u202e")])
    code, out, _ = run(capsys, str(folder), "--compare", str(old))
    assert code == 0
    assert "\x1b" not in out
    assert "\\x1b[31m\\u202e" in out


@pytest.mark.parametrize("which", ["missing", "unfinished", "begun", "foreign", "empty", "file", "halved"])
@pytest.mark.parametrize("compared", [False, True])
def test_what_is_no_whole_report_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path, which: str, compared: bool
) -> None:
    bad = tmp_path / "bad"
    words = "this is no report folder"
    if which == "missing":
        words = "no such folder"
    elif which == "unfinished":
        (tmp_path / "bad.unfinished").mkdir()
        words = "the scan did not end; run it again (what was done is in bad.unfinished)"
    elif which == "file":
        bad.write_text("stairs")
        words = "no such folder"
    else:
        bad.mkdir()
    if which == "begun":
        make(bad / "inner", [note("a")]).rename(bad / "whole")
        bad = bad / "whole"
        (bad / "UNFINISHED").write_text("x")
        words = "the scan did not end"
    elif which == "foreign":
        (bad / "summary.json").write_text('{"schema": "other/1"}')
        words = "summary.json is none of doclint"
    elif which == "halved":
        bad.rmdir()
        make(bad, [note("a")])
        (bad / "findings.csv").unlink()
        words = "findings.csv is missing"
    code, out, err = run(capsys, *((str(folder), "--compare", str(bad)) if compared else (str(bad),)))
    assert (code, out) == (2, "")
    assert err.startswith(f"doclint: {bad}: {words}")
    assert err.count("\n") == 1
    assert not (folder / "report.html").exists()


def test_a_folder_that_cannot_be_written_to_is_one_line(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", denied)
    code, out, err = run(capsys, str(folder))
    assert (code, out) == (2, "")
    assert err == f"doclint: {folder / 'report.html'}: permission denied\n"
