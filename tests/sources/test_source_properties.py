"""What holds for any bytes and any tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.result import InputError
from doclint.sources.model import Item, Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import inspect, read

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1).filter(str.strip)
STARTS = st.sampled_from(
    [b"", b"[", b'{"text": "', b"id,text\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b'[{"text":"a"},']
    + [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b\x08\x00",
        b"PAR1",
        b"%PDF-1.7\n",
        b"{\\rtf1 ",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ]
    + [
        b'{"resourceType": "Bundle", ',
        b'{"resourceType": "DocumentReference"}\n{',
        b"MSH|^~\\&|a|b\r",
        b"\x0bMSH|^~\\&|",
        b"BHS|",
    ]
    + [
        b"<ClinicalDocument xmlns='urn:hl7-org:v3'>",
        b"<?xml version='1.0'?>",
        b"<!DOCTYPE html><html>",
        gzip.compress(b"id,text\n1,a\n"),
    ]
)


def from_bytes(name: str, data: bytes) -> list[Item]:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        files, _ = expand([str(path)])
        problem = inspect(files[0], ReadOptions())
        items = list(read(files, ReadOptions()))
        assert problem is None or any(isinstance(item, InputError) for item in items)
        return items


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["n.txt", "n.csv", "n.json", "n.jsonl", "n"]), STARTS, st.binary(max_size=400))
def test_no_bytes_crash_a_reader(name: str, start: bytes, data: bytes) -> None:
    items = from_bytes(name, start + data)
    assert items
    assert all(item.note.text.strip() for item in items if isinstance(item, Loaded))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_table_that_is_written_is_read_back(notes: list[tuple[str, str]], delimiter: str, encoding: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["note_id", "note_text", "remark"])
    writer.writerows([f"v-{n}", text, remark] for n, (text, remark) in enumerate(notes))
    items = from_bytes("n.csv", stream.getvalue().encode(encoding))
    assert [(i.note.text, i.note.extra["remark"]) for i in items if isinstance(i, Loaded)] == notes


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=6), st.booleans(), st.sampled_from([None, 1]))
def test_json_that_is_written_is_read_back(texts: list[str], ascii_only: bool, indent: int | None) -> None:
    notes = [{"text": text} for text in texts]
    array = from_bytes("n.json", json.dumps(notes, ensure_ascii=ascii_only, indent=indent).encode())
    lines = from_bytes("n.jsonl", "\n".join(json.dumps(note, ensure_ascii=ascii_only) for note in notes).encode())
    for items in (array, lines):
        assert [item.note.text for item in items if isinstance(item, Loaded)] == texts
