"""Tables: delimiters, quotes, columns, claims, bad rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.note import Note
from doclint.result import InputError
from doclint.sources.formats import Format
from doclint.sources.model import Item, Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import inspect, read


def rows(folder: Path, data: str | bytes, name: str = "export.csv", **options: object) -> list[Item]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read(expand([str(path)])[0], ReadOptions(**options)))  # type: ignore[arg-type]


def note(item: Item) -> Note:
    assert isinstance(item, Loaded), item
    return item.note


def reason(item: Item) -> str:
    assert isinstance(item, InputError), item
    return item.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "§"])
@pytest.mark.parametrize("name", ["export.csv", "export.dat"])
def test_any_delimiter(tmp_path: Path, delimiter: str, name: str) -> None:
    header = delimiter.join(["Note ID", "Note Text", "DOS", "Colour"])
    row = delimiter.join(["v-1", '"sit, to; stand | ""x5"""', "3/2/2026", "red"])
    (item,) = rows(tmp_path, f"{header}\n{row}\n", name)
    assert note(item).id == "v-1"
    assert note(item).text == 'sit, to; stand | "x5"'
    assert str(note(item).date_of_service) == "2026-03-02"
    assert note(item).extra == {"Colour": "red"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_line_breaks_in_notes(tmp_path: Path, encoding: str) -> None:
    text = 'id,note_text\r\n1,"café\r\nline two\n\nline four"\r\n2,x\r\n'
    first, second = rows(tmp_path, text.encode(encoding))
    assert note(first).text == "café\r\nline two\n\nline four"
    assert isinstance(second, Loaded)
    assert second.source.row == 2


def test_sep_line_single_quotes_and_backslash_escapes(tmp_path: Path) -> None:
    assert note(rows(tmp_path, "sep=|\nid|text\n1|a,b\n")[0]).text == "a,b"
    assert note(rows(tmp_path, "'id','text'\n'1','a, b'\n")[0]).text == "a, b"
    assert note(rows(tmp_path, 'id,text\n1,"said \\"ok\\" today"\n')[0]).text == 'said "ok" today'


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        ("MRN", "patient_id", "7"),
        ("Therapist", "clinician_id", "7"),
        ("Provider", "clinician_id", "7"),
        ("Visit ID", "id", "7"),
        ("VisitNumber", "visit_number", 7),
        ("Document Type", "note_type", "7"),
    ],
)
def test_columns_by_common_names(tmp_path: Path, header: str, field: str, value: object) -> None:
    assert getattr(note(rows(tmp_path, f"{header},Note Text\n7,x\n")[0]), field) == value


def test_an_earlier_tier_goes_first(tmp_path: Path) -> None:
    (item,) = rows(tmp_path, "visit_id,note_id,text\n1,2,x\n")
    assert note(item).id == "2"
    assert note(item).extra == {"visit_id": "1"}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("id,note,text", "two columns could be text: 'note' and 'text'; say which with --map text=note"),
        ("id,note_id,text", "two columns could be id: 'id' and 'note_id'"),
        ("id,remark", "no column holds the note's text; the columns are 'id', 'remark'"),
    ],
)
def test_headers_that_cannot_be_told(tmp_path: Path, header: str, words: str) -> None:
    (item,) = rows(tmp_path, f"{header}\n1,2,3\n")
    assert words in reason(item)
    assert inspect(expand([str(tmp_path / "export.csv")])[0][0], ReadOptions()) == item


def test_a_table_without_header_is_not_quoted(tmp_path: Path) -> None:
    (item,) = rows(tmp_path, "Jane Roe,97530 stairs min A\nJohn Doe,97530 transfers\n")
    assert "Jane" not in reason(item)
    assert "first line has to name the columns" in reason(item)


