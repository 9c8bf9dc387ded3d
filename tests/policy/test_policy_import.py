"""Importing published tables: as they come, and as they should not."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from doclint.policy import PolicyError, load_policy
from doclint.policy.importer import import_file
from doclint.policy.quarter import Quarter
from doclint.policy.store import imported

HEAD = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t\n"
    "\t\t*=in existence\tEffective\tDeletion\tModifier\t\n"
    "Column 1\tColumn 2\tprior to 1996\tDate\tDate\t0=not allowed\tPTP Edit Rationale\n"
)
ROWS = (
    "97530\t97140\t\t20260401\t*\t1\tMisuse of col–umn two code\n"
    "97140\t97530\t*\t19960101\t20191231\t1\tMisuse\n"
    "97140\t97530\t\t20200401\t20200630\t1\tMisuse\n"
    "97140\t97530\t\t20210101\t20210101\t9\tMisuse\n"
    "97530\t97140\t\t20260401\t*\t1\tMisuse of col–umn two code\n"
    "11042\t11043\t\t20200101\t*\t0\tMore extensive procedure\n"
    "97530\t95851\t\t20100101\t*\t0\tSeparate procedure\n"
)
NAME = "medicare-ncci-2026q2-practitioner-ptp-edits-ccipra-v321r0.zip"


def written(path: Path, text: str = HEAD + ROWS, member: str = "CCIPRA-v321r0.TXT") -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, text.encode("cp1252"))
            archive.writestr("readme.pdf", b"%PDF")
    else:
        path.write_bytes(text.encode("cp1252"))
    return path


def on(day: str, profile: str = "medicare") -> bool:
    return load_policy(profile, dt.date.fromisoformat(day)).edit("97530", "97140") is not None


def test_zip_takes_over_for_its_programme_and_setting(tmp_path: Path) -> None:
    assert not on("2026-05-01")
    (done,) = import_file(written(tmp_path / NAME))
    assert (done.kind, done.programme, done.setting, str(done.quarter)) == ("ptp", "medicare", "practitioner", "2026Q2")
    assert (done.read, done.kept, done.assumed) == (7, 5, [])
    assert on("2026-05-01")
    assert not on("2026-05-01", "medicare-hospital")
    assert not on("2026-03-31")
    (table,) = imported()
    assert table.checksum == done.checksum
    assert len(table.checksum) == 64
    edit = load_policy("medicare", dt.date(2026, 5, 1)).edit("97530", "97140")
    assert edit is not None
    assert "2026Q2" in edit.source


@pytest.mark.parametrize(
    ("day", "live"),
    [
        ("2019-12-31", True),
        ("2020-01-01", False),
        ("2020-03-31", False),
        ("2020-04-01", True),
        ("2020-06-30", True),
        ("2020-07-01", False),
        ("2021-01-01", False),
        ("2026-04-01", True),
        ("2027-01-01", True),
    ],
)
def test_the_last_day_counts_and_repeated_rows_stay_apart(tmp_path: Path, day: str, live: bool) -> None:
    import_file(written(tmp_path / NAME))
    assert on(day) is live


def test_what_is_not_in_an_imported_table_is_free(tmp_path: Path) -> None:
    import_file(written(tmp_path / NAME))
    policy = load_policy("medicare", dt.date(2026, 5, 1))
    assert policy.edit("97150", "97530") is None
    assert policy.free_of_edits("97150", "97530")
    assert load_policy("commercial-midpoint", dt.date(2026, 5, 1)).edit("97530", "97140") is not None


def test_plain_text_in_other_spellings(tmp_path: Path) -> None:
    (done,) = import_file(written(tmp_path / "ccioph-v313r0.txt"))
    assert (done.setting, str(done.quarter)) == ("hospital", "2025Q4")
    assert on("2026-05-01", "medicare-hospital")


def test_what_the_file_does_not_say_is_told(tmp_path: Path) -> None:
    (done,) = import_file(written(tmp_path / "edits.txt"))
    assert (done.setting, str(done.quarter)) == ("practitioner", "2026Q2")
    assert len(done.assumed) == 2
    (done,) = import_file(written(tmp_path / "edits.txt"), setting="hospital", quarter=Quarter(2027, 1))
    assert (done.setting, str(done.quarter), done.assumed) == ("hospital", "2027Q1", [])


def test_medicaid_lacks_a_column(tmp_path: Path) -> None:
    text = "Column 1\tColumn 2\tEffective\tDeletion\tModifier\tRationale\n97530\t97533\t20100101\t20241231\t1\tMisuse\n"
    (done,) = import_file(written(tmp_path / "practitioner-2025q1.txt", text))
    assert done.programme == "medicaid"
    assert load_policy("medicaid", dt.date(2024, 12, 31)).edit("97530", "97533")
    assert not load_policy("medicaid", dt.date(2025, 1, 1)).edit("97530", "97533")


def test_a_part_speaks_for_its_own_codes_only(tmp_path: Path) -> None:
    text = HEAD + "97530\t97150\t\t20250101\t*\t1\tx\n97540\t97530\t\t20250101\t*\t1\tx\n"
    import_file(written(tmp_path / "2026q2-ccipra-v321r0-f4.txt", text))
    policy = load_policy("medicare", dt.date(2026, 5, 1))
    assert policy.edit("97530", "97750") is None
    assert policy.edit("97140", "97124") is not None


def test_an_older_table_does_not_reach_later_dates(tmp_path: Path) -> None:
    text = HEAD + "97140\t97530\t\t20100101\t*\t1\tx\n"
    import_file(written(tmp_path / "2019q4-practitioner.txt", text))
    assert on("2019-12-31")
    assert not on("2024-05-01")
    assert not on("2026-05-01")


def test_maxima(tmp_path: Path) -> None:
    text = (
        '"CPT only copyright 2025 American Medical Association. All rights reserved."\n'
        '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
        '97530,4,3 Date of Service Edit: Clinical,"Clinical: Data"\n99213,2,2 Date of Service Edit: Policy,x\n'
    )
    (done,) = import_file(written(tmp_path / "medicare-ncci-2026q2-practitioner-services-mue.csv", text))
    assert (done.kind, done.read, done.kept) == ("mue", 2, 1)

    def most(day: dt.date) -> int | None:
        found = load_policy("medicare", day).maximum("97530")
        return found.units if found else None

    assert most(dt.date(2026, 6, 30)) == 4
    assert most(dt.date(2026, 7, 1)) == 4
    assert most(dt.date(2026, 3, 31)) == 6
    hospital = load_policy("medicare-hospital", dt.date(2026, 6, 30)).maximum("97530")
    assert hospital is not None
    assert hospital.units == 6


def test_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["CPT only copyright"])
    book.active.append(["Column 1", "Column 2", "*", "Effective", "Deletion", "Modifier", "Rationale"])
    book.active.append(["97530", "97140", None, "20260401", "*", "1", "Misuse"])
    book.active.append([97140, 97530, "*", 19960101, 20191231, 1, "Misuse"])
    book.save(tmp_path / "ccipra-v321r0.xlsx")
    (done,) = import_file(tmp_path / "ccipra-v321r0.xlsx")
    assert (done.kept, str(done.quarter)) == (2, "2026Q2")
    assert on("2026-05-01")
    assert on("2019-05-01")


def test_importing_again_replaces(tmp_path: Path) -> None:
    import_file(written(tmp_path / NAME))
    import_file(written(tmp_path / NAME, HEAD + "97530\t95851\t\t20100101\t*\t0\tx\n"))
    assert len(imported()) == 1
    assert not on("2026-05-01")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", b"Pt seen for 97530\n"),
        ("empty.txt", b""),
        ("a.zip", b"PK\x03\x04broken"),
        ("bin.txt", b"\x00\xff" * 4000),
        ("long.txt", b"9" * 200_000),
        ("dme-2026q2.csv", b"HCPCS,DME Supplier Services MUE Values\n97530,1,3 x,y\n"),
        ("no-quarter-mue.csv", b"HCPCS,Practitioner Services MUE Values\n97530,1,3 x,y\n"),
    ],
)
def test_refused_in_one_sentence(tmp_path: Path, directory: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PolicyError) as caught:
        import_file(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert imported() == ()
    assert not list(directory.glob("tables/*"))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (80 * 1024**2))
    with pytest.raises(PolicyError, match="unpack"):
        import_file(tmp_path / "b.zip")


def test_bad_rows_are_counted(tmp_path: Path) -> None:
    text = HEAD + ROWS + "97530\t97110\t\t2020\t*\t1\tx\n97530\t97110\t\t20200230\t*\t1\tx\nAll rights reserved\n"
    (done,) = import_file(written(tmp_path / NAME, text))
    assert (done.read, done.unreadable) == (7, 3)


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("medicare-ncci-2026q2-x", "2026Q2"),
        ("Q3 2025", "2025Q3"),
        ("ccipra-v320r0-f1.txt", "2026Q1"),
        ("v313r0", "2025Q4"),
        ("Effective 04/01/2024", "2024Q2"),
    ],
)
def test_names_of_quarters(text: str, quarter: str) -> None:
    assert str(Quarter.find(text)) == quarter


def test_bounds_of_quarters() -> None:
    assert (Quarter(2026, 4).first, Quarter(2026, 4).last) == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    assert Quarter.of(dt.date(2026, 6, 30)) == Quarter(2026, 2)
    assert Quarter.find("edits.txt") is None
