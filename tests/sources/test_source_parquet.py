"""Parquet files: streamed rows, typed columns, and what is refused."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import random
from decimal import Decimal
from pathlib import Path

import pytest

from doclint.note import Note
from doclint.result import InputError
from doclint.sources import opening
from doclint.sources.model import File, Item, Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import inspect, read

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def table(columns: dict[str, object], **options: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def read_bytes(folder: Path, data: bytes, name: str = "export.parquet", **options: object) -> list[Item]:
    (folder / name).write_bytes(data)
    return list(read(expand([str(folder / name)])[0], ReadOptions(**options)))  # type: ignore[arg-type]


def notes(items: list[Item]) -> list[Note]:
    return [item.note for item in items if isinstance(item, Loaded)]


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, InputError)]


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
def test_a_row_is_a_note(tmp_path: Path, compression: str) -> None:
    data = table(
        {
            "NoteID": [1, 2, 3],
            "note_text": ["stairs", "café – 5×", None],
            "DOS": [dt.date(2026, 3, 2), None, dt.date(2026, 3, 4)],
            "visit_number": [4.0, None, 6.0],
            "colour": ["red", None, "blue"],
        },
        compression=compression,
    )
    first, second, third = read_bytes(tmp_path, data)
    assert isinstance(first, Loaded)
    assert isinstance(second, Loaded)
    assert isinstance(third, InputError)
    assert (first.note.id, first.note.text, first.note.visit_number) == ("1", "stairs", 4)
    assert first.note.date_of_service == dt.date(2026, 3, 2)
    assert (second.note.text, second.note.visit_number, second.note.extra) == ("café – 5×", None, {"colour": ""})
    assert (third.row, third.reason) == (3, "the note is empty: its text has no words")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([dt.datetime(2026, 3, 2, 9, 15)], pa.timestamp("ns")),
        ([dt.datetime(2026, 3, 2)], pa.timestamp("us", "UTC")),
        ([dt.datetime(2026, 3, 2, 23, 59)], pa.timestamp("ms", "America/New_York")),
        ([dt.date(2026, 3, 2)], pa.date64()),
        (["03/02/2026"], pa.dictionary(pa.int32(), pa.string())),
        (["2026-03-02"], pa.large_string()),
        ([b"20260302"], pa.binary()),
        ([20260302], pa.int64()),
    ],
)
def test_dates_of_every_type(tmp_path: Path, values: list[object], kind: object) -> None:
    zone = getattr(kind, "tz", None) == "America/New_York"
    if zone:
        values = [dt.datetime(2026, 3, 3, 4, 59, tzinfo=dt.UTC)]
    (note,) = notes(read_bytes(tmp_path, table({"text": ["a"], "dos": pa.array(values, kind)})))
    assert note.date_of_service == dt.date(2026, 3, 2)


LINES = [{"code": "97530", "units": 2, "modifiers": ["GP"]}, {"code": "97110", "units": 1, "modifiers": None}]
WHOLE = [("97530", 2, ("GP",)), ("97110", 1, ())]


@pytest.mark.parametrize(
    ("columns", "claim"),
    [
        ({"claim": [LINES]}, WHOLE),
        ({"claim": [LINES[0]]}, WHOLE[:1]),
        ({"claim": ["97530:2:GP"]}, WHOLE[:1]),
        ({"claim": pa.array([[]], pa.list_(pa.struct([("code", pa.string())])))}, []),
        ({"claim": pa.array([None], pa.list_(pa.struct([("code", pa.string())])))}, None),
        ({"cpt": [["97530", "97110"]], "units": [[2, 1]], "modifiers": [[["GP"], []]]}, WHOLE),
        ({"cpt": [97530], "units": [2.0], "mods": [["GP", "CQ"]]}, [("97530", 2, ("GP", "CQ"))]),
        ({"cpt": ["97530"], "units": [Decimal("2.00")]}, [("97530", 2, ())]),
    ],
)
def test_claims_in_lists_and_structs(tmp_path: Path, columns: dict[str, object], claim: object) -> None:
    (note,) = notes(read_bytes(tmp_path, table({"text": ["a"], **columns})))
    assert (None if note.claim is None else [(c.code, c.units, c.modifiers) for c in note.claim]) == claim


def test_a_plan_of_care_as_struct_and_other_columns(tmp_path: Path) -> None:
    plan = {"certified_from": dt.date(2026, 1, 5), "certified_to": dt.date(2026, 4, 4)}
    data = table({"text": ["a"], "plan_of_care": [plan], "rooms": [[1, 2]], "ok": [True], "w": [1.5]})
    (note,) = notes(read_bytes(tmp_path, data))
    assert note.plan_of_care is not None
    assert note.plan_of_care.certified_to == dt.date(2026, 4, 4)
    assert note.extra == {"rooms": "[1, 2]", "ok": "TRUE", "w": "1.5"}


def test_bad_values_are_errors_with_their_row(tmp_path: Path) -> None:
    text = pa.array([b"a\xff\xfe", b"fine", b"c"], pa.binary()).view(pa.string())
    dates = pa.array([0, 2**60, 1], pa.int64()).view(pa.timestamp("us"))
    items = read_bytes(tmp_path, table({"text": text, "at": dates}))
    assert [item.row for item in items if isinstance(item, InputError)] == [1, 2]
    assert [note.text for note in notes(items)] == ["c"]


def test_columns_that_cannot_be_told(tmp_path: Path) -> None:
    data = table({"id": ["1"], "remark": ["a"]})
    assert "no column holds the note's text; the columns are 'id', 'remark'" in reasons(read_bytes(tmp_path, data))[0]
    assert inspect(expand([str(tmp_path / "export.parquet")])[0][0], ReadOptions()) is not None
    assert notes(read_bytes(tmp_path, data, mapping={"text": "remark"}))[0].id == "1"


def test_an_empty_table_is_told(tmp_path: Path) -> None:
    data = table({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())})
    assert reasons(read_bytes(tmp_path, data)) == ["the file holds no notes"]


def test_out_of_a_gzip_and_from_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    data = table({"id": ["1"], "text": ["a"]})
    assert notes(read_bytes(tmp_path, gzip.compress(data), "x.parquet.gz"))[0].id == "1"
    pipe = [File(None, "<stdin>", "stdin")]
    assert notes(list(read(pipe, ReadOptions(stdin=Pipe(data)))))[0].id == "1"
    monkeypatch.setattr(opening, "SPOOL", 100)
    assert "give it as a file of its own" in reasons(list(read(pipe, ReadOptions(stdin=Pipe(data)))))[0]


def test_a_file_that_breaks_off_is_one_clear_error(tmp_path: Path) -> None:
    data = table(
        {"id": [str(n) for n in range(2000)], "text": [f"SECRET {n * 7919}" for n in range(2000)]}, row_group_size=500
    )
    for end in (len(data) - 1, len(data) // 2, 4, 11):
        items = read_bytes(tmp_path, data[:end])
        assert reasons(items) == ["the Parquet file breaks off or is damaged: export or copy it again"]
        assert not notes(items)
    problem = inspect(expand([str(tmp_path / "export.parquet")])[0][0], ReadOptions())
    assert problem is not None


def test_a_damaged_row_group_leaves_the_rows_before_it(tmp_path: Path) -> None:
    data = bytearray(
        table(
            {"text": [f"SECRET {n * 7919}" for n in range(2000)]},
            row_group_size=500,
            compression="zstd",
            use_dictionary=False,
        )
    )
    middle = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(2).column(0).data_page_offset
    data[middle + 60 : middle + 400] = bytes(340)
    items = read_bytes(tmp_path, bytes(data))
    assert len(notes(items)) == 1000
    (error,) = [item for item in items if isinstance(item, InputError)]
    assert (error.row, "nothing after it was read" in error.reason) == (1001, True)
    assert "SECRET" not in error.reason


def test_an_encrypted_footer_is_told(tmp_path: Path) -> None:
    data = table({"text": ["a"]})
    assert "encrypted" in reasons(read_bytes(tmp_path, data[:-4] + b"PARE"))[0]
    assert "encrypted" in reasons(read_bytes(tmp_path, b"PARE" + data[4:-4] + b"PARE"))[0]


def test_any_damage_is_survived(tmp_path: Path) -> None:
    data = table({"id": ["1", "2"], "text": ["SECRET", "b"], "claim": [LINES, []]})
    chance = random.Random(5)
    for _ in range(60):
        bad = bytearray(data)
        for _ in range(3):
            bad[chance.randrange(4, len(bad))] = chance.randrange(256)
        items = read_bytes(tmp_path, bytes(bad))
        assert items
        assert "SECRET" not in "".join(reasons(items))


def test_a_long_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    rows = pa.table(
        {"id": [str(n) for n in range(2000)], "text": [f"{n} " + "sit to stand, min A. " * 1000 for n in range(2000)]}
    )
    with pq.ParquetWriter(
        path, rows.schema, use_dictionary=False, write_batch_size=16, data_page_size=100_000
    ) as writer:
        writer.write_table(rows, row_group_size=2000)
    del rows
    before = pa.total_allocated_bytes()
    peak = count = 0
    for item in read(expand([str(path)])[0], ReadOptions()):
        count += isinstance(item, Loaded)
        peak = max(peak, pa.total_allocated_bytes() - before)
    assert count == 2000
    assert peak < 8_000_000


def test_a_note_that_is_far_too_long_is_one_error(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, table({"id": ["1", "2"], "text": ["min A. " * 2_000_000, "b"]}))
    assert [note.id for note in notes(items)] == ["2"]
    assert "at most 1,000,000 characters" in reasons(items)[0]
