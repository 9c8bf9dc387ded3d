"""The report folder of a scan."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyarrow.parquet import read_table

from doclint.linter import Linter
from doclint.note import Note
from doclint.report.base import Run
from doclint.report.forms import Evidence
from doclint.result import InputError, Result, Source
from doclint.scan.folder import FolderError, ReportFolder
from doclint.scan.judge import Judged, judge
from doclint.scan.run import Scan
from doclint.sources.model import Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import read

SAMPLE = Path(__file__).parents[2] / "doclint" / "samples" / "export.csv"
CANARY = "zanzibarite"


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def scan(linter: Linter, source: Path, out: Path, **options: Any) -> dict[str, Any]:
    files, errors = expand([str(source)])
    run = Run({"version": "x"}, {"profile": "medicare"})
    return Scan(linter, files, ReadOptions(), run, out, errors=errors, **options)()[1]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_sample_export(linter: Linter, tmp_path: Path) -> None:
    summary = scan(linter, SAMPLE, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "errors.jsonl",
        "findings.csv",
        "findings.parquet",
        "notes.jsonl",
        "report.html",
        "summary.json",
        "texts.jsonl",
    ]
    notes = lines(tmp_path / "out" / "notes.jsonl")
    assert [note["source"]["row"] for note in notes] == list(range(1, 13))
    assert [note["id"] for note in notes][:2] == ["v-1001", "v-1002"]
    assert (tmp_path / "out" / "errors.jsonl").read_text() == ""
    assert summary == json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["totals"]["notes"] == sum(summary["verdicts"].values()) == 12
    assert sum(row["notes"] for row in summary["by_clinician"].values()) == 12
    assert sum(row["notes"] for row in summary["by_month"].values()) == 12
    assert summary["columns"][SAMPLE.as_posix()]["text"] == "Note Text"
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == summary["totals"]["findings"] == sum(len(note["findings"]) for note in notes)
    assert {row["clinician_id"] for row in table} <= {"c-01", "c-02", "c-03", "c-04"}


def test_any_number_of_jobs_gives_the_same_bytes(linter: Linter, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = [row["Note Text"] for row in csv.DictReader(file)]
    bad = ["{", '{"id": "no text"}', '{"text": "x", "profile": "nobody"}']
    source.write_text(
        "\n".join([*(json.dumps({"text": rows[n % 12]}) for n in range(40)), *bad, '{"text": "stairs"}', bad[0]])
    )
    for jobs in (1, 2):
        scan(linter, source, tmp_path / str(jobs), jobs=jobs)
    for name in ("notes.jsonl", "findings.csv", "errors.jsonl"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    errors = lines(tmp_path / "1" / "errors.jsonl")
    assert [error["row"] for error in errors] == [41, 42, 43, 45]
    assert "no such profile" in errors[2]["reason"]


@pytest.mark.parametrize("level", [Evidence.OFFSETS, Evidence.NONE])
def test_no_word_of_a_note_passes_less_evidence(linter: Linter, tmp_path: Path, level: Evidence) -> None:
    words = f"97530 x 25 min: SLR 3x10 {CANARY} with assist for {CANARY}. Goal: {CANARY} strength. Tol {CANARY}."
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "v-1", "text": words, "remark": CANARY}) + '\n{"text": "' + CANARY)
    scan(linter, source, tmp_path / "out", evidence=level)
    for path in (tmp_path / "out").iterdir():
        said = str(read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text()
        assert CANARY not in said, path.name
    (note,) = lines(tmp_path / "out" / "notes.jsonl")
    assert note["findings"]
    assert all(finding["excerpt"] is None and finding["cue"] is None for finding in note["findings"])
    assert all(entity["text"] is None for entity in note["entities"])
    places = [finding["start"] for finding in note["findings"]] + [entity["start"] for entity in note["entities"]]
    assert all((place is None) == (level is Evidence.NONE) for place in places)


def test_cells_are_safe_for_spreadsheets(linter: Linter, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "=cmd()", "clinician_id": "@x", "text": "ther act, with assist"}))
    scan(linter, source, tmp_path / "out")
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["id"], row["clinician_id"]) for row in rows} == {("'=cmd()", "'@x")}


def test_a_scan_that_breaks_off_is_marked_and_the_old_report_stays(linter: Linter, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scan(linter, SAMPLE, out)
    before = (out / "notes.jsonl").read_bytes()

    def broken(note: Note) -> Note:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(linter, SAMPLE, out, prepare=broken)
    assert (tmp_path / "out.unfinished" / "UNFINISHED").exists()
    assert (out / "notes.jsonl").read_bytes() == before
    scan(linter, SAMPLE, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    assert (out / "notes.jsonl").read_bytes() == before


def test_folders_that_are_no_report_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    (tmp_path / "new.unfinished").mkdir()
    (tmp_path / "new.unfinished" / "mine.txt").write_text("x")
    for name, words in (("file", "is a file"), ("full", "other files"), ("new", "in the way")):
        with pytest.raises(FolderError, match=words):
            ReportFolder(tmp_path / name)


class Failing:
    """A linter that fails on some notes."""

    def lint(self, note: Note, *, source: Source) -> Result:
        if "crash" in note.text:
            raise ValueError(note.text)
        return Linter().lint(note, source=source)


def test_a_note_that_cannot_be_linted_never_ends_a_run(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    texts = ["stairs", f"crash {CANARY}", "bed mobility", "crash", "crash", "toilet transfer"]
    source.write_text("\n".join(json.dumps({"text": text}) for text in texts) + "\n{")
    items = read(expand([str(source)])[0], ReadOptions())
    out = list(judge(Failing(), items))  # type: ignore[arg-type]
    assert [type(item) for item in out] == [Judged, InputError, Judged, InputError, InputError, Judged, InputError]
    assert CANARY not in str([item for item in out if isinstance(item, InputError)])


def test_a_reader_that_fails_ends_the_run(linter: Linter) -> None:
    def items() -> Iterator[Loaded]:
        raise LookupError
        yield

    with pytest.raises(LookupError):
        list(judge(linter, items()))


def test_a_result_that_cannot_be_written_is_an_error_with_its_place(linter: Linter, tmp_path: Path) -> None:
    def spoilt(note: Note) -> Note:
        return note.model_copy(update={"extra": {"room": "\ud800"}}) if note.id == "v-1002" else note

    summary = scan(linter, SAMPLE, tmp_path / "out", prepare=spoilt)
    assert summary["totals"]["notes"] == 11
    (error,) = lines(tmp_path / "out" / "errors.jsonl")
    assert error["row"] == 2
