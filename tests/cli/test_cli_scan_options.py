"""``doclint scan``: what its options say when they are wrong, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclint.cli import main

SAMPLE = str(Path(__file__).parents[2] / "doclint" / "samples" / "export.csv")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["scan", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--baseline", "nowhere"], "--baseline nowhere: no such folder"),
        (["--accept", "nowhere.csv"], "--accept nowhere.csv: no such file or directory"),
        (["--as-of", "today"], "--as-of today: give a date as 2026-03-02"),
        (["--pseudonym-key", "nowhere.key"], "--pseudonym-key nowhere.key: no such file or directory"),
        (["--pseudonym-key", "k", "--identifiers", "keep"], "--pseudonym-key names the key of pseudonyms"),
        (["--note-timeout", "0"], "'--note-timeout'"),
    ],
)
def test_a_wrong_option_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], message: str
) -> None:
    code, out, err = run(capsys, SAMPLE, "--out", str(tmp_path / "out"), *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert list(tmp_path.iterdir()) == []


def test_an_acceptance_without_a_reason_names_its_row(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("rule,note,reason,who,until\nGOL001,v-1, ,QA,\n")
    code, _, err = run(capsys, SAMPLE, "--out", str(tmp_path / "out"), "--accept", str(tmp_path / "a.csv"))
    assert code == 2
    assert "a.csv: row 1: reason is empty; an acceptance says why" in err


def test_the_exit_code_rests_on_what_is_new(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    assert run(capsys, SAMPLE, "--out", first)[0] == 1
    code, out, err = run(capsys, SAMPLE, "--out", second, "--baseline", first, "--identifiers", "keep")
    assert code == 0
    assert "findings that the baseline has" in out
    assert err.count("\n") == 1  # what was recognised
    summary = json.loads((tmp_path / "second" / "summary.json").read_text())
    assert summary["totals"]["findings"] == 0
    assert summary["verdicts"]["unsupported"] > 0


def test_what_was_recognised_is_said_before_the_scan_and_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "doclint.scan.linting.Linting.__call__", lambda self, items: said.append(capsys.readouterr().err)
    )
    assert run(capsys, SAMPLE, "--out", str(tmp_path / "out"))[0] == 2
    assert said[0].count("\n") == 1
    assert "text = 'Note Text'" in said[0]
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["columns"]
