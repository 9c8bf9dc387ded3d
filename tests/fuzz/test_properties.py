"""What holds for any note, result and export."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doclint import Linter, Note
from doclint.result import Result
from doclint.sources.formats import Format
from doclint.sources.model import File, Loaded, ReadOptions
from doclint.sources.read import read

from .seeds import WORDS

NOTES = st.lists(st.sampled_from([word for word in WORDS if word]), min_size=1, max_size=40).map("".join)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=40).filter(str.strip)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def linter() -> Linter:
    return Linter()


@RELAXED
@given(NOTES)
def test_a_result_is_read_back_from_its_json(text: str) -> None:
    result = linter().lint(Note(id="n", text=text))
    written = result.model_dump_json()
    assert Result.model_validate_json(written) == result
    assert Result.model_validate_json(written).model_dump_json() == written


@RELAXED
@given(NOTES)
def test_line_ends_of_windows_change_no_finding(text: str) -> None:
    text = text.replace("\r", "")
    unix, windows = (linter().lint(Note(id="n", text=t)) for t in (text, text.replace("\n", "\r\n")))
    assert [(f.rule, f.line) for f in unix.findings] == [(f.rule, f.line) for f in windows.findings]
    assert unix.verdict == windows.verdict
    assert [(e.label, e.text.split()) for e in unix.entities] == [(e.label, e.text.split()) for e in windows.entities]


@RELAXED
@given(NOTES, st.integers(0, 4))
def test_a_claim_given_apart_is_that_of_the_note(text: str, units: int) -> None:
    claim = [{"code": "97530", "units": units, "modifiers": ["GP"]}]
    inside = linter().lint(Note.model_validate({"id": "n", "text": text, "claim": claim}))
    apart = linter().lint(Note(id="n", text=text), claim=f"97530:{units}:GP")
    assert inside == apart


def _excel(rows: list[tuple[str, str]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [("note_id", "note_text"), *rows]:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parquet(rows: list[tuple[str, str]]) -> bytes:
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    table = pyarrow.table({"note_id": [one for one, _ in rows], "note_text": [two for _, two in rows]})
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


def _fhir(rows: list[tuple[str, str]]) -> bytes:
    import base64

    return "\n".join(
        json.dumps(
            {
                "resourceType": "DocumentReference",
                "id": name,
                "status": "current",
                "content": [
                    {
                        "attachment": {
                            "contentType": "text/plain; charset=utf-8",
                            "data": base64.b64encode(text.encode()).decode(),
                        }
                    }
                ],
            }
        )
        for name, text in rows
    ).encode()


@pytest.mark.parametrize(
    ("form", "write"), [(Format.EXCEL, _excel), (Format.PARQUET, _parquet), (Format.FHIR, _fhir)], ids=str
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXT, min_size=1, max_size=4))
def test_what_is_written_is_read_back(
    form: Format, write: Callable[[list[tuple[str, str]]], bytes], texts: list[str]
) -> None:
    rows = [(f"v-{number}", f"97530 {text}") for number, text in enumerate(texts)]
    stream = io.BytesIO(write(rows))
    items = list(read([File(None, "given", "given")], ReadOptions(format=form, stdin=stream)))
    loaded = [item.note for item in items if isinstance(item, Loaded)]
    assert [note.text.split() for note in loaded] == [text.split() for _, text in rows]
    assert [note.id for note in loaded] == [name for name, _ in rows]
