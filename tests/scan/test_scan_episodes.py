"""Rules over several notes, from the export to the report folder."""

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest

from doclint.linter import Linter
from doclint.report.base import Run
from doclint.scan.run import Scan
from doclint.sources.model import ReadOptions
from doclint.sources.paths import expand

CAR = (
    "O: 97530 {minutes} min: Car transfer with step-in technique, min A at trunk, two trials; needed cue to scoot hips "
    "back before swinging legs in, second trial smoother with less hesitation at the door frame.\nJ. Roe, PT"
)
STAIRS = "O: 97530 25 min: stairs with rail, CGA, {n} trials; verbal cue for step order.\nJ. Roe, PT"
PLAN = {"certified_from": "2026-01-01", "certified_to": "2026-03-01"}


def rows() -> list[dict[str, Any]]:
    made = [
        {"id": f"s{n}", "patient_id": "p1", "date_of_service": f"2026-02-{n + 1:02}", "text": STAIRS.format(n=n + 2)}
        for n in range(13)
    ]
    made += [
        {
            "id": f"c{n}",
            "patient_id": "p2",
            "date_of_service": f"2026-0{n + 1}-20",
            "text": CAR.format(minutes=20 + n),
            "plan_of_care": PLAN,
        }
        for n in range(3)
    ]
    return [row | {"discipline": "PT"} for row in made]


@pytest.fixture(autouse=True)
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclint.scan.page.write", lambda folder: None)


def scan(folder: Path, given: list[dict[str, Any]], **selection: str) -> dict[tuple[str, str], dict[str, str]]:
    source = folder / "notes.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    files, errors = expand([str(source)])
    run = Run({"version": "x"}, {"profile": "medicare"})
    Scan(Linter(**selection), files, ReadOptions(), run, folder / "out", errors)()
    with (folder / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        return {(row["id"], row["rule"]): row for row in csv.DictReader(file) if row["rule"].startswith("EPI")}


def test_a_batch_in_any_order_gives_the_same_findings(tmp_path: Path) -> None:
    given = rows()
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    found = scan(tmp_path / "one", given)
    assert set(found) == {
        ("s10", "EPI002"),
        ("s12", "EPI003"),
        ("c1", "EPI001"),
        ("c2", "EPI001"),
        ("c2", "EPI005"),
    }
    assert found["c1", "EPI001"]["verdict"] == "unsupported"
    assert "as on 2026-01-20 (note c0)" in found["c1", "EPI001"]["message"]
    random.Random(5).shuffle(given)
    again = scan(tmp_path / "two", given)
    keys = ("message", "fingerprint", "start", "end", "excerpt", "confidence")
    assert {k: [v[key] for key in keys] for k, v in again.items()} == {
        k: [v[key] for key in keys] for k, v in found.items()
    }


def test_rules_over_several_notes_are_selected_like_others(tmp_path: Path) -> None:
    assert {rule for _, rule in scan(tmp_path, rows(), ignore="EPI001,EPI003")} == {"EPI002", "EPI005"}
    assert {rule for _, rule in scan(tmp_path, rows(), select="EPI001")} == {"EPI001"}
