"""Spark jobs without Spark: the parts of files, what goes between steps, and what is refused."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from doclint.cli import USAGE, main
from doclint.scan.identifiers import Pseudonyms
from doclint.scan.spark import frames, linting, session
from doclint.scan.spark.adding import add
from doclint.scan.spark.units import Unit, count_lines, items_of, units_of
from doclint.scan.tally import Tally
from doclint.scan.work import unpacked
from doclint.sources.model import File, ReadOptions, Silent
from doclint.sources.read import read

LINES = [
    json.dumps({"id": "a", "text": "Gait: 50 ft."}),
    "",
    '{"broken',
    json.dumps({"text": "Näher — “quoted”."}, ensure_ascii=False),
    "[]",
    json.dumps({"id": "b", "text": "x" * 400}),
]


def _written(path: Path, *, mark: bytes = b"", end: str = "\n", times: int = 40) -> File:
    text = end.join(LINES * times)
    path.write_bytes(mark + text.encode())
    return File(path, "in.jsonl", "in.jsonl")


@pytest.mark.parametrize(("mark", "end"), [(b"", "\n"), (b"\xef\xbb\xbf", "\n"), (b"", "\r\n")])
def test_parts_of_json_lines_give_the_rows_of_the_whole(tmp_path: Path, mark: bytes, end: str) -> None:
    file = _written(tmp_path / "in.jsonl", mark=mark, end=end)
    units = units_of([file], ReadOptions(), part=1000)
    assert len(units) > 10
    items, before = [], 0
    for unit in units:
        assert unit.lines is not None
        counted = Unit(unit.first, file, type(unit.lines)(unit.lines.start, unit.lines.end, before))
        items += items_of(counted, ReadOptions(), Silent())
        before += count_lines(unit)
    assert items == [*read([file], ReadOptions())]
    assert [unit.first for unit in units] == sorted(unit.first for unit in units)


def test_bytes_that_are_windows_1252_are_read_as_in_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text": "caf\xe9 \x93quoted\x94"}\n' * 60)
    file = File(path, "in.jsonl", "in.jsonl")
    units = units_of([file], ReadOptions(), part=500)
    texts = [item.note.text for unit in units for item in items_of(unit, ReadOptions(), Silent())]  # type: ignore[union-attr]
    assert texts == ["café “quoted”"] * 60


@pytest.mark.parametrize("name", ["in.csv", "in.json", "in.txt"])
def test_other_files_are_read_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text({"in.csv": "id,text\n", "in.json": "[\n", "in.txt": "Gait.\n"}[name] + "a,b\n" * 600)
    units = units_of([File(path, name, name)], ReadOptions(), part=500)
    assert [unit.lines for unit in units] == [None]


def test_pseudonyms_go_to_workers_as_their_key() -> None:
    names = Pseudonyms(b"0123456789abcdef")
    sent = pickle.loads(pickle.dumps(names))
    assert sent.clinician("c-1") == names.clinician("c-1") != "c-1"
    assert sent.print == names.print


class _Frame:
    """Stands in for a frame: keeps what each partition is put through."""

    def mapInArrow(self, work: object, schema: str) -> SimpleNamespace:  # noqa: N802
        return SimpleNamespace(work=work, schema=schema)


def test_rows_come_through_a_step_in_order() -> None:
    pa = pytest.importorskip("pyarrow")
    made = frames.through(_Frame(), lambda rows: ((n + 1, t) for n, t in rows), {"n": "int64", "t": "string"})  # type: ignore[arg-type]
    batch = pa.record_batch({"n": list(range(250)), "t": [None, "a"] * 125})
    out = [*made.work(iter([batch, batch]))]  # type: ignore[attr-defined]
    rows = [row for part in out for row in zip(*(c.to_pylist() for c in part.columns), strict=True)]
    assert rows == [(n + 1, (None, "a")[n % 2]) for n in range(250)] * 2
    assert max(part.num_rows for part in out) == 100
    assert made.schema == "`n` bigint, `t` string"  # type: ignore[attr-defined]


def test_an_error_of_a_step_does_not_quote_the_note() -> None:
    pa = pytest.importorskip("pyarrow")

    def step(rows: frames.Rows) -> frames.Rows:
        for (text,) in rows:
            raise ValueError(text)
        yield ()

    made = frames.through(_Frame(), step, {"t": "string"})  # type: ignore[arg-type]
    with pytest.raises(frames.StepError, match=r"\AValueError inside doclint\Z") as told:
        [*made.work(iter([pa.record_batch({"t": ["Pt fell at home"]})]))]  # type: ignore[attr-defined]
    assert told.value.__suppress_context__


def test_counts_of_parts_add_up() -> None:
    whole, part = Tally(), Tally()
    for tally in (whole, part):
        tally.unread = 2
        tally.summary.notes = 3
        tally.summary.rules["GOL001"] = 1
        tally.clinicians["c-1"].verdicts["unsupported"] += 1
        tally.elements["goal"]["unsupported"] += 1
        tally.codes["97530"].units += 4
        tally.units.billed += 4
    part.clinicians["c-2"].rules["TIM001"] += 1
    add(whole, part)
    assert (whole.unread, whole.summary.notes, whole.summary.rules["GOL001"]) == (4, 6, 2)
    assert whole.clinicians["c-1"].verdicts["unsupported"] == 2
    assert whole.clinicians["c-2"].rules["TIM001"] == 1
    assert (whole.elements["goal"]["unsupported"], whole.codes["97530"].units, whole.units.billed) == (2, 8, 8)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--jobs", "2"], "--jobs is for --engine local"),
        (["--resume"], "--resume is for --engine local"),
        (["--cache", "kept"], "--cache is for --engine local"),
    ],
)
def test_options_of_the_local_engine_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    (tmp_path / "n.txt").write_text("Gait.")
    arguments = ["scan", str(tmp_path / "n.txt"), "--out", str(tmp_path / "out"), "--engine", "spark", *options]
    assert main(arguments) == USAGE
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_master_needs_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "n.txt", "--out", "out", "--master", "local"]) == USAGE
    assert "--engine spark" in capsys.readouterr().err


def test_a_report_at_an_address_needs_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "n.txt", "--out", "s3a://reports/one"]) == USAGE
    assert "--engine spark" in capsys.readouterr().err
    assert not Path("s3a:").exists()


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(session.SparkError, match=r"pip install 'doclint\[spark\]'\Z"):
        session.check()


@pytest.mark.parametrize("said", [None, 'openjdk version "11.0.2" 2019-01-15', 'java version "1.8.0_202"', "what?"])
def test_without_java_17_the_version_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if said is not None:
        (tmp_path / "bin").mkdir()
        java = tmp_path / "bin" / "java"
        java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
        java.chmod(0o700)
    with pytest.raises(session.SparkError, match="needs Java 17 or newer"):
        session.check()


@pytest.mark.parametrize("attempt", [0, 1])
def test_a_note_is_linted_once_and_rows_that_are_none_pass(monkeypatch: pytest.MonkeyPatch, attempt: int) -> None:
    monkeypatch.setattr(linting, "_attempt", lambda: attempt)
    written = '{"id": "v-1", "text": "97530 x1. Pt tolerated therapeutic activities well."}'
    bad = (1, None, None, None, None, None, '{"source": "in", "reason": "none"}', None, None)
    twice = [(number, b"k", "v-1", None, "in", number, None, written, None) for number in (2, 3)]
    options = {"profile": "medicare", "model": "rules"}
    out = [dict(zip(linting.LINTED, row, strict=True)) for row in linting.Linting(options, 60.0)(iter([bad, *twice]))]
    assert [(row["number"], row["first"]) for row in out] == [(1, False), (2, True), (3, False)]
    assert out[0]["error"] == bad[6]
    assert out[0]["result"] is None
    assert out[1]["result"] == out[2]["result"]
    assert unpacked(out[1]["result"]).id == "v-1"
