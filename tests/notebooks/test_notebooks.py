"""Every notebook runs from top to bottom, and says what it is there to say."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = ("calibration_and_agreement", "dashboard", "error_analysis", "one_note")
NEEDS = {"calibration_and_agreement": ("matplotlib",), "dashboard": ("duckdb", "pyarrow")}


@cache
def run(name: str) -> dict[str, Any]:
    """What the cells of a notebook leave behind."""
    path = FOLDER / f"{name}.ipynb"
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells):
        exec(compile("".join(cell["source"]), f"{path.name}[{number}]", "exec"), names)
    return names


def needed(name: str) -> dict[str, Any]:
    for library in NEEDS.get(name, ()):
        pytest.importorskip(library)
    return run(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs(name: str) -> None:
    assert len(needed(name)) > 5


def test_every_notebook_is_named_here_and_holds_no_output() -> None:
    paths = sorted(FOLDER.glob("*.ipynb"))
    assert [path.stem for path in paths] == sorted(NAMES)
    for path in paths:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs"), path.name


def test_the_note_of_the_first_notebook_is_supported() -> None:
    names = needed("one_note")
    assert names["result"].verdict in ("supported", "at_risk")
    assert names["worse"].verdict == "unsupported"


def test_error_analysis_counts_every_wrong_finding() -> None:
    names = needed("error_analysis")
    every = names["every"]
    assert len(names["wrong"]) == sum(c.extra + c.missed for c in every.rules.values()) > 0
    assert names["by_rule"]["all"].sum() == len(names["wrong"])
    assert names["by_rule"].loc[names["largest"], "all"] == names["by_rule"]["all"].max()
    assert names["entities"]["gold"].sum() == sum(c.hit + c.missed for c in every.relaxed.values())


def test_calibration_plots_both_models() -> None:
    names = needed("calibration_and_agreement")
    assert [text.get_text() for text in names["axes"].get_legend().get_texts()] == ["fast", "rules"]
    assert names["count"] >= 150


def test_dashboard_counts_the_same_in_pandas_in_sql_and_in_the_summary() -> None:
    names = needed("dashboard")
    summary, findings = names["summary"], names["findings"]
    assert names["verdicts"]["notes"].sum() == names["clinicians"]["notes"].sum() == summary["totals"]["notes"] > 100
    assert names["by_rule"].to_numpy().sum() == len(findings) > 0
    errors = findings[findings["severity"] == "error"].groupby(["clinician_id", "rule"]).size()
    assert len(names["worst"]) > 0
    for row in names["worst"].itertuples():
        assert row.findings == errors[row.clinician_id, row.rule]
    for row in names["at_risk"].itertuples():
        assert row.units == names["units"][row.verdict].sum()
    assert not Path(names["folder"].name).exists()
