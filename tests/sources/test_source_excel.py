"""Excel workbooks: one note a row, cells as a person sees them, and what is refused."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from doclint.note import Note
from doclint.result import InputError
from doclint.sources import opening
from doclint.sources.formats import Format
from doclint.sources.model import File, Item, Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import inspect, read

SHEET = "xl/worksheets/sheet1.xml"
openpyxl = pytest.importorskip("openpyxl")

NOTE = "97530 x 25 min: café table set – 5×, min A\nPt tolerated well"


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: object) -> bytes:
    out = io.BytesIO()
    book.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with a part of it written otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in whole.infolist():
            content = whole.read(part)
            assert part.filename != name or old in content
            archive.writestr(part.filename, content.replace(old, new) if part.filename == name else content)
    return out.getvalue()


def shared(data: bytes, *texts: bytes) -> bytes:
    """A workbook as Excel writes it, its texts in a table of their own: each stands for a cell that holds S0, S1, …"""
    for at in range(len(texts)):
        old = b't="inlineStr"><is><t>S%d</t></is>' % at
        data = changed(data, SHEET, old, b't="s"><v>%d</v>' % at)
    kind = b"spreadsheetml.sharedStrings+xml"
    place = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.%s"/>'
        % kind
    )
    data = changed(data, "[Content_Types].xml", b"</Types>", place + b"</Types>")
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        items = b"".join(b'<si><t xml:space="preserve">' + text + b"</t></si>" for text in texts)
        names = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr("xl/sharedStrings.xml", b'<sst xmlns="' + names + b'">' + items + b"</sst>")
    return out.getvalue()


def read_bytes(folder: Path, data: bytes, name: str = "export.xlsx", **options: object) -> list[Item]:
    (folder / name).write_bytes(data)
    return list(read(expand([str(folder / name)])[0], ReadOptions(**options)))  # type: ignore[arg-type]


def notes(items: list[Item]) -> list[Note]:
    return [item.note for item in items if isinstance(item, Loaded)]


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, InputError)]


class Watch:
    def __init__(self) -> None:
        self.columns: list[tuple[str, dict[str, str]]] = []

    def advanced(self, size: int) -> None:
        pass

    def recognised(self, file: File, columns: Mapping[str, str]) -> None:
        self.columns.append((file.key, dict(columns)))

    def format(self, file: File, form: Format) -> None:
        self.columns.append((form.value, {}))


def test_a_row_is_a_note_and_columns_are_recognised(tmp_path: Path) -> None:
    data = workbook(
        [
            ["Note ID", "Note Text", "DOS", "CPT", "Units", "Visit Number", "Colour"],
            ["v-1", NOTE, dt.date(2026, 3, 2), 97530, 2, 12.0, "red"],
            [7, "stairs", dt.datetime(2026, 3, 3, 9, 15), "97530", 1.0, None, 0.5],
        ]
    )
    watch = Watch()
    (tmp_path / "export.xlsx").write_bytes(data)
    first, second = read(expand([str(tmp_path / "export.xlsx")])[0], ReadOptions(), watch)
    assert isinstance(first, Loaded)
    assert isinstance(second, Loaded)
    assert first.note.text == NOTE
    assert first.note.id == "v-1"
    assert first.note.date_of_service == dt.date(2026, 3, 2)
    assert first.note.visit_number == 12
    assert [(line.code, line.units) for line in first.note.claim or ()] == [("97530", 2)]
    assert first.note.extra == {"Colour": "red"}
    assert (second.note.id, second.source.row) == ("7", 2)
    assert second.note.date_of_service == dt.date(2026, 3, 3)
    assert second.note.extra == {"Colour": "0.5"}
    assert watch.columns[0] == ("excel", {})
    assert watch.columns[1][1] == {
        "id": "Note ID",
        "text": "Note Text",
        "date_of_service": "DOS",
        "codes": "CPT",
        "units": "Units",
        "visit_number": "Visit Number",
    }


def test_blank_rows_are_no_rows_and_an_empty_note_is_an_error(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, workbook([["id", "text"], [1, "a"], [], [None, " "], [2], [3, "c", None, "far"]]))
    assert [note.id for note in notes(items)] == ["1", "3"]
    assert notes(items)[1].extra == {"column_4": "far"}
    assert [item.row if isinstance(item, InputError) else item.source.row for item in items] == [1, 2, 3]
    assert reasons(items) == ["the note is empty: its text has no words"]


def test_a_bad_cell_is_an_error_with_its_row(tmp_path: Path) -> None:
    items = read_bytes(
        tmp_path,
        workbook([["text", "dos", "cpt", "units"], ["a", "SECRET", 1, 1], ["b", None, 97530, "SECRET"], ["c"]]),
    )
    assert [item.row for item in items if isinstance(item, InputError)] == [1, 2]
    assert "SECRET" not in "".join(reasons(items))
    assert [note.text for note in notes(items)] == ["c"]


def test_titles_above_the_header_and_sheets_beside_it(tmp_path: Path) -> None:
    data = workbook(
        [["About this export"], ["made on", dt.date(2026, 4, 1)]],
        [["Notes"], ["Clinic 4", None], [], ["visit_id", "note_text"], ["v-1", "a"]],
        [["visit_id", "note_text"], ["v-2", "b"]],
    )
    items = read_bytes(tmp_path, data)
    assert [(note.id, note.text) for note in notes(items)] == [("v-1", "a"), ("v-2", "b")]
    assert [(item.source.path or "").removeprefix(str(tmp_path)) for item in items if isinstance(item, Loaded)] == [
        "/export.xlsx",
        "/export.xlsx!/S3",
    ]


def test_a_sheet_that_cannot_be_told_leaves_the_others(tmp_path: Path) -> None:
    bad, good = [["id", "note", "text"], [1, "a", "b"]], [["id", "text"], [2, "c"]]
    assert "two columns could be text" in reasons(read_bytes(tmp_path, workbook(bad)))[0]
    for sheets in ((bad, good), (good, bad)):
        items = read_bytes(tmp_path, workbook(*sheets))
        assert [note.text for note in notes(items)] == ["c"]
        assert len(reasons(items)) == 1
    assert "workbook is empty" in reasons(read_bytes(tmp_path, workbook([], [])))[0]
    assert [
        note.text
        for note in notes(read_bytes(tmp_path, workbook([["ID", "Remark "], [1, "a"]]), mapping={"text": "remark"}))
    ] == ["a"]


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["id", "text"], [1, "old"]], [["id", "text"], [2, "new"]])))
    book["S1"].sheet_state = "hidden"
    book.active = 1
    assert [note.text for note in notes(read_bytes(tmp_path, saved(book)))] == ["new"]


def test_numbers_as_they_are_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["text", "mrn", "a", "b", "c", "d"])
    sheet.append(["x", 42, 2.50, True, dt.time(9, 5), 12345678901])
    sheet["B2"].number_format = "000000"
    (note,) = notes(read_bytes(tmp_path, saved(book)))
    assert note.patient_id == "000042"
    assert note.extra == {"a": "2.5", "b": "TRUE", "c": "09:05:00", "d": "12345678901"}


def test_a_formula_gives_the_value_it_had(tmp_path: Path) -> None:
    data = workbook([["id", "text"], ["=1+1", "a"]])
    assert notes(read_bytes(tmp_path, data))[0].id == "export.xlsx:1"
    data = changed(data, SHEET, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    assert notes(read_bytes(tmp_path, data))[0].id == "2"


def test_carriage_returns_and_wrong_sizes(tmp_path: Path) -> None:
    data = shared(workbook([["id", "S0"], ["1", "S1"], ["2", "b"]]), b"text", b"one_x000D_\ntwo")
    data = changed(data, SHEET, b'ref="A1:B3"', b'ref="A1"')
    assert [note.text for note in notes(read_bytes(tmp_path, data))] == ["one\r\ntwo", "b"]


def test_map_overrides(tmp_path: Path) -> None:
    data = workbook([["id", "remark"], [1, "a"]])
    assert "the columns are 'id', 'remark'" in reasons(read_bytes(tmp_path, data))[0]
    assert notes(read_bytes(tmp_path, data, mapping={"text": "remark"}))[0].text == "a"
    problem = inspect(expand([str(tmp_path / "export.xlsx")])[0][0], ReadOptions())
    assert problem is not None
    assert "--map text=COLUMN" in problem.reason


def test_out_of_archives_and_from_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook([["id", "text"], [1, "a"]])
    assert notes(read_bytes(tmp_path, gzip.compress(data), "export.xlsx.gz"))[0].id == "1"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("in/export.xlsx", data)
    (item,) = read_bytes(tmp_path, out.getvalue(), "all.zip")
    assert isinstance(item, Loaded)
    assert (item.source.path or "").endswith("all.zip!/in/export.xlsx")
    monkeypatch.setattr(opening, "SPOOL", 1000)
    assert "give it as a file of its own" in reasons(read_bytes(tmp_path, gzip.compress(data), "export.xlsx.gz"))[0]


def ole(name: str) -> bytes:
    """An old Office file with one stream in its directory."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    head[30] = 9
    head[48:52] = (200).to_bytes(4, "little")
    return (
        bytes(head) + bytes(200 * 512) + "Root Entry".encode("utf-16-le").ljust(128, b"\0") + name.encode("utf-16-le")
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("EncryptedPackage", "encrypted: save it without a password"),
        ("Workbook", "old Excel workbook (.xls): save it as .xlsx or CSV"),
        ("WordDocument", "old Word document (.doc): save it as .docx"),
        ("Other", "an old Word or Excel document"),
    ],
)
def test_old_and_encrypted_workbooks_are_refused(tmp_path: Path, name: str, words: str) -> None:
    assert words in reasons(read_bytes(tmp_path, ole(name)))[0]


