"""``--redact`` masks identifiers in everything that is repeated of a note, and changes nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclint.cli import main
from doclint.linter import Linter
from doclint.note import Note
from doclint.privacy import MASK, find
from doclint.result import Result
from doclint.training.identifiers import notes

CORPORA = Path(__file__).parents[2] / "corpora"
TEXT = """\
Patient Name: Vashti Quillborne   DOB: 03/14/1941   MRN: 00482913
S: Mrs. Quillborne says "my daughter Ottoline helps me in the tub". Call (614) 555-0142.
O: 97530 x 25 min: tub transfer with bench x5, Ottoline Quillborne guarding, tactile cues at hips per Berg 42/56.
A: tolerated treatment well.
P: LTG: get in the tub so that Ottoline need not come, by 4/4/2026.
Jordan Sampleton, PT
"""
SECRET = ("Vashti", "Quillborne", "Ottoline", "00482913", "555-0142", "03/14/1941", "Sampleton")


@pytest.fixture(scope="module")
def plain() -> Linter:
    return Linter(select=["ACT", "AST", "GOL", "SKL", "TIM", "PHI"])


@pytest.fixture(scope="module")
def masking() -> Linter:
    return Linter(select=["ACT", "AST", "GOL", "SKL", "TIM", "PHI"], redact="identifiers")


def places(result: Result) -> list[tuple[object, ...]]:
    found = [(f.rule, f.start, f.end, f.line, f.column, f.fingerprint, f.confidence) for f in result.findings]
    return [*found, *((e.label, e.start, e.end, e.value, e.status) for e in result.entities), (result.verdict,)]


def test_nothing_that_is_found_is_left_and_offsets_stay(plain: Linter, masking: Linter) -> None:
    told = 0
    for text, _ in [*notes(CORPORA, "tuning"), *notes(CORPORA, "heldout")][::4]:
        note = Note(id="v", text=text, claim=())
        note = note.model_copy(update={"claim": None})
        before, after = plain.lint(note), masking.lint(note)
        assert places(before) == places(after)
        shown = masking.shown(note)
        assert len(shown) == len(text)
        assert [at for at, char in enumerate(shown) if char == "\n"] == [
            at for at, char in enumerate(text) if char == "\n"
        ]
        said = json.dumps([after.model_dump(mode="json"), shown], ensure_ascii=False)
        for each in find(text):
            words = text[each.start : each.end]
            told += words in before.model_dump_json()
            if len(words) > 3 and words not in shown:  # a name that is a word may stand elsewhere as a word
                assert words not in said, words
        for entity in after.entities:
            assert shown[entity.start : entity.end] == entity.text
    assert told > 20  # without masks they are repeated


def test_a_quotation_that_was_cut_short_shows_no_beginning(masking: Linter) -> None:
    text = (
        "97530 25 min: "
        + "carrying the laundry basket from the washer to the line for "
        + "Bartholomewina Quillborne\n"
    )
    note = Note(text=f"Patient Name: Bartholomewina Quillborne\n{text}", claim=None)
    from doclint.privacy import Masking, Redaction

    words = Masking.of(note, Redaction.IDENTIFIERS).words
    assert (
        words("“the line for Barthol…” and “Bartholomewina  Quillborne”")
        == f"“the line for {MASK * 7}…” and “{MASK * 26}”"
    )
    assert words("no goal for “get in the tub…”") == "no goal for “get in the tub…”"


def test_fields_named_like_identifiers_go_and_others_are_masked(masking: Linter) -> None:
    extra = {
        "patient_name": "Vashti Quillborne",
        "payer": "x",
        "comment": "call Quillborne at (614) 555-0142",
        "n": [1, "Vashti"],
    }
    result = masking.lint(Note(text="97530 25 min: Vashti did stairs, min A.", extra=extra))
    assert result.extra == {"payer": "x", "comment": f"call {MASK * 10} at {MASK * 14}", "n": [1, MASK * 6]}


def test_dates_of_service_go_where_dates_are_masked() -> None:
    linter = Linter(model="rules", redact="dates")
    note = Note.model_validate({"text": "Seen 3/2/2026. 97530 25 min: stairs, min A.", "date_of_service": "2026-03-02"})
    assert linter.lint(note).date_of_service is None
    assert linter.shown(note).startswith(f"Seen {MASK * 8}. ")


def test_a_redaction_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="everything"):
        Linter(redact="everything")


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "--fail-on", "never", "--redact"],
        ["lint", "--fail-on", "never", "--redact", "--select", "PHI,ACT,SKL,GOL"],
        ["lint", "--fail-on", "never", "--format", "json", "--redact-dates"],
        ["extract", "--redact"],
        ["extract", "--format", "text", "--redact"],
    ],
)
def test_lint_and_extract(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    path = tmp_path / "v-1.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert main([*arguments, str(path), "--model", "rules"]) == 0
    out = capsys.readouterr().out
    assert MASK in out
    assert [word for word in SECRET if word in out] == []
    if "json" in arguments or "extract" in arguments:
        assert ("4/4/2026" in out) == ("--redact-dates" not in arguments)


@pytest.mark.parametrize(("option", "jobs"), [("--redact", "1"), ("--redact-dates", "2")])
def test_scan(tmp_path: Path, option: str, jobs: str) -> None:
    pytest.importorskip("pyarrow")
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    rows = [
        {
            "id": f"v-{n}",
            "patient_id": "p-1",
            "discipline": "PT",
            "date_of_service": f"2026-03-{n + 1:02}",
            "text": TEXT,
        }
        for n in range(4)
    ]
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    arguments = ["scan", str(source), "--out", str(out), "--model", "rules", "--fail-on", "never"]
    assert main([*arguments, option, "--jobs", jobs]) == 0
    import pyarrow.parquet as pq

    table = json.dumps(pq.read_table(out / "findings.parquet").to_pylist(), default=str, ensure_ascii=False)
    texts = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir() if path.suffix != ".parquet"}
    assert MASK in texts["texts.jsonl"]
    assert MASK in texts["report.html"]
    assert "EPI001" in texts["findings.csv"]
    for name, text in {**texts, "findings.parquet": table}.items():
        assert [word for word in SECRET if word in text] == [], name
        if option == "--redact-dates" and name != "summary.json":
            assert "2026-03-0" not in text, name
    assert json.loads(texts["summary.json"])["run"]["redact"] == (
        "dates" if option == "--redact-dates" else "identifiers"
    )


def test_a_cache_never_gives_what_is_not_masked(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "v", "text": TEXT}), encoding="utf-8")
    same = ["scan", str(source), "--model", "rules", "--fail-on", "never", "--cache", str(tmp_path / "cache")]
    assert main([*same, "--out", str(tmp_path / "a")]) == 0
    assert main([*same, "--out", str(tmp_path / "b"), "--redact"]) == 0
    assert "Ottoline" in (tmp_path / "a" / "notes.jsonl").read_text(encoding="utf-8")
    assert "Ottoline" not in (tmp_path / "b" / "notes.jsonl").read_text(encoding="utf-8")


def test_phi001_says_what_stands_in_the_text_and_quotes_nothing(plain: Linter) -> None:
    (finding,) = [f for f in plain.lint(Note(text=TEXT)).findings if f.rule == "PHI001"]
    assert finding.severity == "info"
    assert "medical record numbers: 1" in finding.message
    assert [word for word in SECRET if word in finding.message] == []
    assert "Sampleton" not in [TEXT[r.start : r.end] for r in finding.related]  # who signed is no finding
    assert {related.label for related in finding.related} == {"BIRTHDATE", "MRN", "NAME", "PHONE"}


def test_phi001_is_off_unless_selected_and_silent_without_identifiers(plain: Linter) -> None:
    assert "PHI001" not in {f.rule for f in Linter(model="rules").lint(Note(text=TEXT)).findings}
    clean = "97530 25 min: tub transfer, min A, per Berg 42/56. Daughter watched.\nJ. Sampleton, PT"
    assert "PHI001" not in {f.rule for f in plain.lint(Note(text=clean)).findings}


def test_a_configuration_masks_the_notes_of_its_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, said in (("open", ""), ("names", 'redact = "identifiers"\n'), ("all", 'redact = "dates"\n')):
        Path(name).mkdir()
        Path(name, "doclint.toml").write_text(f'model = "rules"\n{said}', encoding="utf-8")
        rows = [
            {
                "id": f"{name}-{n}",
                "patient_id": name,
                "discipline": "PT",
                "date_of_service": f"2026-03-0{n}",
                "text": TEXT,
            }
            for n in range(1, 5)
        ]
        Path(name, "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = {}
    for name in ("open", "names", "all"):  # apart: what several patients share is a template and no clone
        assert main(["scan", f"{name}/in.jsonl", "--out", f"out-{name}", "--fail-on", "never"]) == 0
        told[name] = Path(f"out-{name}", "findings.csv").read_text(encoding="utf-8")
        assert "EPI001" in told[name]
    assert ["Ottoline" in said for said in told.values()] == [True, False, False]
    assert ["2026-03-01" in said for said in told.values()] == [True, True, False]
    capsys.readouterr()
    assert main(["lint", "all/in.jsonl", "--format", "json", "--fail-on", "never"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["run"]["redact"] == "dates"
    assert [word for word in SECRET if word in json.dumps(report)] == []


def test_dates_of_an_earlier_note_that_hides_them_are_not_told_on_a_later_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, said, days in (("all", 'redact = "dates"\n', (1, 2)), ("open", "", (3, 4))):
        Path(name).mkdir()
        Path(name, "doclint.toml").write_text(f'model = "rules"\n{said}', encoding="utf-8")
        rows = [
            {"id": f"n{n}", "patient_id": "p", "discipline": "PT", "date_of_service": f"2026-03-0{n}", "text": TEXT}
            for n in days
        ]
        Path(name, "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["scan", "all/in.jsonl", "open/in.jsonl", "--out", "out", "--fail-on", "never"]) == 0
    told = Path("out", "findings.csv").read_text(encoding="utf-8")
    repeats = [line for line in told.splitlines() if "EPI001" in line]
    assert len(repeats) == 3
    assert "2026-03-03" in told
    assert [day for day in ("2026-03-01", "2026-03-02") if day in told] == []
