"""What changed between two scans."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_folder import finding, make, note

from doclint.scan.compare import Change, CompareError, compare, compare_findings, differences, key
from doclint.scan.finished import ReportError
from doclint.scan.page import write


def folders(tmp_path: Path, old: list[dict[str, Any]], new: list[dict[str, Any]], **run: Any) -> tuple[Path, Path]:
    return make(tmp_path / "old", old, **run), make(tmp_path / "new", new, **run)


def test_new_fixed_and_unchanged(tmp_path: Path) -> None:
    old = [note("a", "GOL001", "SKL001"), note("b", "TIM005", clinician="c-2"), note("gone", "GOL001")]
    new = [note("a", "GOL001", "TIM005"), note("b", clinician="c-2"), note("added", "SKL001", "TIM005")]
    found = compare(*folders(tmp_path, old, new))
    assert found.total == Change(new=1, fixed=2, unchanged=1)
    assert found.rules == {
        "GOL001": Change(unchanged=1),
        "SKL001": Change(fixed=1),
        "TIM005": Change(new=1, fixed=1),
    }
    assert found.clinicians == {"c-1": Change(new=1, fixed=1, unchanged=1), "c-2": Change(fixed=1)}
    assert (found.notes_in_both, found.notes_only_new, found.notes_only_old) == (2, 1, 1)
    assert (found.findings_only_new, found.findings_only_old) == (2, 1)
    assert found.differences == ()


def test_a_scan_with_itself_changes_nothing(tmp_path: Path) -> None:
    notes = [note(f"v-{n}", "GOL001", "TIM005") for n in range(5)]
    found = compare(*folders(tmp_path, notes, notes))
    assert found.total == Change(unchanged=10)
    assert found.notes_only_new == found.notes_only_old == 0


@pytest.mark.parametrize("name", ["=1+1", "-v", "'=x", "a\0b", 'q"q,\n', "名"])
def test_ids_that_a_spreadsheet_is_guarded_from(tmp_path: Path, name: str) -> None:
    other = f"{name}2"
    old = [note(name, "GOL001", clinician=name), note(other)]
    found = compare(*folders(tmp_path, old, [note(name), note(other, "TIM005", clinician=name)]))
    assert found.total == Change(new=1, fixed=1)
    assert found.findings_only_new == 0


def test_the_page_shows_what_changed(tmp_path: Path) -> None:
    old, new = folders(tmp_path, [note("a", "GOL001")], [note("a", "TIM005", clinician="<c>")])
    write(new, compare=old)
    page = (new / "report.html").read_text(encoding="utf-8")
    assert "1 new, 1 fixed, 0 unchanged" in page
    assert '<th scope="row">&lt;c&gt;</th><td class="n">1</td><td class="n">0</td><td class="n">0</td>' in page


def test_findings_of_no_clinician(tmp_path: Path) -> None:
    found = compare(*folders(tmp_path, [note("a", clinician="")], [note("a", "GOL001", clinician="")]))
    assert found.clinicians == {"unknown": Change(new=1)}


def test_what_a_baseline_took_out_still_stands(tmp_path: Path) -> None:
    old, new = folders(tmp_path, [note("a", "GOL001", "SKL001")], [note("a", "TIM005")])
    (new / "known.txt").write_text(finding("a", "GOL001")["fingerprint"] + "\n")
    found = compare(old, new)
    assert found.total == Change(new=1, fixed=1, unchanged=1)
    (old / "known.txt").write_text(finding("a", "TIM005")["fingerprint"] + "\n")
    assert compare(old, new).total == Change(new=0, fixed=1, unchanged=2)


def test_other_versions_and_options_are_told() -> None:
    before = {"doclint": {"version": "0.1.0", "python": "3.11"}, "run": {"select": [], "profile": "medicare"}}
    after = {"doclint": {"version": "0.2.0", "python": "3.13"}, "run": {"select": ["GOL"], "profile": "medicare"}}
    assert differences(before, after) == ("version: 0.1.0 before, 0.2.0 now", "select: none before, GOL now")


def test_reports_that_name_clinicians_differently_cannot_be_compared(tmp_path: Path) -> None:
    old = make(tmp_path / "old", [note("a", "GOL001")], identifiers="keep")
    new = make(tmp_path / "new", [note("a", "GOL001")], identifiers="pseudonyms", pseudonym_key="ab12cd34")
    with pytest.raises(CompareError, match="same --identifiers and --pseudonym-key"):
        compare(old, new)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("notes.jsonl", '{"id"\n', "line 1, is no result"),
        ("notes.jsonl", "[1]\n", "line 1, is no result"),
        ("findings.csv", "id,rule,clinician_id,severity,fingerprint\na,b,c,d,stairs\n", "a fingerprint that is none"),
    ],
)
def test_a_damaged_report_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    old, new = folders(tmp_path, [note("a")], [note("a", "GOL001")])
    (old / name).write_text(text)
    with pytest.raises(ReportError, match=words) as caught:
        compare(old, new)
    assert "stairs" not in str(caught.value)


def test_ids_are_found_however_a_line_is_written(tmp_path: Path) -> None:
    old, new = folders(tmp_path, [note('a"\\', "GOL001")], [note('a"\\')])
    lines = [json.loads(line) for line in (new / "notes.jsonl").read_text().splitlines()]
    (new / "notes.jsonl").write_text("\n".join(json.dumps(dict(reversed(each.items()))) for each in lines))
    assert compare(old, new).total == Change(fixed=1)


def test_memory_grows_by_a_number_a_finding() -> None:
    count = 20_000

    def rows(first: int) -> Iterator[dict[str, str]]:
        for n in range(first, first + count):
            yield {"id": f"v-{n}", "rule": "GOL001", "clinician_id": f"c-{n % 9}", "fingerprint": f"{n * 7919:016x}"}

    old_ids, new_ids = ({key(f"v-{n}") for n in range(start, start + count)} for start in (0, 500))
    tracemalloc.start()
    found = compare_findings(lambda: rows(0), lambda: rows(500), old_ids, new_ids)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.total == Change(unchanged=count - 500)
    assert peak < 2 * count * 160
