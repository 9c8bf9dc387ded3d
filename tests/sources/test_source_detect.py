"""Formats are told by content: under any name, from a pipe, in archives; and what can be stated instead."""

from __future__ import annotations

import base64
import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from doclint.result import InputError
from doclint.sources.formats import Format
from doclint.sources.model import File, Item, Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import inspect, read

NOTE = "97530 x 25 min: table set-up, min A"
HL7 = f"MSH|^~\\&|A|B|C|D|20260302||MDM^T02|1|P|2.5\rTXA|1|PN|TX|20260302\rOBX|1|TX|x||{NOTE}\r"
CCDA = f'<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><title>Plan</title><text>{NOTE}</text></section></component></structuredBody></component></ClinicalDocument>'


def fhir(number: int = 1) -> str:
    content = {"attachment": {"contentType": "text/plain", "data": base64.b64encode(NOTE.encode()).decode()}}
    return json.dumps(
        {"resourceType": "DocumentReference", "id": f"d-{number}", "status": "current", "content": [content]}
    )


def parquet() -> bytes:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    pq.write_table(pa.table({"text": [NOTE]}), out)
    return out.getvalue()


def excel() -> bytes:
    book = pytest.importorskip("openpyxl").Workbook()
    book.active.append(["id", "text"])
    book.active.append(["1", NOTE])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word() -> bytes:
    document = pytest.importorskip("docx").Document()
    document.add_paragraph(NOTE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


KINDS = {
    "text": NOTE.encode,
    "rtf": lambda: b"{\\rtf1\\ansi " + NOTE.encode() + b"\\par}",
    "word": word,
    "html": lambda: f"<!DOCTYPE html><html><body><p>{NOTE}</p></body></html>".encode(),
    "csv": lambda: f'id,note_text\n1,"{NOTE}"\n'.encode(),
    "excel": excel,
    "parquet": parquet,
    "json": lambda: json.dumps([{"text": NOTE}]).encode(),
    "jsonl": lambda: json.dumps({"text": NOTE}).encode() + b"\n",
    "fhir": lambda: fhir().encode(),
    "ndjson": lambda: f"{fhir()}\n{fhir(2)}\n".encode(),
    "hl7": HL7.encode,
    "ccda": CCDA.encode,
}


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


def read_bytes(folder: Path, name: str, data: bytes, **options: object) -> list[Item]:
    (folder / name).write_bytes(data)
    return list(read(expand([str(folder / name)])[0], ReadOptions(**options)))  # type: ignore[arg-type]


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, InputError)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrap", ["bare", "gzip", "zip", "pipe", "utf-16"])
def test_every_format_under_a_name_that_says_nothing(tmp_path: Path, kind: str, wrap: str) -> None:
    data = KINDS[kind]()
    if wrap == "utf-16":
        if kind not in ("text", "csv", "json", "jsonl", "html"):
            pytest.skip("is not written in UTF-16")
        data = data.decode().encode("utf-16")
    if wrap == "pipe":
        items = list(read([File(None, "<stdin>", "stdin")], ReadOptions(stdin=Pipe(data))))
    else:
        data = {"gzip": gzip.compress, "zip": lambda data: zipped(x=data)}.get(wrap, bytes)(data)
        items = read_bytes(tmp_path, "x", data)
        assert inspect(expand([str(tmp_path / "x")])[0][0], ReadOptions()) is None
    assert not reasons(items)
    assert len(items) == (2 if kind == "ndjson" else 1)
    for item in items:
        assert isinstance(item, Loaded)
        assert NOTE in item.note.text


