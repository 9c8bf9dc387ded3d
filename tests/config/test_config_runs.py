"""Runs under configuration files: two of them in one run, thresholds, severities, mandatory rules, acceptances."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from doclint.cli import main
from doclint.linter import Linter
from doclint.note import Note
from doclint.result import Result

TEXT = "97530 x 25 min: functional activities to tolerance with assist. Tol tx well. Cont POC.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two clinics with a configuration each, and the same note in both."""
    monkeypatch.chdir(tmp_path)
    for name, content in (
        ("a", 'model = "rules"\nselect = ["SKL003"]\nfail-on = "warning"'),
        ("b", 'model = "rules"\nselect = ["ACT001", "SKL003"]\nfail-on = "never"\n[severity]\nSKL003 = "info"'),
    ):
        Path(name).mkdir()
        Path(name, "doclint.toml").write_text(content, encoding="utf-8")
        Path(name, "n.txt").write_text(TEXT, encoding="utf-8")
    Path("doclint.toml").write_text('model = "rules"', encoding="utf-8")
    return tmp_path


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any], str]:
    code = main(["lint", "--format", "json", *arguments])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else {}, err


def found(notes: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{finding["rule"]: finding["severity"] for finding in note["findings"]} for note in notes]


def test_two_files_hold_in_one_run(capsys: pytest.CaptureFixture[str]) -> None:
    code, report, err = lint(capsys, "a/n.txt", "b/n.txt")
    assert found(report["notes"]) == [{"SKL003": "warning"}, {"ACT001": "error", "SKL003": "info"}]
    assert (code, err) == (1, "")  # by a/: b/ never fails
    assert report["run"]["config"] == ["a/doclint.toml", "b/doclint.toml"]
    assert [each["fail-on"] for each in report["run"]["configs"]] == ["warning", "never"]
    code, report, _ = lint(capsys, "b/n.txt")
    assert code == 0
    assert "configs" not in report["run"]


def test_the_command_line_replaces_what_both_files_say(capsys: pytest.CaptureFixture[str]) -> None:
    code, report, _ = lint(capsys, "a", "b", "--select", "SKL001", "--fail-on", "error")
    assert found(report["notes"]) == [{"SKL001": "error"}] * 2
    assert report["run"]["fail_on"] == "error"
    assert code == 1  # the doclint.toml of a folder is none of its notes


def test_a_named_file_holds_for_all_and_isolated_reads_none(capsys: pytest.CaptureFixture[str]) -> None:
    _, report, _ = lint(capsys, "a/n.txt", "b/n.txt", "--config", "b/doclint.toml")
    assert found(report["notes"]) == [{"ACT001": "error", "SKL003": "info"}] * 2
    _, report, _ = lint(capsys, "a/n.txt", "--isolated", "--model", "rules")
    assert report["run"]["config"] == []
    assert {"ACT001", "SKL001", "SKL003"} <= found(report["notes"])[0].keys()


def test_mandatory_stays_against_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("doclint.toml").write_text('mandatory = ["SKL001"]', encoding="utf-8")
    _, report, err = lint(capsys, "a/n.txt", "--ignore", "SKL", "--select", "ACT")
    assert found(report["notes"]) == [{"ACT001": "error", "SKL001": "error"}]
    assert err == "doclint: --ignore: SKL001 stays on, doclint.toml makes it mandatory\n"