def test_map_overrides(tmp_path: Path) -> None:
    (item,) = rows(tmp_path, "id,note,text\n1,a,b\n", mapping={"text": "text"})
    assert note(item).text == "b"
    (item,) = rows(tmp_path, "id;remark\n1;a\n", "export.txt", mapping={"text": "remark"})
    assert note(item).text == "a"
    assert "no such column" in reason(rows(tmp_path, "id,note\n1,a\n", mapping={"text": "remark"})[0])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("claim|97530:2:GP,97140:1:GP+59", [("97530", 2, None, ("GP",)), ("97140", 1, None, ("GP", "59"))]),
        ('claim|[{"code": "97530", "units": 2}]', [("97530", 2, None, ())]),
        ("cpt|97530", [("97530", None, None, ())]),
        ("cpt~units~mod|97530~2~GP 59", [("97530", 2, None, ("GP", "59"))]),
        ("cpt~units~mods|97530;97110~2;1~GP;GP+CQ", [("97530", 2, None, ("GP",)), ("97110", 1, None, ("GP", "CQ"))]),
        ("cpt~mod1~mod2~minutes|97530~GP~CQ~30", [("97530", None, 30, ("GP", "CQ"))]),
        ("cpt~units|~", None),
        ("claim|", None),
    ],
)
def test_claims_in_columns(tmp_path: Path, cells: str, expected: list[tuple[object, ...]] | None) -> None:
    header, _, row = cells.partition("|")
    table = "\t".join(["text", *header.split("~")]) + "\n" + "\t".join(["x", *row.replace('"', '""').split("~")]) + "\n"
    if "{" in row:
        table = table.replace("[{", '"[{').replace("}]", '}]"')
    claim = note(rows(tmp_path, table)[0]).claim
    assert (claim and [(c.code, c.units, c.minutes, c.modifiers) for c in claim]) == expected


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("claim", "SECRET:x", "claim has to be"),
        ("claim", "[{SECRET", "whole JSON"),
        ("cpt;units", "97530 97110;2", "2 codes and 1 units"),
        ("cpt;units", "97530;SECRET", "whole numbers"),
        ("cpt;mods", "97530 97110;SECRET", "modifiers that cannot be set"),
        ("dos", "SECRET", "date_of_service has to be a date"),
        ("dos", "31/12/2026", "date_of_service has to be a date"),
        ("discipline", "SECRET", "PT or OT"),
        ("visit_number", "SECRET", "visit_number has to be a whole number"),
    ],
)
def test_bad_cells_are_errors_that_quote_nothing(tmp_path: Path, header: str, row: str, words: str) -> None:
    (item,) = rows(tmp_path, f"text;{header}\nSECRET;{row}\n")
    assert words in reason(item)
    assert "SECRET" not in reason(item)
    assert isinstance(item, InputError)
    assert item.row == 1


def test_ragged_rows_and_open_quotes_lose_no_row(tmp_path: Path) -> None:
    table = 'id,text\n1,a\n2,b,extra\n3\n4,"open\n5,five\n6,"six\nlines"\n7,bad "quote" here\n8,"x"y\n9,nine\n'
    items = rows(tmp_path, table)
    assert [item.note.id for item in items if isinstance(item, Loaded)] == ["1", "5", "6", "7", "9"]
    bad = [item for item in items if isinstance(item, InputError)]
    assert [item.row for item in bad] == [2, 3, 4, 8]
    assert bad[0].reason.startswith("line 3: the row has 3 cells, the header 2")
    assert bad[2].reason.startswith("line 5: a quote is not closed")


def test_every_row_with_an_open_quote_is_told(tmp_path: Path) -> None:
    items = rows(tmp_path, "id,text\n" + '1,"a\n' * 2001 + "2,b\n")
    assert [item.row for item in items if isinstance(item, InputError)] == list(range(1, 2002))
    assert [item.note.id for item in items if isinstance(item, Loaded)] == ["2"]


def test_rows_of_nothing_and_of_nul(tmp_path: Path) -> None:
    items = rows(tmp_path, b"id,text\n\n1,\n,,\n2,a\0b\n3,a note with enough words\n")
    assert [reason(item) for item in items[:2]] == [
        "the note is empty: its text has no words",
        "a NUL byte in the text",
    ]
    assert note(items[2]).id == "3"


def test_an_empty_table_is_told(tmp_path: Path) -> None:
    assert reason(rows(tmp_path, "id,text\n")[0]) == "the file holds no notes"


def test_input_format_overrides(tmp_path: Path) -> None:
    (item,) = rows(tmp_path, "id,text\n1,a\n", format=Format.TEXT)
    assert note(item).text.startswith("id,text")


def test_two_columns_of_one_name_have_to_be_renamed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,text,text\n1,a,b\n", encoding="utf-8")
    (error,) = read(expand([str(tmp_path / "t.csv")])[0], ReadOptions())
    assert isinstance(error, InputError)
    assert error.reason == "two columns are called 'text'; rename one of them"


def test_a_header_with_a_byte_of_no_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"id,text,ro\x81m\n1,a,b\n")
    (error,) = read(expand([str(tmp_path / "t.csv")])[0], ReadOptions())
    assert isinstance(error, InputError)
    assert "the header: the byte 0x81" in error.reason
    error.model_dump_json()


@pytest.mark.parametrize("start", ["\n\n", "\r\n \r\n", "\nsep=,\n"])
def test_blank_lines_above_the_header(tmp_path: Path, start: str) -> None:
    first, second = rows(tmp_path, f"{start}id,note\n1,Sit to stand x5\n\n2,Bed mobility x3\n")
    assert note(first).text == "Sit to stand x5"
    assert note(second).text == "Bed mobility x3"


def test_a_line_behind_the_table_is_told_by_its_place(tmp_path: Path) -> None:
    _, bad = rows(tmp_path, "\nid,note\n1,Sit to stand x5\nTotal: 1\n")
    assert reason(bad) == "line 4: the row has 1 cell, the header 2: a quote or a delimiter is missing or too many"
