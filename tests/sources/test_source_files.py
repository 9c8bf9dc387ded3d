"""Files and folders as inputs, and what each encoding becomes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from doclint.result import InputError
from doclint.sources.model import File, Item, Loaded, ReadOptions, UnreadableError
from doclint.sources.paths import expand
from doclint.sources.read import inspect, read, recognise_map

NOTE = "97530 x 25 min: café table set – 5×, min A"


def read_bytes(folder: Path, name: str, data: bytes, **options: object) -> list[Item]:
    path = folder / name
    path.write_bytes(data)
    files, errors = expand([str(path)])
    assert not errors
    return list(read(files, ReadOptions(**options)))  # type: ignore[arg-type]


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, InputError)]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32", b""),
        ("cp1252", b""),
    ],
)
def test_text_of_every_encoding_is_not_garbled(tmp_path: Path, encoding: str, mark: bytes) -> None:
    (item,) = read_bytes(tmp_path, "note.txt", mark + NOTE.encode(encoding))
    assert isinstance(item, Loaded)
    assert item.note.text == NOTE


def test_cp1252_behind_the_first_sample_is_read(tmp_path: Path) -> None:
    text = "a" * 200_000 + " café"
    (item,) = read_bytes(tmp_path, "note.txt", text.encode("cp1252"))
    assert isinstance(item, Loaded)
    assert item.note.text == text


def test_line_ends_stay_as_given(tmp_path: Path) -> None:
    (item,) = read_bytes(tmp_path, "note.txt", b"one\r\ntwo\rthree\n")
    assert isinstance(item, Loaded)
    assert item.note.text == "one\r\ntwo\rthree\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"97530\0 min A", "NUL byte on line 1"),
        (b"x" * 100_000 + b"\n\0", "NUL byte on line 2"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"97530 \x81 text", "0x81"),
        (b"%PDF-1.7 ...", "PDF is broken"),
        (b"PK\x03\x04....", "zip archive breaks off"),
        (b"{\\rtf1 x", "RTF document breaks off"),
        (b"<?xml version='1.0'?><a/>", "XML document, but neither HTML nor C-CDA"),
        (b"MSH|^~\\&|a|b", "no note text"),
        (b"\x89PNG\r\n\x1a\n", "a picture; doclint reads text"),
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
        (b"notes.txt".ljust(257, b"\0") + b"ustar\x0000".ljust(300, b"\0"), "a tar archive: unpack it"),
        ("half".encode("utf-16")[:-1], "UTF-16"),
    ],
)
def test_what_is_no_note_is_refused_with_its_reason(tmp_path: Path, data: bytes, words: str) -> None:
    items = read_bytes(tmp_path, "note.txt", data)
    assert len(items) == 1
    assert words in reasons(items)[0]


def test_a_line_of_five_megabytes_is_no_note(tmp_path: Path) -> None:
    assert "longer than 1,000,000 characters" in reasons(read_bytes(tmp_path, "note.txt", b"min A. " * 750_000))[0]


def test_a_line_of_nearly_a_megabyte_is_read(tmp_path: Path) -> None:
    (item,) = read_bytes(tmp_path, "note.txt", b"min A. " * 140_000)
    assert isinstance(item, Loaded)
    assert len(item.note.text) == 980_000


def test_a_text_longer_than_a_note_is_refused(tmp_path: Path) -> None:
    assert "longer than" in reasons(read_bytes(tmp_path, "note.txt", b"x " * 10_000_001))[0]


def test_format_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    (item,) = read_bytes(tmp_path, "note.csv.txt", b'{"id": "v-1", "text": "min A"}\n{"text": "x"}')[:1]
    assert isinstance(item, Loaded)
    assert item.note.id == "v-1"
    (item,) = read_bytes(tmp_path, "note.json", b"97530: stairs, min A")
    assert isinstance(item, Loaded)
    assert item.note.text == "97530: stairs, min A"


def test_a_checkbox_print_out_is_text(tmp_path: Path) -> None:
    for text in ("[x] 97530 Therapeutic Activities\n[ ] 97110", "Activity | Minutes | Notes\nstairs | 10 | ok"):
        (item,) = read_bytes(tmp_path, "note.txt", text.encode())
        assert isinstance(item, Loaded)
        assert item.note.text == text


def test_folders_are_read_by_name_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden", "sub/c.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("min A")
    files, errors = expand([str(tmp_path)])
    assert [file.key for file in files] == ["a.md", "b.txt", "sub/c.txt"]
    assert not errors
    assert not any(file.named for file in files)


def test_patterns_and_doubles(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_text("x")
    files, _ = expand([f"{tmp_path}/*.txt", f"{tmp_path}/a.txt"])
    assert [file.key for file in files] == ["a.txt", "b.txt"]


def test_files_of_one_name_get_ids_by_their_path(tmp_path: Path) -> None:
    for name in ("x/note.txt", "y/note.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    files, _ = expand([f"{tmp_path}/x/note.txt", f"{tmp_path}/y/note.txt"])
    assert [file.key for file in files] == [f"{tmp_path.as_posix()}/{name}/note.txt" for name in "xy"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("missing.txt", "no such file"),
        ("note.tx", "did you mean"),
        ("*.pdf", "no file fits"),
        ("empty", "holds no files"),
    ],
)
def test_inputs_that_name_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("x")
    files, errors = expand([given])
    assert not files
    assert words in errors[0].reason
    assert errors[0].source == given


def test_a_file_that_vanishes_becomes_an_error() -> None:
    file = File(Path("/nowhere/note.txt"), "/nowhere/note.txt", "note.txt")
    assert reasons(list(read([file], ReadOptions()))) == ["no such file or directory"]
    assert inspect(file, ReadOptions()) is not None


def test_reading_never_changes_what_comes_after(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0")
    (tmp_path / "b.txt").write_text("min A")
    items = list(read(expand([str(tmp_path)])[0], ReadOptions()))
    assert [type(item) for item in items] == [InputError, Loaded]


@pytest.mark.parametrize(
    ("pair", "words"), [("text", "field=column"), ("txt=a", "did you mean text"), ("zz=a", "fields are")]
)
def test_map_pairs_that_do_not_parse(pair: str, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        recognise_map([pair])


def test_a_file_name_that_is_not_utf8_is_written_with_its_bytes(tmp_path: Path) -> None:
    odd = os.fsdecode(os.path.join(os.fsencode(tmp_path), b"bad\xff.txt"))
    Path(odd).write_text("97530 20 min: bed mobility, min A. Total 20 min.", encoding="utf-8")
    files, errors = expand([str(tmp_path)])
    assert errors == []
    assert [file.key for file in files] == ["bad\\xff.txt"]


def test_a_report_below_a_folder_holds_no_notes(tmp_path: Path) -> None:
    (tmp_path / "rep").mkdir()
    (tmp_path / "rep" / "summary.json").write_text('{"schema": "doclint.summary/1"}', encoding="utf-8")
    (tmp_path / "rep.unfinished").mkdir()
    (tmp_path / "rep.unfinished" / "UNFINISHED").touch()
    (tmp_path / "note.txt").touch()
    assert [file.key for file in expand([str(tmp_path)])[0]] == ["note.txt"]


def test_old_line_ends_become_lines_and_offsets_stay(tmp_path: Path) -> None:
    (item,) = read_bytes(tmp_path, "note.txt", b"S: ok\rO: min A\r")
    assert isinstance(item, Loaded)
    assert item.note.text == "S: ok\nO: min A\n"


@pytest.mark.parametrize("data", [b"5", b"null\n", b'"stairs"'])
def test_a_json_file_of_one_bare_value_is_no_note(tmp_path: Path, data: bytes) -> None:
    assert "a note is a JSON object" in reasons(read_bytes(tmp_path, "x.json", data))[0]


def test_a_distant_name_is_no_hint(tmp_path: Path) -> None:
    (tmp_path / "nul.txt").touch()
    assert "did you mean" not in expand([str(tmp_path / "nofile.txt")])[1][0].reason
    assert "nul.txt" in expand([str(tmp_path / "null.txt")])[1][0].reason
