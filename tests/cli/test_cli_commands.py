"""The commands, run in this process: what they write and with which code they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from doclint.cli import main
from doclint.cli.schema import Subject, schema_of
from doclint.linter import Linter
from doclint.policy import sources
from doclint.report.catalogue import entries
from doclint.report.forms import Evidence
from doclint.result import Report
from doclint.sources.records import BadRecordError, note_of

SAMPLES = Path(__file__).parents[2] / "doclint" / "samples"
CLEAN, VAGUE = str(SAMPLES / "pt-clean-transfers.txt"), str(SAMPLES / "pt-defective-vague.txt")
CANARY = "zanzibarite"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_sample_notes(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    code, out, err = run(capsys, "lint", str(path))
    assert code == ("defective" in path.stem)
    assert ("DOES NOT SUPPORT 97530" in out) == ("defective" in path.stem)
    assert err == ""


def test_json_is_one_report_that_fits_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "lint", "--format", "json", CLEAN, VAGUE)
    report = json.loads(out)
    assert code == 1
    assert err == ""
    assert list(report) == ["schema", "doclint", "run", "summary", "notes", "errors"]
    assert report["schema"] == "doclint.report/1"
    assert report["summary"]["notes"] == 2
    assert [note["schema"] for note in report["notes"]] == ["doclint.result/1"] * 2
    Report.model_validate(report)
    for subject, value in (("report", report), ("result", report["notes"][0])):
        schema = json.loads(run(capsys, "schema", subject)[1])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(value, schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].startswith("urn:doclint:")
    text = Path(VAGUE).read_text(encoding="utf-8")
    for entity in report["notes"][1]["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"]


def test_the_schema_of_a_note_takes_the_contract_s_example(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(run(capsys, "schema", "note")[1])
    claim = [{"code": "97530", "units": 2, "minutes": 30, "modifiers": ["GP"]}]
    jsonschema.validate({"id": "v-1", "text": "x", "date_of_service": "2026-03-02", "claim": claim, "room": 1}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "v-1"}, schema)


def test_json_lines_is_a_result_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "lint", "--format", "jsonl", "--evidence", "none", str(SAMPLES))
    results = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert len(results) == 5 + 12
    assert all(finding["excerpt"] is None for result in results for finding in result["findings"])


def test_the_same_note_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "lint", "--format", "json", VAGUE) == run(capsys, "lint", "--format", "json", VAGUE)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "error"], 1),
        (["--select", "TIM", "--fail-on", "warning"], 0),
        (["--select", "act001,SKL", "--select", "TIM"], 1),
        (["--ignore", "ACT,GOL,AST,SKL,TIM,CLM,DOC"], 0),
        (["--claim", "97110:1:GP"], 0),
        (["--claim", ""], 0),
    ],
)
def test_exit_codes(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert run(capsys, "lint", VAGUE, *arguments)[0] == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "TIM"], "rules (TIM)."),
        (["--select", "doc001"], "rules (DOC001)."),
        (["--select", "AST"], "rules (AST)."),
        (["--ignore", "ACT,SKL"], "rules (all but ACT, SKL)."),
    ],
)
def test_a_selection_never_says_that_the_note_is_good(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    out = run(capsys, "lint", VAGUE, *arguments)[1]
    assert f"The verdict covers only the selected {words}" in out
    assert "SUPPORTS" not in out
    assert "and sign" not in out
    assert "heck the note with all rules." in out
    many = run(capsys, "lint", VAGUE, CLEAN, *arguments)[1]
    assert f"The verdicts cover only the selected {words}" in many
    assert " support 97530" not in many


def test_what_is_not_checked_is_not_ticked(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "lint", VAGUE, "--select", "TIM")[1]
    assert "[-] goal link     not checked\n" in out
    assert "[x] minutes       23 min" in out


def test_leaving_out_a_rule_that_is_off_is_no_selection(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "lint", CLEAN, "--ignore", "DOC001") == run(capsys, "lint", CLEAN)


def test_options_reach_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "--claim",
        "97530:2:GP,97140:1:GP+59",
        "--date",
        "2026-03-02",
        "--discipline",
        "pt",
        "--profile",
        "medicaid",
    ]
    (note,) = json.loads(run(capsys, "lint", CLEAN, "--format", "json", *arguments)[1])["notes"]
    assert [(c["code"], c["units"], c["modifiers"]) for c in note["codes"]] == [
        ("97530", 2, ["GP"]),
        ("97140", 1, ["GP", "59"]),
    ]
    assert (note["date_of_service"], note["discipline"], note["profile"]) == ("2026-03-02", "PT", "medicaid")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lint", CLEAN, "--select", "GOL02"], "--select: no rule 'GOL02'; did you mean GOL002"),
        (["lint", CLEAN, "--ignore", "XYZ9"], "--ignore: no rule 'XYZ9'; `doclint rules` lists them"),
        (["lint", CLEAN, "--claim", "97530:two"], "--claim: claim line '97530:two': units are a whole number"),
        (["lint", CLEAN, "--claim", "9753"], "--claim: claim line '9753': a procedure code has five characters"),
        (["lint", CLEAN, "--date", "3/2/2026"], "--date 3/2/2026: give a date as 2026-03-02"),
        (["lint", CLEAN, "--discipline", "st"], "--discipline st: give pt or ot"),
        (["lint", CLEAN, "--profile", "medicar"], "no profile 'medicar'; did you mean medicare?"),
        (["lint", CLEAN, "--model", "huge"], "no model 'huge'"),
        (["lint", CLEAN, "--format", "xml"], "'--format': 'xml' is not one of 'text', 'json', 'jsonl'"),
        (["lint", CLEAN, "--formt", "json"], "--format"),
        (["lint", CLEAN, "--stdin-filename", "x"], "--stdin-filename names standard input"),
        (["lint", "pt-clean.txt"], "pt-clean.txt: no such file or folder"),
        (["lint", CLEAN + "x"], f"did you mean {CLEAN}?"),
        (["lnit"], "did you mean 'lint'?"),
        (["explain", "GOL02"], "no rule 'GOL02'; did you mean GOL002"),
        (["explain"], "missing argument 'RULE'"),
        (["scan", CLEAN], "missing option '--out'"),
        (["scan", CLEAN, "--out", "x", "--map", "text"], "--map: 'text' is no field=column pair"),
        (["scan", CLEAN, "--out", "x", "--jobs", "0"], "'--jobs'"),
        (["scan", "nowhere.csv", "--out", "x"], "nowhere.csv: no such file or folder"),
        (["scan", str(SAMPLES), "--out", str(SAMPLES)], "other files than a report"),
        (["scan", CLEAN, "--out", CLEAN], "this is a file"),
        (["schema", "notes"], "'note', 'result', 'report'"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("doclint: ")
    assert err.count("\n") == 1
    assert words.lower() in err.lower()
    assert not list(tmp_path.iterdir())


BAD = {
    "empty.txt": (b"", "the note is empty"),
    "spaces.txt": (b"  \n\t\n", "the note is empty"),
    "binary.txt": (b"\x01\x02\x03\x04" * 99, "binary file"),
    "nul.txt": (f"97530 {CANARY}\0".encode(), "NUL byte on line 1"),
    "bytes.txt": (f"97530 {CANARY} \x81".encode("latin-1"), "0x81"),
    "row.jsonl": (f'{{"id": "{CANARY}"}}\n'.encode(), "row 1: no field 'text'"),
    "broken.json": (f'{{"text": "{CANARY}'.encode(), "row 1: not whole JSON"),
    "two.csv": (
        f"note,text\n{CANARY},x".encode(),
        "two columns could be text: 'note' and 'text'; say which with --map",
    ),
    "none.csv": (f"id,remark\n1,{CANARY}".encode(), "no column holds the note's text"),
    "scan.pdf": (b"%PDF-1.7", "the PDF is broken: it cannot be read"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    data, words = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    code, out, err = run(capsys, "lint", str(path))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert words in err
    assert err.startswith(f"doclint: {path.as_posix()}")
    assert CANARY not in err


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_other_encodings_are_not_garbled(capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str) -> None:
    text = "97530 x 25 min: café stairs, SLR 3×10 – ok"
    (tmp_path / "note.txt").write_bytes(text.encode(encoding))
    entities = json.loads(run(capsys, "extract", str(tmp_path / "note.txt"))[1])["notes"][0]["entities"]
    assert all(text[e["start"] : e["end"]] == e["text"] for e in entities)


def test_a_batch_loses_no_row_and_ends_well(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name, (data, _) in BAD.items():
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "good.txt").write_bytes(Path(CLEAN).read_bytes())
    code, out, err = run(capsys, "scan", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert code == 0
    assert "1 note scanned" in out
    assert f"{len(BAD)} rows or files could not be read" in err
    errors = [json.loads(line) for line in (tmp_path / "out" / "errors.jsonl").read_text().splitlines()]
    assert sorted(Path(error["source"]).name for error in errors) == sorted(BAD)
    assert CANARY not in (tmp_path / "out" / "errors.jsonl").read_text()


def test_lint_goes_on_after_a_bad_file_and_ends_with_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "nul.txt").write_bytes(b"\0")
    code, out, err = run(capsys, "lint", "--format", "json", str(tmp_path / "nul.txt"), CLEAN, str(tmp_path / "no.txt"))
    report = json.loads(out)
    assert code == 2
    assert len(report["notes"]) == 1
    assert len(report["errors"]) == report["summary"]["errors"] == err.count("\n") == 2


def test_scan_refuses_a_named_file_before_it_starts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_bytes(BAD["two.csv"][0])
    code, out, err = run(capsys, "scan", CLEAN, str(tmp_path / "two.csv"), "--out", str(tmp_path / "out"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "out").exists()


def test_scan_of_nothing_readable_ends_with_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("{}\n{}\n")
    assert run(capsys, "scan", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out"))[0] == 2
    assert (tmp_path / "out" / "errors.jsonl").read_text().count("\n") == 2


def test_scan_writes_its_summary(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = [
        "scan",
        str(SAMPLES / "export.csv"),
        "--out",
        str(tmp_path / "out"),
        "--format",
        "json",
        "--fail-on",
        "never",
    ]
    code, out, err = run(capsys, *arguments)
    assert code == 0
    assert json.loads(out) == json.loads((tmp_path / "out" / "summary.json").read_text())
    assert err == f"doclint: {(SAMPLES / 'export.csv').as_posix()}: " + err.partition("csv: ")[2]
    assert err.count("\n") == 1


def test_rules_and_explain(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(run(capsys, "rules", "--format", "json")[1])
    assert [rule["code"] for rule in listed] == [entry.code for entry in entries()]
    text = run(capsys, "rules")[1]
    assert text.count("\n") == len(listed)
    for rule in listed:
        code, out, err = run(capsys, "explain", rule["name"])
        assert (code, err) == (0, "")
        for part in (rule["code"], "Why it matters", "A note that it reports", "A note that it passes", "Policy"):
            assert part in out
        flat, known = " ".join(out.split()), sources()[rule["source"].split()[0]]
        assert rule["reason"].startswith(rule["reference"])
        for part in (rule["reason"], known.title, known.address):
            assert part in flat
    assert json.loads(run(capsys, "explain", "gol002", "--format", "json")[1])["code"] == "GOL002"


def test_extract_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "extract", "--format", "text", VAGUE, CLEAN)
    assert code == 0
    assert "MINUTES    23 min = 23 [97530]" in out


def test_extract_as_a_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Patient: Walter Brandtley\n97530 25 min: sit to stand x5, min A.\n<b>End</b>\n", encoding="utf-8")
    code, out, _ = run(capsys, "extract", "--format", "html", str(note), str(tmp_path / "none.txt"))
    assert code == 2
    assert '<mark class="ACTIVITY">sit to stand</mark>' in out
    assert "<td>25 min</td>" in out
    assert "Walter Brandtley" in out
    assert "&lt;b&gt;" in out
    assert "<b>" not in out
    assert "none.txt: no such file" in out
    assert "Brandtley" not in run(capsys, "extract", "--format", "html", "--redact", str(note))[1]


def test_no_argument_is_help_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: doclint")


def test_what_fails_inside_is_one_line_without_the_note(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("doclint.sources.paths.expand", lambda *_, **__: crash())
    code, out, err = run(capsys, "lint", CLEAN)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "internal error: ValueError" in err
    assert CANARY not in err


@pytest.mark.parametrize(
    ("error", "words", "expected"),
    [
        (OSError(28, "", "out/notes.jsonl"), "out/notes.jsonl: no space left", 2),
        (PermissionError(13, ""), "permission denied", 2),
        (MemoryError(), "out of memory", 2),
        (KeyboardInterrupt(), "", 130),
    ],
)
def test_failures_of_the_machine(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException, words: str, expected: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("doclint.sources.paths.expand", fail)
    code, out, err = run(capsys, "lint", CLEAN)
    assert (code, out) == (expected, "")
    assert words in err


def test_lint_takes_the_column_that_its_own_message_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "two.csv"
    table.write_text(
        'id,note,note_text\n1,x,"97530 20 min: stairs with bag x4, CGA. Total 20 min."\n', encoding="utf-8"
    )
    code, _, errors = run(capsys, "lint", str(table))
    assert code == 2
    assert "--map" in errors
    code, out, _ = run(capsys, "lint", str(table), "--map", "text=note_text", "--fail-on", "never")
    assert code == 0
    assert "stairs with bag" in out


def test_extract_takes_the_column_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "two.csv"
    table.write_text("id,note,note_text\n1,x,97530 20 min: stairs with bag x4\n", encoding="utf-8")
    assert run(capsys, "extract", str(table))[0] == 2
    assert run(capsys, "extract", str(table), "--map", "text=note_text")[0] == 0


@pytest.mark.parametrize(
    ("note", "fits"),
    [
        ({"discipline": "pt"}, True),
        ({"discipline": "Physical Therapy"}, True),
        ({"discipline": "speech"}, False),
        ({"claim": "97530:2"}, True),
        ({"id": 5}, True),
        ({"id": []}, False),
        ({"claim": [{"code": 97530, "modifiers": "GP+59"}]}, True),
        ({"claim": [{"code": "g0283 ", "modifiers": None}]}, True),
        ({"claim": [{"code": "1"}]}, False),
        ({"claim": [{"code": 1}]}, False),
    ],
)
def test_the_schema_of_a_note_says_what_the_reader_takes(note: dict[str, object], fits: bool) -> None:
    schema = schema_of(Subject.NOTE)
    assert jsonschema.Draft202012Validator(schema).is_valid({"text": "x"} | note) is fits
    if fits:
        note_of({"text": "x"} | note, "1")
    else:
        with pytest.raises(BadRecordError):
            note_of({"text": "x"} | note, "1")
    assert "extra" not in schema["properties"]


def test_the_schema_of_what_is_written_demands_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    schema = schema_of(Subject.RESULT)
    assert set(schema["required"]) == set(schema["properties"])
    for evidence in Evidence:
        (note,) = json.loads(run(capsys, "lint", VAGUE, "--format", "json", "--evidence", evidence.value)[1])["notes"]
        jsonschema.validate(note, schema)
    del note["findings"]
    assert not jsonschema.Draft202012Validator(schema).is_valid(note)


def test_a_rule_that_fails_makes_the_exit_code_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = Linter.judge

    def failing(self: Linter, *given: Any, **named: Any) -> Any:
        return whole(self, *given, **named).model_copy(update={"errors": ("rule ACT001 failed",)})

    monkeypatch.setattr(Linter, "judge", failing)
    code, _, err = run(capsys, "lint", CLEAN)
    assert code == 2
    assert "the verdict rests on them alone" in err
    code, _, err = run(capsys, "scan", CLEAN, "--out", str(tmp_path / "out"))
    assert code == 2
    assert "1 times a rule failed" in err


def test_the_exit_codes_of_a_scan_are_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert "leaves the exit code as it is" in " ".join(run(capsys, "scan", "--help")[1].split())


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("value", ["", ","])
def test_a_selection_of_nothing_is_refused(capsys: pytest.CaptureFixture[str], option: str, value: str) -> None:
    code, _, err = run(capsys, "lint", CLEAN, option, value)
    assert code == 2
    assert f"{option}: name at least one rule" in err


def test_hostile_rows_of_a_scan_become_errors(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    deep = "[" * 500 + "]" * 500
    text = "97530 20 min: stairs with bag x4, CGA."
    rows = [
        f'{{"text": "{text}", "id": "\\ud800"}}',
        f'{{"text": "{text}", "room": "\\ud800"}}',
        f'{{"text": "{text}", "\\ud800": 1}}',
        f'{{"text": "{text}", "clinician_id": "\\udfff"}}',
        f'{{"text": "{text}", "room": {deep}}}',
        f'{{"text": "{text}", "claim": "97530:²:GP"}}',
        f'{{"text": "{text}", "id": "good"}}',
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    out = str(tmp_path / "out")
    code, _, err = run(capsys, "scan", str(tmp_path / "in.jsonl"), "--out", out, "--identifiers", "keep")
    assert code in (0, 1)
    assert "internal error" not in err
    errors = [json.loads(line) for line in (tmp_path / "out" / "errors.jsonl").read_text().splitlines()]
    assert [error["row"] for error in errors] == [1, 2, 3, 4, 5, 6]
    (note,) = (tmp_path / "out" / "notes.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(note)["id"] == "good"
    code, out, _ = run(capsys, "lint", str(tmp_path / "in.jsonl"), "--format", "json")
    assert code == 2
    assert [error["row"] for error in json.loads(out)["errors"]] == [1, 2, 3, 4, 5, 6]