@pytest.mark.parametrize("name", ["x.pdf", "x.xlsx", "x.parquet", "x.hl7", "x.xml", "x.gz", "x.zip", "x.docx"])
def test_a_name_does_not_make_the_format(tmp_path: Path, name: str) -> None:
    (item,) = read_bytes(tmp_path, name, NOTE.encode())
    assert isinstance(item, Loaded)
    assert item.note.text == NOTE


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}, "PowerPoint"),
        ({"[Content_Types].xml": b"", "xl/workbook.bin": b""}, "binary Excel workbook (.xlsb)"),
        ({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}, "the Excel workbook is damaged"),
        ({"[Content_Types].xml": b"", "word/other.xml": b""}, "Word document"),
    ],
)
def test_other_and_broken_office_files_are_refused(tmp_path: Path, files: dict[str, bytes], words: str) -> None:
    assert words in reasons(read_bytes(tmp_path, "x", zipped(**files)))[0]


def test_an_open_document_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    assert "OpenDocument" in reasons(read_bytes(tmp_path, "x.odt", out.getvalue()))[0]


@pytest.mark.parametrize("title", ["DAILY NOTE | golf clinic", "Progress note, visit 4", "\n\nNote\tOT"])
def test_a_title_with_a_bar_begins_a_note_and_no_table(tmp_path: Path, title: str) -> None:
    text = f"{title}\nPt did sit to stand x5 with min A\n97530 25 min\n"
    (item,) = read_bytes(tmp_path, "x.txt", text.encode())
    assert isinstance(item, Loaded)
    assert item.note.text == text


@pytest.mark.parametrize("row", ["4|Pt stood with min A", '"Pt stood\nwith min A"|4'])
def test_a_header_with_rows_behind_it_begins_a_table(tmp_path: Path, row: str) -> None:
    header = "visit|daily note" if row[0] == "4" else "daily note|visit"
    (item,) = read_bytes(tmp_path, "x.txt", f"{header}\n{row}\n".encode())
    assert isinstance(item, Loaded)
    assert item.note.text.strip() in ("Pt stood with min A", "Pt stood\nwith min A")


def test_a_stated_format_is_taken(tmp_path: Path) -> None:
    (item,) = read_bytes(tmp_path, "x", KINDS["hl7"](), format=Format.TEXT)
    assert isinstance(item, Loaded)
    assert item.note.text.startswith("MSH")
    for form in (Format.EXCEL, Format.PARQUET, Format.CCDA, Format.HL7, Format.FHIR, Format.JSON):
        assert len(reasons(read_bytes(tmp_path, "x", NOTE.encode(), format=form))) == 1


@pytest.mark.parametrize("kind", ["ndjson", "hl7"])
def test_clinical_files_that_break_off_in_a_gzip_give_what_is_whole(tmp_path: Path, kind: str) -> None:
    rows = [fhir(n) + "\n" if kind == "ndjson" else HL7.replace("|1|P|", f"|{n}|P|") for n in range(2000)]
    data = gzip.compress("".join(rows).encode())
    items = read_bytes(tmp_path, "x.gz", data[: len(data) * 2 // 3])
    found = [item.note.id for item in items if isinstance(item, Loaded)]
    assert 1000 < len(found) < 1999
    assert found == [f"d-{n}" if kind == "ndjson" else str(n) for n in range(len(found))]
    assert "gzip archive breaks off" in reasons(items)[-1]
    assert len(reasons(items)) == 1


def test_a_document_that_breaks_off_in_a_gzip_is_no_note(tmp_path: Path) -> None:
    for kind in ("ccda", "html", "rtf", "word", "excel", "parquet", "fhir"):
        data = gzip.compress(KINDS[kind]())
        items = read_bytes(tmp_path, "x.gz", data[:-9])
        assert [isinstance(item, InputError) for item in items] == [True], kind


def test_the_command_reads_bytes_from_standard_input() -> None:
    command = [sys.executable, "-m", "doclint", "extract", "-", "--format", "json"]
    done = subprocess.run(command, input=parquet(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"97530" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(("kind", "module"), [("excel", "openpyxl"), ("parquet", "pyarrow")])
def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, module: str) -> None:
    data = KINDS[kind]()
    monkeypatch.setitem(sys.modules, module, None)
    (reason,) = reasons(read_bytes(tmp_path, "x", data))
    assert module in reason
    assert reason.endswith("pip install 'doclint[scan]'")