def test_a_scan_judges_each_row_as_its_file_says(folder: Path) -> None:
    for jobs in ("1", "2"):
        assert main(["scan", "a/n.txt", "b/n.txt", "--out", f"out{jobs}", "--jobs", jobs]) == 1
    notes = [json.loads(line) for line in Path("out1/notes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert found(notes) == [{"SKL003": "warning"}, {"ACT001": "error", "SKL003": "info"}]
    for name in ("notes.jsonl", "findings.csv"):
        assert Path("out1", name).read_bytes() == Path("out2", name).read_bytes()
    run = json.loads(Path("out1/summary.json").read_text(encoding="utf-8"))["run"]
    assert run["config"] == ["a/doclint.toml", "b/doclint.toml"]
    assert main(["scan", "b/n.txt", "--out", "out3"]) == 0


def test_a_scan_is_gone_on_with_under_the_same_configuration_alone(capsys: pytest.CaptureFixture[str]) -> None:
    from doclint.scan.keys import Keys
    from doclint.scan.store import Store

    Path("out.unfinished").mkdir()
    Path("out.unfinished/UNFINISHED").write_text("x")
    Store(Path("out.unfinished"), "another run").close()
    assert main(["scan", "a/n.txt", "--out", "out", "--resume"]) == 2
    assert "other inputs, options or version" in capsys.readouterr().err
    note = Note(id="n", text=TEXT)
    keys, written = Keys(Linter(model="rules")), note.model_dump_json()
    settings = json.dumps({"profile": "medicare", "model": "rules", "select": ["TIM"]})
    assert keys.of(note, written) != keys.of(note, written, settings)


EXPORT = """id,patient_id,date_of_service,discipline,note_type,text
v1,p1,2026-01-05,PT,daily,{text}
v2,p1,2026-01-07,PT,daily,{text}
v3,p1,2026-01-09,PT,home visit,{text}
"""


def test_overrides_by_note_type_hold_for_rules_over_several_notes_too() -> None:
    text = (
        "97530 25 min: sit to stand from the low sofa x8 with the walker parked to the left and a cup in one hand, "
        "CGA for the turn, cues to lock the brakes before rising and to reach back before sitting down again."
    )
    with Path("export.csv").open("w", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(EXPORT.splitlines()))
        csv.writer(file).writerows([[cell.format(text=text) for cell in row] for row in rows])
    verdicts = {}
    for name, more in (
        ("plain", ""),
        ("typed", '[[overrides]]\nnote-types = ["home*"]\nignore = ["EPI"]'),
        ("weak", '[severity]\nEPI001 = "info"\n[thresholds]\nEPI = 0.01'),
    ):
        Path("doclint.toml").write_text(
            f'model = "rules"\nselect = ["EPI001"]\nfail-on = "never"\n{more}', encoding="utf-8"
        )
        assert main(["scan", "export.csv", "--out", name]) == 0
        lines = Path(name, "notes.jsonl").read_text(encoding="utf-8").splitlines()
        verdicts[name] = [[f["severity"] for f in json.loads(line)["findings"]] for line in lines]
    assert verdicts["plain"] == [[], ["error"], ["error"]]
    assert verdicts["typed"] == [[], ["error"], []]
    assert verdicts["weak"] == [[], ["info"], ["info"]]


def test_acceptances_do_not_hold_against_a_rule_that_a_file_makes_mandatory(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a/doclint.toml").write_text('model = "rules"\nmandatory = ["SKL003"]\nselect = ["SKL003"]', encoding="utf-8")
    Path("accept.csv").write_text("rule,note,reason,who,until\nSKL003,n.txt,known,QA,\n", encoding="utf-8")
    assert main(["scan", "a/n.txt", "--out", "out", "--accept", "accept.csv", "--fail-on", "warning"]) == 1
    assert "the rule is mandatory" in capsys.readouterr().err


def test_spark_takes_one_configuration(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclint.scan.spark.session.check", lambda: None)
    assert main(["scan", "a/n.txt", "b/n.txt", "--out", "out", "--engine", "spark"]) == 2
    assert "--engine spark judges all notes alike" in capsys.readouterr().err


def severities(result: Result) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in result.findings}


def test_thresholds_drop_or_weaken_what_is_less_sure() -> None:
    plain = {f.rule: f for f in Linter(model="rules").lint(TEXT).findings}
    sure = plain["ACT001"].confidence
    assert plain["ACT001"].severity == "error"
    for limit, severity in (
        (sure, "error"),
        (sure + 0.001, None),
        ((0.0, sure + 0.001), "info"),
        ((0.0, sure), "error"),
    ):
        linter = Linter(model="rules", thresholds={"ACT": limit})
        assert severities(linter.lint(TEXT)).get("ACT001") == severity, limit


def test_a_rule_that_the_payer_makes_mandatory_keeps_its_severity() -> None:
    note, claim = "97530 x 10 min: sit to stand from toilet x5, CGA. Total timed 10 min.", "97530:3:GP"
    for options in (
        {"ignore": "TIM002"},
        {"select": "GOL"},
        {"severity": {"TIM002": "info"}},
        {"thresholds": {"TIM": 1.0}},
    ):
        linter = Linter(model="rules", **options)  # type: ignore[arg-type]
        assert severities(linter.lint(note, claim=claim))["TIM002"] == "error", options


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"severity": {"SKL003": "fatal"}}, "severity of SKL003: 'fatal' is not one of info, warning, error"),
        ({"thresholds": {"SKL003": 2}}, "threshold of SKL003: 2 is no confidence from 0 to 1"),
        ({"mandatory": "XYZ"}, "no rule 'XYZ'"),
    ],
)
def test_what_a_linter_cannot_take_is_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Linter(model="rules", **options)
