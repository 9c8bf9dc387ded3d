"""Gzip and zip archives: whatever is read, is read out of them; broken and hostile ones do no harm."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from doclint.result import InputError
from doclint.sources import opening, unpacking
from doclint.sources.formats import Format
from doclint.sources.model import File, Item, Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import inspect, read

TABLE = "id,text\n" + "".join(f"v-{n},sit to stand x{n} min A {n * 7919 % 1000}\n" for n in range(3000))


def read_bytes(folder: Path, name: str, data: bytes, **options: object) -> list[Item]:
    path = folder / name
    path.write_bytes(data)
    return list(read(expand([str(path)])[0], ReadOptions(**options)))  # type: ignore[arg-type]


def piped(data: bytes, name: str = "<stdin>") -> list[Item]:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    return list(read([File(None, name, "stdin")], ReadOptions(stdin=Pipe(data))))


def ids(items: list[Item]) -> list[str]:
    return [item.note.id or "" for item in items if isinstance(item, Loaded)]


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, InputError)]


def zipped(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def streamed(files: dict[str, str]) -> bytes:
    """A zip archive written to a pipe: the sizes stand behind each file."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, text in files.items():
            archive.writestr(name, text)
    return bytes(pipe.data)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv.gz", "id,text\n1,a\n"),
        ("t.tsv.gz", "id\ttext\n1\ta\n"),
        ("t.txt.gz", "id|text\n1|a\n"),
        ("t.gz", "id;note_text\n1;a\n"),
        ("t.json.gz", '[{"id": "1", "text": "a"}]'),
        ("t.jsonl.gz", '{"id": "1", "text": "a"}\n'),
    ],
)
def test_what_is_in_a_gzip_is_told_by_its_content(tmp_path: Path, name: str, content: str) -> None:
    data = gzip.compress(content.encode())
    for items in (read_bytes(tmp_path, name, data), piped(data, name)):
        assert [item.note.text for item in items if isinstance(item, Loaded)] == ["a"]
        assert ids(items) == ["1"]


def test_gzips_one_after_the_other_and_zeros_behind_are_one_file(tmp_path: Path) -> None:
    data = gzip.compress(b"id,text\n1,a\n") + gzip.compress(b"2,b\n") + gzip.compress(b"") + bytes(1000)
    assert ids(read_bytes(tmp_path, "t.csv.gz", data)) == ["1", "2"]


