"""What a report holds beside the findings of single notes: pseudonyms, acceptances, a baseline, kept results."""

from __future__ import annotations

import csv
import datetime as dt
import json
import pickle
import stat
from pathlib import Path
from typing import Any

import pytest
from pyarrow.parquet import ParquetFile, read_table

from doclint.linter import Linter
from doclint.privacy.fields import identifies, without_identifiers
from doclint.report.base import Run
from doclint.report.forms import Evidence
from doclint.rules.registry import load_rules
from doclint.scan.acceptances import AcceptanceError, Acceptances, read_acceptances
from doclint.scan.findings import COLUMNS, ParquetTable
from doclint.scan.finished import ReportError, check_finished
from doclint.scan.identifiers import KeyFileError, Pseudonyms, pseudonyms
from doclint.scan.run import Scan, ScanError
from doclint.sources.model import ReadOptions
from doclint.sources.paths import expand

VAGUE = "97530 x 25 min: pt worked on stairs with assist. Tolerated well."
SAME = ("notes.jsonl", "findings.csv", "findings.parquet", "errors.jsonl")
RULES = {rule.code: rule for rule in load_rules()}
DAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


@pytest.fixture(autouse=True)
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doclint.scan.page.write", lambda folder: None)


def notes(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps({"text": VAGUE} | row) + "\n" for row in rows), encoding="utf-8")
    return path


def scan(linter: Linter, source: Path, out: Path, **options: Any) -> dict[str, Any]:
    files, errors = expand([str(source)])
    run = Run({"version": "x"}, {"profile": "medicare"})
    return Scan(linter, files, ReadOptions(), run, out, errors=errors, **options)()[1]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def prints(out: Path) -> list[str]:
    return [finding["fingerprint"] for note in lines(out / "notes.jsonl") for finding in note["findings"]]


# Pseudonyms


