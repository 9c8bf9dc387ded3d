"""Files on the page: a note fills the field, an export becomes a report, nothing stays."""

from __future__ import annotations

import asyncio
import csv
import gc
import io
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
from page_browser import Opened, browsing, left_behind, lines, said, serving

from doclint.report.forms import Evidence
from doclint.service.page.drop import Drop
from doclint.service.page.opened import UPLOAD, Asked
from doclint.service.page.reports import Reports
from doclint.service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTE = "97530 25 min: sit to stand from commode x5, min A. PT cued foot placement. Goal: toilet transfer mod I."
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title="taken"</script>'
UPLOAD_LIMIT = 64 * 1024 * 1024


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def address(temporary: Path) -> Iterator[str]:
    with serving(TMPDIR=str(temporary)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as opened:
        yield opened


@pytest.fixture
def opened(browser: Browser, address: str, temporary: Path) -> Iterator[Opened]:
    page = Opened(browser, address, accept_downloads=True).ready()
    yield page
    page.close()
    assert page.complaints == []
    assert {url for url in page.requests if not url.startswith((address, f"blob:{address}"))} == set()
    gone(temporary)


def gone(temporary: Path) -> None:
    end = time.monotonic() + 10
    while left_behind(temporary):
        assert time.monotonic() < end, "the upload stays"
        time.sleep(0.05)


def export(rows: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Visit ID", "Therapist", "Discipline", "CPT Codes", "Units", "Note Text"])
    for row in range(rows):
        writer.writerow([f"v-{row}", "c-1", "PT", "97530", "2", f"{NOTE} Trial {row}. {HOSTILE if row == 1 else ''}"])
    return out.getvalue().encode()


def docx(text: str) -> bytes:
    from docx import Document

    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_note_that_is_dropped_fills_the_field_and_can_be_undone(opened: Opened) -> None:
    opened.write("before")
    with opened.judged():
        opened.drop("note.docx", docx(NOTE))
        opened.until("document.querySelector('#text').value.includes('commode')")
    assert opened.page.input_value("#text") == NOTE
    assert "sit to stand from commode" in opened.marked()["activity"]
    opened.page.focus("#text")
    opened.page.keyboard.press("Control+Z")
    opened.until("document.querySelector('#text').value === 'before'")


def test_a_json_note_sets_visit_and_claim_and_what_the_rules_look_at(opened: Opened) -> None:
    note = {
        "text": NOTE, "discipline": "PT", "date_of_service": "2026-03-02", "profile": "medicaid", "signed_by": "PTA",
        "patient_id": "p-7", "claim": [{"code": "97530", "units": 3, "minutes": 25, "modifiers": ["GP", "59"]}],
    }  # fmt: skip
    sent = []
    opened.page.on(
        "request",
        lambda request: (
            sent.append(json.loads(request.post_data or "{}")) if request.url.endswith("/page/lint") else None
        ),
    )
    with opened.judged():
        opened.drop("note.json", json.dumps(note).encode())
        opened.until("document.querySelector('#text').value !== ''")
    assert opened.page.input_value("#profile") == "medicaid"
    assert opened.page.input_value("#date") == "2026-03-02"
    del note["patient_id"]
    assert sent[-1] == note | {"id": "note"}
    assert "signed by PTA" in str(opened.page.text_content("#carried"))
    with opened.judged():
        opened.page.click("#drop-carried")
    assert "signed_by" not in sent[-1]


def test_an_export_becomes_a_report_that_is_shown_apart_and_saved(opened: Opened, temporary: Path) -> None:
    opened.drop(f"{HOSTILE}.csv", export(12))
    opened.page.wait_for_selector("#report-dialog[open]", timeout=60_000)
    assert "12 notes" in str(opened.page.text_content("#report-says"))
    assert HOSTILE.replace("/", "") not in opened.page.inner_html("#report-says")
    frame = opened.page.frame_locator("#report-frame")
    frame.get_by_role("heading", level=1).wait_for()
    assert "Do the notes support billing CPT 97530?" in str(frame.get_by_role("heading", level=1).text_content())
    assert frame.locator("tbody.note").count() == 12
    frame.locator("#f-sort").wait_for()  # the report's own script runs
    assert (
        frame.locator("body").evaluate(
            "() => { try { return String(parent.document.title) } catch { return 'apart' } }"
        )
        == "apart"
    )
    assert frame.locator("h1").evaluate("e => getComputedStyle(e).fontSize") == "28px"
    with opened.page.expect_download() as saved:
        opened.page.click("#report-save")
    html = Path(str(saved.value.path())).read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "sit to stand" in html
    assert opened.page.title() != "taken"
    opened.page.click("#report-close")
    opened.page.wait_for_selector("#report-frame:not([src])", state="attached")
    gone(temporary)


def test_evidence_keeps_words_out_of_the_report(opened: Opened) -> None:
    opened.page.click("#export summary")
    opened.page.select_option("#evidence", "offsets")
    opened.drop("export.csv", export(3))
    opened.page.wait_for_selector("#report-dialog[open]", timeout=60_000)
    frame = opened.page.frame_locator("#report-frame")
    frame.get_by_role("heading", level=1).wait_for()
    assert "commode" not in frame.locator("html").inner_html()


def test_what_cannot_be_read_is_said_with_its_reason(opened: Opened) -> None:
    opened.drop("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    opened.page.wait_for_selector("#problem:visible", timeout=30_000)
    assert str(opened.page.text_content("#problem")).startswith("picture.png: this is a picture; doclint reads text,")


def test_several_files_are_asked_for_as_an_archive(opened: Opened) -> None:
    opened.page.set_input_files("#file", [])
    opened.page.evaluate(
        "() => { const d = new DataTransfer(); d.items.add(new File(['a'], 'a.txt')); d.items.add(new File(['b'], 'b.txt')); document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: d, bubbles: true, cancelable: true})) }"
    )
    assert "One file at a time" in str(opened.page.text_content("#problem"))


def test_opening_a_file_by_the_button(opened: Opened) -> None:
    with opened.page.expect_file_chooser() as chooser:
        opened.page.click("#open")
    with opened.judged():
        chooser.value.set_files([{"name": "note.txt", "mimeType": "text/plain", "buffer": NOTE.encode("utf-16")}])
        opened.until("document.querySelector('#text').value !== ''")
    assert opened.page.input_value("#text") == NOTE


def test_stopping_a_scan_ends_it_and_removes_the_upload(opened: Opened, temporary: Path) -> None:
    opened.drop("export.csv", export(4000))
    opened.page.wait_for_selector("#scan-dialog[open]")
    opened.until("document.querySelector('#scan-says').textContent.includes('linted so far')", 60)
    assert left_behind(temporary)
    opened.page.click("#scan-stop")
    gone(temporary)
    assert not opened.page.locator("#scan-dialog").is_visible()


def test_the_lines_of_an_export(address: str, temporary: Path) -> None:
    status, headers, body = said(address, "/page/file?evidence=none", export(5), X_File_Name="export.csv")
    assert status == 200
    assert headers["content-type"].startswith("application/x-ndjson")
    told = lines(body)[-1]
    assert set(told) == {"report", "key", "notes", "errors", "evidence"}
    assert (told["notes"], told["errors"], told["evidence"]) == (5, 0, "none")
    status, headers, report = said(address, f"/page/report/{told['key']}", None, "GET")
    assert status == 200
    assert report.decode() == told["report"]
    assert headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert said(address, f"/page/report/{told['key']}", None, "GET")[0] == 404  # once is enough
    gone(temporary)


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "C:\\notes\\a.txt", quote("a\r\nb\0.txt"), "", "x" * 900, quote("‮txt.exe")]
)
def test_names_of_files_lead_nowhere(address: str, temporary: Path, name: str) -> None:
    status, _, body = said(address, "/page/file", NOTE.encode(), X_File_Name=name)
    assert status == 200
    assert lines(body) == [{"done": 0}, {"note": {"text": NOTE}}]
    gone(temporary)


def test_wrong_options_are_refused(address: str) -> None:
    for query in ("profile=/etc/x.toml", "discipline=SLP", "evidence=all"):
        status, _, body = said(address, f"/page/file?{query}", b"x")
        assert status == 422
        assert b"etc" not in body


def test_a_file_that_is_too_large_is_refused_and_gone(address: str, temporary: Path) -> None:
    url = urlsplit(address)
    with socket.create_connection((str(url.hostname), int(url.port or 0)), timeout=60) as client:
        client.sendall(
            f"POST /page/file HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Length: {UPLOAD_LIMIT * 2}\r\n\r\n".encode()
        )
        block = bytes(1024 * 1024)
        try:
            for _ in range(UPLOAD_LIMIT // len(block) + 2):
                client.sendall(block)
        except OSError:
            pass  # it has been told already
        assert client.recv(4096).startswith(b"HTTP/1.1 413 ")
    gone(temporary)


def test_one_file_at_a_time_and_a_client_that_goes_away_frees_the_place(address: str, temporary: Path) -> None:
    url = urlsplit(address)
    with socket.create_connection((str(url.hostname), int(url.port or 0)), timeout=60) as client:
        client.sendall(f"POST /page/file HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Length: 1000\r\n\r\nhalf".encode())
        end = time.monotonic() + 10
        while not left_behind(temporary):
            assert time.monotonic() < end
            time.sleep(0.02)
        status, headers, body = said(address, "/page/file", b"note")
        assert status == 503
        assert int(headers["retry-after"]) > 0
        assert json.loads(body)["detail"] == "another file is being read"
    gone(temporary)
    assert said(address, "/page/file", NOTE.encode())[0] == 200


def test_the_upload_is_removed_also_where_the_service_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "doclint-page-x"
    folder.mkdir()
    (folder / UPLOAD).write_bytes(export(20_000))
    asked = Asked("export.csv", "medicare", None, Evidence.FULL, "fast")
    with subprocess.Popen(
        [sys.executable, "-m", "doclint.service.page.opened"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"folder": str(folder), **asked.as_dict()}).encode() + b"\n")
        process.stdin.flush()
        assert "done" in json.loads(process.stdout.readline())  # it is at it
        process.stdin.close()  # as when the service has gone
        process.wait(timeout=30)
        assert process.returncode == 1
    assert not folder.exists()


def test_an_answer_that_nobody_reads_frees_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def body() -> AsyncIterator[bytes]:
        yield NOTE.encode()

    async def twice() -> None:
        drop = Drop(Settings(), Reports())
        asked = Asked("note.txt", "medicare", None, Evidence.FULL, "fast")
        await drop.begin(asked, body())
        gc.collect()
        async with asyncio.timeout(20):
            while left_behind(tmp_path):
                await asyncio.sleep(0.01)
        told = [json.loads(line) async for line in await drop.begin(asked, body())]
        assert told[-1] == {"note": {"text": NOTE}}

    with ThreadPoolExecutor(1) as thread:  # the browser of these tests has this one's event loop
        thread.submit(lambda: asyncio.run(twice())).result()
    assert left_behind(tmp_path) == []