def test_entities_and_parts_too_large_are_refused(tmp_path: Path) -> None:
    data = shared(workbook([["id", "text"], [1, "S0"]]), b"a")
    hostile = changed(data, "xl/sharedStrings.xml", b"<sst", b'<!DOCTYPE a [<!ENTITY x "y">]><sst')
    assert "declares XML entities" in reasons(read_bytes(tmp_path, hostile))[0]
    large = changed(data, "xl/sharedStrings.xml", b"</sst>", b" " * 80_000_000 + b"</sst>")
    assert "unpacks to more than can be read" in reasons(read_bytes(tmp_path, large))[0]


def test_a_cell_longer_than_a_note_is_one_error(tmp_path: Path) -> None:
    data = shared(workbook([["id", "text"], [1, "S0"], [2, "b"]]), b"min A. " * 2_000_000)
    items = read_bytes(tmp_path, data)
    assert [note.id for note in notes(items)] == ["2"]
    assert "at most 1,000,000 characters" in reasons(items)[0]


def test_damaged_workbooks_are_one_clear_error(tmp_path: Path) -> None:
    data = workbook([["id", "text"], *[[n, f"SECRET {n * 7919}"] for n in range(200)]])
    assert "Excel workbook breaks off or is damaged" in reasons(read_bytes(tmp_path, data[: len(data) // 2]))[0]
    chance = random.Random(3)
    for _ in range(40):
        bad = bytearray(data)
        for _ in range(4):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        items = read_bytes(tmp_path, bytes(bad))
        assert items
        assert "SECRET" not in "".join(reasons(items))
    items = read_bytes(tmp_path, changed(data, SHEET, b'<c r="B150"', b'<c r="?!"'))
    assert len(notes(items)) == 148
    assert "nothing after it was read" in reasons(items)[-1]