def test_only_the_ids_of_notes_are_left_under_pseudonyms(linter: Linter, tmp_path: Path) -> None:
    source = notes(
        tmp_path / "in.jsonl",
        {"id": "v-77", "clinician_id": "J. Roe", "patient_id": "P-12", "room": "114B", "homePhone": "555-0100"},
        {"id": "v-78", "clinician_id": "J. Roe", "text": "stairs", "profile": "nobody"},
    )
    summary = scan(linter, source, tmp_path / "out", identifiers=Pseudonyms(b"k" * 32))
    for path in (tmp_path / "out").iterdir():
        said = str(read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert not any(word in said for word in ("J. Roe", "P-12", "555-0100")), path.name
    (note,) = lines(tmp_path / "out" / "notes.jsonl")
    assert (note["id"], note["source"]["row"]) == ("v-77", 1)
    assert note["extra"] == {"room": "114B"}
    assert {row["id"] for row in rows(tmp_path / "out")} == {"v-77"}
    assert lines(tmp_path / "out" / "errors.jsonl")[0]["id"] == "v-78"
    assert list(summary["by_clinician"]) == [rows(tmp_path / "out")[0]["clinician_id"]]
    assert summary["run"]["identifiers"] == "pseudonyms"
    scan(linter, source, tmp_path / "kept")
    (note,) = lines(tmp_path / "kept" / "notes.jsonl")
    assert note["extra"] == {"room": "114B", "homePhone": "555-0100"}
    assert {row["clinician_id"] for row in rows(tmp_path / "kept")} == {"J. Roe"}


@pytest.mark.parametrize(
    "name",
    ["name", "PatientName", "pt_first_name", "MRN", "patient-mrn", "D.O.B.", "birthDate", "SSN", "home_phone_2", "Fax"]
    + ["E-Mail", "mailing address", "Street 1", "zipCode", "insuranceId", "Member #", "Acct No.", "policy_number"]
    + ["plan number", "URL", "client_ip", "patientPhoto", "therapist_name", "NPI"],
)
def test_a_field_named_like_an_identifier_is_known(name: str) -> None:
    assert identifies(name)
    assert without_identifiers({"a": [{name: 1, "b": 2}], name: 3}) == {"a": [{"b": 2}]}


@pytest.mark.parametrize(
    "name",
    ["room", "payer", "plan", "plan_of_care", "facility_name", "template name", "visit_type", "diagnosis", "units"]
    + ["zipper", "phototherapy", "tenant", "description", "encounter_id", "pain score", "relationship", "", "#1"],
)
def test_other_fields_are_handed_back(name: str) -> None:
    assert without_identifiers({name: {"b": [1]}}) == {name: {"b": [1]}}


def test_pseudonyms_are_stable_under_a_key_and_differ_between_keys() -> None:
    one, two = Pseudonyms(b"k" * 32), Pseudonyms(b"l" * 32)
    assert one.clinician("a") == Pseudonyms(b"k" * 32).clinician("a") == pickle.loads(pickle.dumps(one)).clinician("a")
    assert len({one.clinician("a"), one.clinician("b"), two.clinician("a")}) == 3
    assert one.print == Pseudonyms(b"k" * 32).print != two.print


def test_the_users_key_is_made_once_and_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCLINT_DATA_DIR", str(tmp_path / "data"))
    first = pseudonyms()
    assert pseudonyms().print == first.print
    (key,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    (tmp_path / "own.key").write_text("0123456789abcdef\n")
    assert pseudonyms(tmp_path / "own.key").print != first.print
    (tmp_path / "short.key").write_text("short")
    with pytest.raises(KeyFileError, match="16 to 65536 bytes"):
        pseudonyms(tmp_path / "short.key")
    with pytest.raises(KeyFileError, match="no such file"):
        pseudonyms(tmp_path / "none.key")


@pytest.mark.parametrize("level", Evidence)
def test_a_clone_names_the_earlier_note_whatever_is_repeated(linter: Linter, tmp_path: Path, level: Evidence) -> None:
    text = (
        "97530 Therapeutic activities x 25 min: Pt practised carrying a laundry basket over uneven ground, stepping "
        "over the hose and around the dog, CGA with verbal cues for foot placement. Then sit to stand from the low "
        "garden bench x8 while holding the watering can, min A at the trunk. Goal: water the beds alone by June."
    )
    visits = [
        {"id": f"v-{n}", "patient_id": "p-1", "discipline": "PT", "date_of_service": f"2026-03-0{n}", "text": text}
        for n in (1, 2)
    ]
    options = {"evidence": level, "identifiers": Pseudonyms(b"k" * 32)}
    summary = scan(linter, notes(tmp_path / "in.jsonl", *visits), tmp_path / "out", **options)
    first, second = lines(tmp_path / "out" / "notes.jsonl")
    assert not any(finding["rule"].startswith("EPI") for finding in first["findings"])
    (clone,) = [finding for finding in second["findings"] if finding["rule"] == "EPI001"]
    assert "as on 2026-03-01 (note v-1)" in clone["message"]
    assert clone["cue"] == "100 % as on 2026-03-01"
    assert (clone["excerpt"] is None, clone["start"] is None) == (level is not Evidence.FULL, level is Evidence.NONE)
    assert summary["episodes"] == {"patients": 1, "courses": 1, "notes": 2, "findings": 1}


# Ids that several notes have


def test_notes_with_one_id_have_fingerprints_of_their_own(linter: Linter, tmp_path: Path) -> None:
    source = notes(tmp_path / "in.jsonl", {"id": "v"}, {"id": "v"}, {"id": "w"}, {"id": "v", "text": VAGUE + " Ok."})
    summary = scan(linter, source, tmp_path / "out")
    found = lines(tmp_path / "out" / "notes.jsonl")
    assert summary["totals"]["duplicate_ids"] == 2
    assert len(set(prints(tmp_path / "out"))) == len(prints(tmp_path / "out"))
    assert [any("3 notes" in said for said in note["information"]) for note in found] == [True, True, False, True]
    assert "number 3" in found[3]["information"][-1]
    scan(linter, notes(tmp_path / "in.jsonl", {"id": "v"}), tmp_path / "one")
    assert set(prints(tmp_path / "one")) <= set(prints(tmp_path / "out"))


# Acceptances


def accept(path: Path, *rows: str, header: str = "rule,note,reason,who,until") -> Acceptances:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_acceptances(path, RULES, DAY)


def test_accepted_findings_stay_and_do_not_count(linter: Linter, tmp_path: Path) -> None:
    source = notes(tmp_path / "in.jsonl", {"id": "v-1"}, {"id": "v-2"})
    scan(linter, source, tmp_path / "plain")
    before = lines(tmp_path / "plain" / "notes.jsonl")[0]
    rules = [finding["rule"] for finding in before["findings"]]
    assert before["verdict"] == "unsupported"
    given = accept(tmp_path / "a.csv", *(f'{rule},v-1,"seen, fine",QA,2026-06-01' for rule in rules))
    summary = scan(linter, source, tmp_path / "out", acceptances=given)
    one, two = lines(tmp_path / "out" / "notes.jsonl")
    assert (one["verdict"], two["verdict"]) == ("supported", "unsupported")
    assert [finding["rule"] for finding in one["findings"]] == rules
    assert one["findings"][0]["accepted"] == {"reason": "seen, fine", "who": "QA", "until": "2026-06-01"}
    assert all(finding["accepted"] is None for finding in two["findings"])
    assert summary["totals"]["accepted"] == len(rules) == summary["totals"]["findings"]
    assert summary["acceptances"] == {"applied": len(rules), "expired": 0, "mandatory": 0, "unused": 0}
    assert [row["accepted_by"] for row in rows(tmp_path / "out")] == ["QA"] * len(rules) + [""] * len(rules)


def test_an_acceptance_may_name_one_finding(linter: Linter, tmp_path: Path) -> None:
    source = notes(tmp_path / "in.jsonl", {"id": "v-1"})
    scan(linter, source, tmp_path / "plain")
    first = lines(tmp_path / "plain" / "notes.jsonl")[0]["findings"][0]
    header = "rule,note,reason,who,until,fingerprint"
    row = f"{first['rule']},v-1,ok,QA,,"
    for fingerprint, count in ((first["fingerprint"], 1), ("0" * 16, 0)):
        given = accept(tmp_path / "a.csv", row + fingerprint, header=header)
        summary = scan(linter, source, tmp_path / "out", acceptances=given)
        assert summary["totals"]["accepted"] == count
        assert summary["acceptances"]["unused"] == 1 - count


def test_acceptances_past_their_day_and_of_mandatory_rules_do_not_hold(linter: Linter, tmp_path: Path) -> None:
    source = notes(tmp_path / "in.jsonl", {"id": "v-1", "claim": [{"code": "97530", "units": 4, "modifiers": ["GP"]}]})
    scan(linter, source, tmp_path / "plain")
    before = lines(tmp_path / "plain" / "notes.jsonl")[0]
    rules = [finding["rule"] for finding in before["findings"]]
    assert "TIM002" in rules
    other = next(rule for rule in rules if rule != "TIM002")
    given = accept(tmp_path / "a.csv", "tim002,v-1,x,QA,", f"{other},v-1,x,QA,2026-05-31")
    told: list[str] = []
    summary = scan(linter, source, tmp_path / "out", acceptances=given, tell=told.append)
    assert lines(tmp_path / "out" / "notes.jsonl")[0]["findings"] == before["findings"]
    assert summary["acceptances"] == {"applied": 0, "expired": 1, "mandatory": 1, "unused": 0}
    assert ["row 2" in told[0], "expired on 2026-05-31" in told[0], "mandatory" in told[1]] == [True] * 3


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["ACT999,v-1,ok,QA,"], "row 1: no rule 'ACT999'; did you mean ACT"),
        (["ACT001,v-1,ok,QA,", "ACT001,v-1,,QA,"], "row 2: reason is empty"),
        (["ACT001,,ok,QA,"], "row 1: note is empty"),
        (["ACT001,v-1,ok,,"], "row 1: who is empty"),
        (["ACT001,v-1,ok,QA,soon"], "row 1: until is a date such as 2026-12-31"),
        (["ACT001,v-1"], "row 1: as many cells as the header has"),
        (["ACT001,v-1,ok,QA,,,"], "row 1: as many cells as the header has"),
        (['"ACT001'], "this is no CSV file"),
    ],
)
def test_an_acceptance_that_says_too_little_is_refused(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(AcceptanceError, match=message):
        accept(tmp_path / "a.csv", *rows)


@pytest.mark.parametrize("header", ["rule,note,reason,who", "", "rule,note,reason,who,until,colour"])
def test_a_header_of_acceptances_names_its_columns(tmp_path: Path, header: str) -> None:
    with pytest.raises(AcceptanceError, match=r"the header is rule,note,reason,who,until\[,fingerprint\]"):
        accept(tmp_path / "a.csv", header=header)


# Baseline


def test_a_baseline_leaves_what_is_new(linter: Linter, tmp_path: Path) -> None:
    old = notes(tmp_path / "old.jsonl", {"id": "v-1"})
    scan(linter, old, tmp_path / "a", identifiers=Pseudonyms(b"k" * 32))
    new = notes(tmp_path / "new.jsonl", {"id": "v-1", "text": VAGUE + "\nSigned later."}, {"id": "v-2"})
    summary = scan(linter, new, tmp_path / "b", baseline=tmp_path / "a")
    one, two = lines(tmp_path / "b" / "notes.jsonl")
    assert one["findings"] == []
    assert one["verdict"] == two["verdict"] == "unsupported"
    known = len(prints(tmp_path / "a"))
    assert summary["baseline"] == {"known": known}
    assert summary["totals"]["findings"] == len(two["findings"]) == len(rows(tmp_path / "b")) > 0
    summary = scan(linter, new, tmp_path / "c", baseline=tmp_path / "b")  # which knows what its own baseline knew
    assert summary["baseline"] == {"known": known + len(two["findings"])}
    assert rows(tmp_path / "c") == []


def test_a_baseline_is_a_finished_report(tmp_path: Path) -> None:
    with pytest.raises(ReportError):
        check_finished(tmp_path)


# Kept results


def test_a_grown_export_lints_only_what_is_new(linter: Linter, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = [{"id": f"v-{n}", "patient_id": "p", "date_of_service": f"2026-03-0{n}"} for n in range(1, 5)]
    summary = scan(linter, notes(tmp_path / "in.jsonl", *first), tmp_path / "a", cache=cache)
    assert (summary["run"]["linted"], summary["run"]["from_cache"]) == (4, 0)
    grown = notes(tmp_path / "in.jsonl", {"id": "v-0"}, *first)
    summary = scan(linter, grown, tmp_path / "b", cache=cache)
    assert (summary["run"]["linted"], summary["run"]["from_cache"]) == (1, 4)
    scan(linter, grown, tmp_path / "plain")
    assert all((tmp_path / "b" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes() for name in SAME)
    assert scan(Linter(ignore="TIM"), grown, tmp_path / "c", cache=cache)["run"]["from_cache"] == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in cache.iterdir()} == {0o600}
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_less_evidence_is_drawn_from_the_same_results(linter: Linter, tmp_path: Path) -> None:
    source = notes(tmp_path / "in.jsonl", {"id": "v-1"})
    scan(linter, source, tmp_path / "a", cache=tmp_path / "cache")
    for level in Evidence:
        summary = scan(linter, source, tmp_path / "b", cache=tmp_path / "cache", evidence=level)
        scan(linter, source, tmp_path / "c", evidence=level)
        assert summary["run"]["from_cache"] == 1
        assert (tmp_path / "b" / "notes.jsonl").read_bytes() == (tmp_path / "c" / "notes.jsonl").read_bytes()


def test_a_damaged_cache_is_begun_anew(linter: Linter, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "results.sqlite").write_bytes(b"no results at all" * 100)
    told: list[str] = []
    source = notes(tmp_path / "in.jsonl", {"id": "v-1"})
    for linted in (1, 0):
        summary = scan(linter, source, tmp_path / "out", cache=tmp_path / "cache", tell=told.append)
        assert summary["run"]["linted"] == linted
    assert len(told) == 1
    assert "damaged; begun anew" in told[0]


def test_a_cache_that_cannot_be_written_is_one_error(linter: Linter, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ScanError, match="file exists"):
        scan(linter, notes(tmp_path / "in.jsonl", {"id": "v-1"}), tmp_path / "out", cache=tmp_path / "file")


# Parquet


def test_parquet_says_what_the_csv_says_in_types(linter: Linter, tmp_path: Path) -> None:
    source = notes(tmp_path / "in.jsonl", {"id": "=v", "date_of_service": "2026-03-02", "clinician_id": "c"})
    scan(linter, source, tmp_path / "out")
    table = read_table(tmp_path / "out" / "findings.parquet")
    assert table.schema.names == list(COLUMNS) == list(rows(tmp_path / "out")[0])
    (first, *_), (cells, *_) = table.to_pylist(), rows(tmp_path / "out")
    assert first["id"] == "=v"
    assert cells["id"] == "'=v"
    assert first["date_of_service"] == dt.date(2026, 3, 2)
    assert {str(first[name]) for name in ("start", "line", "confidence", "row")} == {
        cells[name] for name in ("start", "line", "confidence", "row")
    }


def test_parquet_of_many_rows_is_in_groups_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        table = ParquetTable(tmp_path / name)
        for number in range(10_001):
            table.add([f"v-{number}", *[None] * (len(COLUMNS) - 1)])
        table.close()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    file = ParquetFile(tmp_path / "a")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [10_000, 1]


def test_without_pyarrow_the_parquet_file_is_left_out(
    linter: Linter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    told: list[str] = []
    scan(linter, notes(tmp_path / "in.jsonl", {"id": "v-1"}), tmp_path / "out", tell=told.append)
    assert not (tmp_path / "out" / "findings.parquet").exists()
    assert rows(tmp_path / "out")
    assert told == ["findings.parquet is left out, pyarrow is not there: pip install 'doclint[scan]'"]


# Summary


def test_the_summary_counts_elements_codes_and_clinicians(linter: Linter, tmp_path: Path) -> None:
    claim = [{"code": "97530", "units": 2, "modifiers": ["GP"]}, {"code": "97110", "modifiers": ["GP"]}]
    source = notes(
        tmp_path / "in.jsonl",
        {"id": "v-1", "clinician_id": "c", "claim": claim},
        {"id": "v-2", "clinician_id": "c", "claim": claim[:1], "date_of_service": "2026-03-02"},
        {"id": "v-3", "claim": []},
    )
    summary = scan(linter, source, tmp_path / "out")
    assert summary["code_mix"]["97530"] == {"notes": 2, "units": 4, "notes_without_units": 0}
    assert summary["code_mix"]["97110"] == {"notes": 1, "units": 0, "notes_without_units": 1}
    assert summary["elements"]["minutes"]["unsupported"] == {"present": 2, "of": 2}
    assert summary["elements"]["goal"]["unsupported"] == {"present": 0, "of": 2}
    clinician = summary["by_clinician"]["c"]
    assert clinician["notes"] == clinician["unsupported"] == 2
    assert sum(clinician["rules"].values()) == clinician["findings"] == summary["totals"]["findings"]
    assert {month: row["notes"] for month, row in summary["by_month"].items()} == {"2026-03": 1, "unknown": 2}
