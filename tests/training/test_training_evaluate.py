"""``doclint evaluate``: formats, comparisons, errors."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from small import corpora

from doclint.cli import main
from doclint.training.compare import compare, saved
from doclint.training.webpage import as_html


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(corpora(tmp_path_factory.mktemp("evaluate") / "corpora", train=0, development=12))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["evaluate", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def document(**differences: list[str]) -> dict[str, Any]:
    """An evaluation in which only the notes' differences matter."""
    return {
        "schema": "doclint.evaluation/1",
        "about": {"model": "fast", "version": "1", "split": "development", "profile": "medicare"},
        "figures": {"supports": 1 - sum(map(len, differences.values())) / 10},
        "details": {note: {"differences": rows} for note, rows in differences.items()},
    }


def test_json_has_every_part_and_text_the_same_figures(capsys: pytest.CaptureFixture[str], small: str) -> None:
    code, out, err = run(capsys, "--corpora", small, "--format", "json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data["schema"] == "doclint.evaluation/1"
    assert data["notes"] == len(data["details"]) == 12
    for key, (low, high) in data["intervals"].items():
        assert 0 <= low <= high <= (1 if key != "alarms_per_clean_note" else 22), key
    assert set(data["by"]) == {"setting", "style"}
    for groups in data["by"].values():
        assert sum(part["notes"] for part in groups.values()) == 12
    assert data["calibration"]["findings"] == sum(row["findings"] for row in data["calibration"]["bins"])
    assert {"linked", "not linked"} >= set(data["links"])
    wrong = sum(len(detail["differences"]) for detail in data["details"].values())
    assert wrong == sum(row["extra"] + row["missed"] for row in data["rules"].values())
    code, out, err = run(capsys, "--corpora", small, "--show", "1000")
    assert f"findings, micro F1           {data['figures']['findings_micro_f1']:.3f}" in out
    assert sum(line.strip().startswith(tuple(data["details"])) for line in out.splitlines()) == wrong


def test_against_a_model_and_against_its_saved_file_say_the_same(
    capsys: pytest.CaptureFixture[str], small: str, tmp_path: Path
) -> None:
    _, out, _ = run(capsys, "--corpora", small, "--model", "rules", "--format", "json")
    path = tmp_path / "rules.json"
    path.write_text(out, encoding="utf-8")
    by_model = json.loads(run(capsys, "--corpora", small, "--against", "rules", "--format", "json")[1])["comparison"]
    by_file = json.loads(run(capsys, "--corpora", small, "--against", str(path), "--format", "json")[1])["comparison"]
    assert by_model == by_file
    assert by_model["notes"] == 12
    assert by_model["better"]
    text = run(capsys, "--corpora", small, "--against", str(path))[1]
    assert text.count("\n  better  ") == len(by_model["better"])
    assert text.count("\n  worse   ") == len(by_model["worse"])


def test_html_is_whole_and_runs_nothing(capsys: pytest.CaptureFixture[str], small: str) -> None:
    _, out, _ = run(capsys, "--corpora", small, "--against", "rules", "--format", "html")
    open_tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag != "script"
            assert not {"href", "src"} & {name for name, _ in attrs}
            if tag != "meta":
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Reader().feed(out)
    assert open_tags == []
    assert "default-src 'none'" in out
    for words in ("Headline", "Findings by rule", "Calibration of", "By setting", "rules 0", "Notes that differ"):
        assert words in out


def test_html_escapes_what_a_file_holds(capsys: pytest.CaptureFixture[str], small: str) -> None:
    data = json.loads(run(capsys, "--corpora", small, "--model", "rules", "--format", "json")[1])
    data["details"] = {"<img src=x>": {"differences": ["missed <b>"]}}
    page = as_html(data, compare(data, {**data, "details": {"<img src=x>": {"differences": []}}}))
    assert "<img" not in page
    assert "<b>" not in page
    assert page.count("&lt;img src=x&gt;") == 2


def test_better_and_worse_note_by_note() -> None:
    old = document(a=["missed GOL001"], b=[], c=["reported SKL001", "missed AST001"], d=["missed AST001"])
    new = document(a=[], b=["reported GOL001"], c=["reported TIM001", "missed AST001"], e=[])
    changed = compare(old, new)
    assert (changed.notes, changed.better, changed.worse) == (3, ("a",), ("b",))
    assert [str(one) for one in changed.changes if one.better] == [
        "a: GOL001 no longer missed",
        "c: SKL001 no longer reported",
    ]
    assert [str(one) for one in changed.changes if not one.better] == ["b: GOL001 reported", "c: TIM001 reported"]
    assert changed.as_json()["figures"]["supports"] == {"before": 0.6, "after": 0.7, "change": 0.1}


def test_what_is_no_evaluation_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], small: str, tmp_path: Path
) -> None:
    path = tmp_path / "other.json"
    for text in ("", "[]", "{}", '{"schema": "doclint.report/1"}', json.dumps({**document(), "details": []})):
        path.write_text(text, encoding="utf-8")
        code, out, err = run(capsys, "--corpora", small, "--against", str(path))
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert "doclint evaluate --format json" in err
    path.write_text(
        json.dumps({**document(), "about": {"model": "fast", "version": "1", "split": "test"}}), encoding="utf-8"
    )
    assert "another split" in run(capsys, "--corpora", small, "--against", str(path))[2]
    assert "no corpora here" in run(capsys, "--corpora", str(tmp_path))[2]
    assert "--split all" in run(capsys, "--corpora", small, "--split", "all")[2]
    assert "holds no notes" in run(capsys, "--corpora", small, "--split", "test")[2]
    assert "no model 'slow'" in run(capsys, "--corpora", small, "--model", "slow")[2]
    assert "give a model" in run(capsys, "--corpora", small, "--against", "slow")[2]


def test_a_saved_evaluation_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(document(a=["missed GOL001"])), encoding="utf-8")
    assert saved(path) == document(a=["missed GOL001"])