def test_a_gzip_that_breaks_off_gives_its_whole_rows(tmp_path: Path) -> None:
    data = gzip.compress(TABLE.encode())
    lines = json.dumps([{"id": f"v-{n}", "text": f"stairs {n * 7919}"} for n in range(3000)]).encode()
    for name, whole in (("t.csv.gz", data), ("t.json.gz", gzip.compress(lines))):
        items = read_bytes(tmp_path, name, whole[: len(whole) * 2 // 3])
        found = ids(items)
        assert found == [f"v-{n}" for n in range(len(found))]
        assert 1500 < len(found) < 2500
        assert len(reasons(items)) == 1
        assert "breaks off" in reasons(items)[0]
        assert "nothing after it was read" in reasons(items)[0]
        error = items[-1]
        assert isinstance(error, InputError)
        assert error.row == len(found) + 1


def test_a_note_that_breaks_off_is_no_note(tmp_path: Path) -> None:
    data = gzip.compress(b"97530 x 20 min, min A. " + random.Random(1).randbytes(9000).hex().encode())
    for end in (len(data) - 8, len(data) - 1, len(data) // 2, 12, 5):
        items = read_bytes(tmp_path, "note.txt.gz", data[:end])
        assert [type(item) for item in items] == [InputError]
        assert "the gzip archive breaks off" in reasons(items)[0]


def test_something_behind_a_gzip_is_told(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, "t.csv.gz", gzip.compress(b"id,text\n1,a\n") + b"rubbish")
    assert ids(items) == ["1"]
    assert "damaged" in reasons(items)[0]


def test_every_file_of_a_zip_is_a_file_of_its_own(tmp_path: Path) -> None:
    data = zipped(
        {
            "notes/": "",
            "notes/a.csv": "id,text\n1,a\n",
            "b.txt": "stairs, min A",
            ".hidden.txt": "x",
            "__MACOSX/b.txt": "x",
            "notes/.DS_Store": "x",
            "../../c.jsonl": '{"text": "c"}',
            "notes/bad.csv": "id,remark\n1,x\n",
            "empty.txt": "",
        }
    )
    for items in (read_bytes(tmp_path, "export.zip", data), piped(data, "export.zip")):
        loaded = [(item.source.path or "", item.note.id) for item in items if isinstance(item, Loaded)]
        name = loaded[0][0].removesuffix("!/notes/a.csv")
        assert name.endswith("export.zip")
        assert [path.removeprefix(name) for path, _ in loaded] == ["!/notes/a.csv", "!/b.txt", "!/../../c.jsonl"]
        assert loaded[0][1] == "1"
        assert loaded[1][1].endswith("!/b.txt")
        assert [reason[:30] for reason in reasons(items)] == [
            "no column holds the note's tex",
            "the note is empty: its text ha",
        ]
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


def test_files_of_one_name_in_a_zip_get_ids_of_their_own(tmp_path: Path) -> None:
    data = zipped({"a.txt": "one", "b.txt": "two"}).replace(b"b.txt", b"a.txt")
    items = read_bytes(tmp_path, "z.zip", data)
    assert ids(items) == ["z.zip!/a.txt", "z.zip!/a.txt (2)"]


def test_archives_in_archives_to_two_levels(tmp_path: Path) -> None:
    inner = zipped({"a.json.gz": gzip.compress(b'{"id": "1", "text": "a"}')})
    assert ids(read_bytes(tmp_path, "o.zip", inner)) == ["1"]
    assert ids(read_bytes(tmp_path, "o.zip", zipped({"in.zip": zipped({"a.csv": "id,text\n7,x"})}))) == ["7"]
    assert ids(read_bytes(tmp_path, "o.zip.gz", gzip.compress(zipped({"a.csv": "id,text\n7,x"})))) == ["7"]
    items = read_bytes(tmp_path, "o.zip", zipped({"in.zip": inner, "b.txt": "min A"}))
    assert ids(items) == ["o.zip!/b.txt"]
    assert reasons(items) == ["an archive in an archive in an archive: unpack the outer one"]


def test_encrypted_and_oddly_packed_files_are_one_error_each(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "aaa", "b.txt": "bbb", "c.txt": "ccc"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # a.txt is marked as encrypted
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 10 : second + 12] = struct.pack("<H", 99)
    items = read_bytes(tmp_path, "z.zip", bytes(data))
    assert ids(items) == ["z.zip!/c.txt"]
    assert [error.source[-7:] for error in items if isinstance(error, InputError)] == ["!/a.txt", "!/b.txt"]
    assert "encrypted in the archive" in reasons(items)[0]
    assert "packed in a way that is not read" in reasons(items)[1]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_damaged_file_leaves_the_others(tmp_path: Path, method: int) -> None:
    data = bytearray(zipped({"a.txt": "one " * 50, "b.txt": "SECRET " * 50, "c.txt": "three"}, method))
    at = data.index(b"b.txt") + 12
    data[at] ^= 0xFF
    items = read_bytes(tmp_path, "z.zip", bytes(data))
    assert ids(items) == ["z.zip!/a.txt", "z.zip!/c.txt"]
    assert "damaged" in reasons(items)[0]


@pytest.mark.parametrize("write", [zipped, streamed])
def test_a_zip_that_breaks_off_gives_its_whole_rows(tmp_path: Path, write: object) -> None:
    assert callable(write)
    data = write({"a.csv": "id,text\n1,a\n2,b\n", ".x": "x" * 50, "b.csv": TABLE, "c.csv": "id,text\n9,z\n"})
    cut = data.index(b"b.csv") + 9000
    items = read_bytes(tmp_path, "z.zip", data[:cut])
    found = ids(items)
    assert found[:2] == ["1", "2"]
    assert found[2:] == [f"v-{n}" for n in range(len(found) - 2)]
    assert 300 < len(found) < 2900
    assert len(reasons(items)) == 2
    assert reasons(items)[1].endswith("what stands before was read")
    without_list = data[: data.index(b"PK\x01\x02") + 10]
    items = read_bytes(tmp_path, "z.zip", without_list)
    assert len(ids(items)) == 3003
    assert len(reasons(items)) == 1


def test_a_stored_file_that_breaks_off_is_no_note(tmp_path: Path) -> None:
    data = zipped({"a.txt": "one", "b.txt": "two words " * 100}, zipfile.ZIP_STORED)
    items = read_bytes(tmp_path, "z.zip", data[: data.index(b"two words ") + 55])
    assert ids(items) == ["z.zip!/a.txt"]
    assert len(reasons(items)) == 2
    items = read_bytes(tmp_path, "z.zip", data[: data.index(b"PK\x01\x02")])
    assert ids(items) == ["z.zip!/a.txt", "z.zip!/b.txt"]


def test_archives_without_files(tmp_path: Path) -> None:
    assert reasons(read_bytes(tmp_path, "z.zip", zipped({}))) == ["the archive holds no files"]
    assert reasons(read_bytes(tmp_path, "z.zip", zipped({"a/": "", ".b": "x"}))) == ["the archive holds no files"]
    assert "empty" in reasons(read_bytes(tmp_path, "a.gz", gzip.compress(b"")))[0]


def test_a_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_FREE", 100_000)
    monkeypatch.setattr(unpacking, "_RATIO", 50)
    bomb = b"id,text\n" + b"1,a long note of one row\n" * 20_000
    for name, data, rows in (
        ("t.csv.gz", gzip.compress(bomb, 9), 19_000),
        ("t.zip", zipped({"a.csv": bomb, "b.csv": "id,text\n1,a"}), 19_000),
        ("t2.zip", zipped({"a.csv.gz": gzip.compress(bomb), "b.zip": zipped({"b.csv": "id,text\n1,a"})}), 19_000),
        ("t3.zip", streamed({"a.csv": bomb.decode()})[:-40], 19_000),
    ):
        items = read_bytes(tmp_path, name, data)
        assert 1000 < len(ids(items)) < rows, name
        assert "as a bomb does" in reasons(items)[0], name
        assert len(reasons(items)) == (1 if name.endswith("gz") else 2), name


def test_a_long_table_in_a_gzip_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("id,text\n")
        for n in range(4000):
            file.write(f"{n},{'sit to stand x5 min A. ' * 200}\n")
    tracemalloc.start()
    count = sum(1 for item in read(expand([str(path)])[0], ReadOptions()) if isinstance(item, Loaded))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4000
    assert peak < 4_000_000


def test_a_note_of_fifty_megabytes_is_one_error(tmp_path: Path) -> None:
    rows = ["id,text\n", "1,a\n", '2,"', "min A. " * 7_000_000, '"\n', "3,c\n"]
    items = read_bytes(tmp_path, "t.csv.gz", gzip.compress("".join(rows).encode(), 1))
    assert ids(items) == ["1", "3"]
    assert len(reasons(items)) == 1
    items = read_bytes(tmp_path, "n.zip", zipped({"a.txt": "min A. " * 7_000_000, "b.txt": "min A"}))
    assert ids(items) == ["n.zip!/b.txt"]
    assert "longer than 1,000,000 characters" in reasons(items)[0]


def test_a_pipe_is_held_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SPOOL", 1000)
    items = piped(zipped({"a.txt": random.Random(1).randbytes(2000)}))
    assert "give it as a file of its own" in reasons(items)[0]


def test_inspect_refuses_what_the_reading_would(tmp_path: Path) -> None:
    cases = {
        "a.csv.gz": gzip.compress(b"id,remark\n1,x\n"),
        "b.gz": gzip.compress(b"id,text\n1,x\n")[:8],
        "c.zip": zipped({"a.csv": "id,remark\n1,x\n"}),
        "d.zip": zipped({}),
        "e.zip": b"PK\x03\x04rubbish",
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        problem = inspect(expand([str(tmp_path / name)])[0][0], ReadOptions())
        assert problem is not None, name
        assert problem.reason in reasons(read_bytes(tmp_path, name, data)), name
    (tmp_path / "f.zip").write_bytes(zipped({"a.csv": "id,remark\n1,x\n", "b.csv": "id,text\n1,x\n"}))
    assert inspect(expand([str(tmp_path / "f.zip")])[0][0], ReadOptions()) is None


def test_the_format_can_be_stated_for_what_is_inside(tmp_path: Path) -> None:
    (item,) = read_bytes(tmp_path, "t.csv.gz", gzip.compress(b"id,text\n1,a\n"), format=Format.TEXT)
    assert isinstance(item, Loaded)
    assert item.note.text == "id,text\n1,a\n"


def test_any_damage_of_an_archive_is_survived(tmp_path: Path) -> None:
    chance = random.Random(7)
    for whole in (
        zipped({"a.csv": TABLE[:2000], "b.txt": "min A"}),
        streamed({"a.csv": TABLE[:2000]}),
        gzip.compress(TABLE[:2000].encode()),
    ):
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            items = read_bytes(tmp_path, "x", bytes(data[: chance.randint(1, len(data))]))
            assert items


def test_progress_counts_the_bytes_of_the_file_once(tmp_path: Path) -> None:
    class Watch:
        size = 0

        def advanced(self, size: int) -> None:
            self.size += size

        def recognised(self, file: File, columns: object) -> None:
            pass

        def format(self, file: File, form: Format) -> None:
            pass

    for name, data in (("t.csv.gz", gzip.compress(TABLE.encode())), ("t.csv", TABLE.encode()), ("a.txt", b"min A")):
        (tmp_path / name).write_bytes(data)
        watch = Watch()
        assert list(read(expand([str(tmp_path / name)])[0], ReadOptions(), watch))
        assert watch.size == len(data)


def test_a_bare_deflate_checksum_is_checked(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(TABLE.encode()))
    data[-8:-4] = struct.pack("<I", zlib.crc32(b"other"))
    items = read_bytes(tmp_path, "t.csv.gz", bytes(data))
    assert "damaged" in reasons(items)[-1]


def test_a_folder_without_permission_is_an_error_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "2025"
    closed.mkdir(mode=0o700)
    (tmp_path / "b.txt").write_text("Sit to stand x5.")
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "c.txt").write_text("Bed mobility x5.")
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != closed and allowed(path, mode))
    files, errors = expand([str(tmp_path)])
    assert not errors
    first, second, third = sorted(read(files, ReadOptions()), key=lambda item: not isinstance(item, InputError))
    assert isinstance(first, InputError)
    assert first.source == closed.as_posix()
    assert first.reason == "the folder may not be read: give doclint permission to it"
    assert isinstance(second, Loaded)
    assert isinstance(third, Loaded)


def test_an_object_around_an_array_of_notes_says_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"count": 1, "notes": [{"text": "Sit to stand x5."}]}')
    (item,) = read(expand([str(tmp_path / "x.json")])[0], ReadOptions())
    assert isinstance(item, InputError)
    assert "if 'notes' holds the notes, give this array" in item.reason
