"""Positions, the notes of documents, and the server on a port."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol.types import Position, Range, TextDocumentContentChangePartial, TextDocumentContentChangeWholeDocument
from pygls.workspace import PositionCodec

from doclint.lsp.documents import Document
from doclint.lsp.notes import MAX_NOTES, Unread, Written, notes_of
from doclint.lsp.positions import Lines

CHARACTERS = 'ab \n\r\té🙂\u2028\x0c\x85\u0301𝟘\\"'
texts = st.text(alphabet=CHARACTERS, max_size=40)
encodings = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@given(texts, encodings, st.data())
@settings(deadline=None)
def test_a_place_leads_back_to_its_character(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[max(0, offset - 1) : offset + 1] == "\r\n":
        offset -= 1
    lines = Lines(text, encoding)
    place = lines.position(offset)
    assert lines.offset(place) == offset
    before = re.split("\r\n|\n|\r", text[:offset])
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    units = len(before[-1].encode(encoding if encoding == "utf-8" else f"{encoding}-le")) // width
    assert (place.line, place.character) == (len(before) - 1, units)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_long_line_is_counted_in_blocks(encoding: str) -> None:
    text = "x\n" + "a\u00e9\U0001f642" * 2_000
    lines = Lines(text, encoding)
    for offset in (2, 1023, 1024, 1025, 3000, 4097, len(text)):
        assert lines.offset(lines.position(offset)) == offset
        assert lines.position(offset).line == 1
        assert lines.position(offset).character == Lines(text[2:offset], encoding).position(offset - 2).character


def test_places_that_do_not_exist_are_near_ones() -> None:
    lines = Lines("a🙂\nb", "utf-16")
    assert lines.offset(Position(0, 99)) == 2
    assert lines.offset(Position(0, 2)) == 1  # within the pair
    assert lines.offset(Position(1, 99)) == lines.offset(Position(9, 0)) == 4


@given(texts, st.lists(st.tuples(st.integers(0, 6), st.integers(0, 12), texts), max_size=4), encodings)
@settings(deadline=None)
def test_changes_are_applied_as_editors_make_them(text: str, edits: list[tuple[int, int, str]], encoding: str) -> None:
    document = Document("file:///a.txt", text, position_codec=PositionCodec(encoding))
    for start, size, new in edits:
        lines = Lines(text, encoding)
        first = lines.offset(lines.position(min(start, len(text))))
        last = max(first, lines.offset(lines.position(min(start + size, len(text)))))
        change = TextDocumentContentChangePartial(Range(lines.position(first), lines.position(last)), new)
        document.apply_change(change)
        text = text[:first] + new + text[last:]
        assert document.source == text
    document.apply_change(TextDocumentContentChangeWholeDocument(text="new"))
    assert document.source == "new"


notes = st.fixed_dictionaries(
    {"text": st.text(alphabet=CHARACTERS + "xyz", min_size=1, max_size=30).filter(str.strip)},
    optional={"id": st.text(max_size=3), "meta": st.dictionaries(st.sampled_from(["text", "a"]), texts, max_size=2)},
)


@given(
    st.lists(notes, min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([None, 1]),
    st.sampled_from(["one", "array", "lines"]),
)
@settings(deadline=None)
def test_a_note_in_json_leads_back_to_its_place(
    items: list[dict[str, object]], ascii_: bool, indent: int | None, form: str
) -> None:
    if form == "array":
        text = json.dumps(items, ensure_ascii=ascii_, indent=indent)
    else:
        items = items[:1] if form == "one" else items
        indent = indent if form == "one" else None
        text = "\n".join(json.dumps(item, ensure_ascii=ascii_, indent=indent) for item in items)
    found = [*notes_of(text, language="jsonl" if form == "lines" else "json", name="a")]
    assert [each.note.text for each in found if isinstance(each, Written)] == [item["text"] for item in items]
    for each in found:
        assert isinstance(each, Written)
        own = each.note.text
        for start in range(len(own)):
            for end in (start + 1, len(own)):
                first, last = each.span(start, end)
                assert json.loads(f'"{text[first:last]}"') == own[start:end]


def test_hostile_json_is_looked_through_in_time() -> None:
    begin = time.process_time()
    for text in ('"' + '\\"' * 500_000, '{"text": "' + "\\" * 1_000_001, "[" * 1_000_000, '{"text":' * 200_000):
        assert [*notes_of(text, language="json", name="a")] == []
    assert time.process_time() - begin < 10


def test_more_notes_than_are_linted_is_told() -> None:
    text = json.dumps([{"text": "a"}] * (MAX_NOTES + 5))
    found = [*notes_of(text, language="json", name="a")]
    assert len(found) == MAX_NOTES + 1
    assert isinstance(found[-1], Unread)


def test_a_note_names_a_payer_of_the_list_and_no_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "medicare"\nname = "own"\ntitle = "Own"\n', encoding="utf-8")
    text = json.dumps([{"text": "a", "profile": name} for name in ("medicaid", "nobody", str(own))])
    found = [*notes_of(text, language="json", name="a")]
    assert [isinstance(each, Written) for each in found] == [True, False, False]
    assert {each.reason for each in found if isinstance(each, Unread)} == {
        "no such profile; `doclint profiles` lists them"
    }


@pytest.mark.parametrize("name", ["visit.md", "visit.txt", "visit"])
def test_any_text_is_one_note(name: str) -> None:
    (found,) = notes_of("a\r\nb\x0c", language="markdown", name=name)
    assert isinstance(found, Written)
    assert (found.note.text, found.span(1, 4)) == ("a\r\nb\x0c", (1, 4))


def _message(**content: object) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **content}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def test_a_port_serves_one_editor_of_this_machine() -> None:
    command = [sys.executable, "-m", "doclint", "lsp", "--tcp", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        address = re.search(r"127\.0\.0\.1:(\d+)", line)
        assert address, line
        port = int(address[1])
        with socket.create_connection(("127.0.0.1", port), 20) as editor:
            editor.sendall(_message(id=1, method="initialize", params={"capabilities": {}}))
            assert b'"positionEncoding"' in editor.recv(65536)
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), 5)
            editor.sendall(_message(id=2, method="shutdown") + _message(method="exit"))
            while editor.recv(65536):
                pass
        assert server.wait(20) == 0
        assert server.stderr.read() == ""


def test_wrong_usage_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "doclint", "lsp", "--stdio", "--tcp", "0"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "doclint: give --stdio or --tcp, not both\n")


def test_without_the_extra_it_says_what_to_install() -> None:
    script = "import sys; sys.modules['pygls'] = None; from doclint.cli import main; sys.exit(main(['lsp']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("doclint: `doclint lsp` needs pygls")
    assert done.stderr.endswith("pip install 'doclint[lsp]'\n")
