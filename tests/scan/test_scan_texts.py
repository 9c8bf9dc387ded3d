"""``texts.jsonl``: which texts a scan keeps, in which order, and that it keeps none below full evidence."""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pytest
from pyarrow.parquet import read_table

from doclint.linter import Linter
from doclint.report.base import Run
from doclint.report.forms import Evidence
from doclint.scan.page import write
from doclint.scan.run import Scan, ScanError
from doclint.scan.texts import FirstTexts
from doclint.sources.model import ReadOptions
from doclint.sources.paths import expand

CANARY = "yellow canary on the sill"
VAGUE = "97530 x 25 min: pt worked on stairs with assist.\nTolerated well, visit {}."
GOOD = (
    "97530 x 25 min: sit to stand from toilet with min A, to toilet alone at home. Cued for hand placement. Tolerated."
)


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    texts = [VAGUE.format(n) if n % 3 else GOOD for n in range(9)]
    texts += [f"{CANARY}\n{VAGUE.format(9)}", VAGUE.format(1), VAGUE.format(2) + " and" * 6000]
    path = tmp_path / "in.jsonl"
    rows = [json.dumps({"id": f"v-{n}", "text": text}) for n, text in enumerate(texts)]
    path.write_text("\n".join([*rows[:4], "{broken", *rows[4:]]), encoding="utf-8")
    return path


def scan(linter: Linter, source: Path, out: Path, **options: Any) -> dict[str, Any]:
    files, errors = expand([str(source)])
    return Scan(linter, files, ReadOptions(), Run({"version": "x"}, {"profile": "medicare"}), out, errors, **options)()[
        1
    ]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_page_shows_the_texts_that_the_scan_keeps(linter: Linter, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scan(linter, source, out)
    page = (out / "report.html").read_text(encoding="utf-8")
    kept = lines(out / "texts.jsonl")
    assert [each["id"] for each in kept] == re.findall(r'<tbody [^>]*data-id="([^"]+)"', page)
    notes = lines(out / "notes.jsonl")
    given = {row["id"]: row["text"] for row in map(json.loads, source.read_text().splitlines()[:4])}
    for each in kept:
        assert notes[each["line"] - 1]["id"] == each["id"]
        assert each["text"] == given.get(each["id"], each["text"])
    assert page.count('<div class="text"') == len(kept) >= 9
    assert CANARY in page
    long = next(each for each in kept if each["id"] == "v-11")
    assert (len(long["text"]), long["characters"]) == (20_000, len(VAGUE.format(2)) + 24_000)
    assert "<strong>Cut:</strong>" in page
    (out / "report.html").unlink()
    write(out)
    assert (out / "report.html").read_text(encoding="utf-8") == page


def test_only_the_first_are_kept(linter: Linter, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan(linter, source, tmp_path / "all")
    monkeypatch.setattr("doclint.scan.run.FirstTexts", lambda: FirstTexts(top=3))
    scan(linter, source, tmp_path / "few")
    assert lines(tmp_path / "few" / "texts.jsonl") == lines(tmp_path / "all" / "texts.jsonl")[:3]


@pytest.mark.parametrize("evidence", [Evidence.OFFSETS, Evidence.NONE])
def test_no_text_is_kept_below_full_evidence(
    linter: Linter, source: Path, tmp_path: Path, evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"

    def full(path: Path) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patch:
        patch.setattr("doclint.scan.page.write", full)
        with pytest.raises(ScanError):
            scan(linter, source, out)
    assert CANARY in (tmp_path / "out.unfinished" / "texts.jsonl").read_text(encoding="utf-8")
    scan(linter, source, out, evidence=evidence, resume=True)
    assert not (out / "texts.jsonl").exists()
    said = {path.name: path.read_bytes() for path in out.iterdir()}
    said["findings.parquet"] = str(read_table(out / "findings.parquet").to_pylist()).encode()
    assert [name for name, content in said.items() if CANARY.encode() in content] == []


def test_going_on_and_kept_results_give_the_same_texts(
    linter: Linter, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise OSError(28, "no room")

    scan(linter, source, tmp_path / "whole", cache=tmp_path / "cache")
    with monkeypatch.context() as patch:
        patch.setattr("doclint.scan.run.over_several", stopped)
        with pytest.raises(ScanError):
            scan(linter, source, tmp_path / "out")
    assert scan(linter, source, tmp_path / "out", resume=True)["run"]["linted"] == 0
    assert scan(linter, source, tmp_path / "again", cache=tmp_path / "cache")["run"]["from_cache"] == 12
    for name in ("texts.jsonl", "notes.jsonl", "findings.csv", "findings.parquet"):
        whole = (tmp_path / "whole" / name).read_bytes()
        assert (tmp_path / "out" / name).read_bytes() == whole == (tmp_path / "again" / name).read_bytes()


def test_kept_results_hold_no_texts(linter: Linter, tmp_path: Path) -> None:
    source = tmp_path / "one.jsonl"
    source.write_text(json.dumps({"id": "v-1", "text": f"{VAGUE}\n{CANARY}"}), encoding="utf-8")
    scan(linter, source, tmp_path / "out", cache=tmp_path / "cache")
    with sqlite3.connect(tmp_path / "cache" / "results.sqlite") as database:
        (result, *others) = database.execute("select result, record, patient from results").fetchone()
    database.close()
    assert CANARY not in zlib.decompress(result).decode()
    assert CANARY not in str(others)
