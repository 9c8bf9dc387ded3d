"""JSON and JSON Lines: rows, bad rows, arrays without end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doclint.claim import ClaimError, parse_claim
from doclint.result import InputError
from doclint.sources.model import Item, Loaded, ReadOptions
from doclint.sources.paths import expand
from doclint.sources.read import read
from doclint.sources.records import BadRecordError, note_of


def rows(folder: Path, data: str, name: str = "notes.jsonl", **options: object) -> list[Item]:
    (folder / name).write_text(data, encoding="utf-8")
    return list(read(expand([str(folder / name)])[0], ReadOptions(**options)))  # type: ignore[arg-type]


def test_every_field_of_the_contract(tmp_path: Path) -> None:
    record = {
        "id": "v-1042",
        "text": "x",
        "date_of_service": "2026-03-02",
        "discipline": "PT",
        "profile": "medicare",
        "patient_id": "p-7",
        "clinician_id": "c-3",
        "signed_by": "PTA",
        "visit_number": 12,
        "plan_of_care": {"certified_from": "2026-01-05", "certified_to": "2026-04-04"},
        "note_type": "daily",
        "claim": [{"code": "97530", "units": 2, "minutes": 30, "modifiers": ["GP"]}],
        "room": 4,
    }
    (item,) = rows(tmp_path, json.dumps(record, indent=1), "note.json")
    assert isinstance(item, Loaded)
    assert json.loads(item.note.model_dump_json(exclude={"extra"})) == {k: v for k, v in record.items() if k != "room"}
    assert item.note.extra == {"room": 4}
    assert item.source.row is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "x"}', "no field 'text'"),
        ('{"note_text": "SECRET"}', "--map text=note_text"),
        ('{"text": null}', "no field 'text'"),
        ('{"text": 5}', "text has to be a string"),
        ('{"text": "  "}', "the note is empty"),
        ('{"text": "a\\u0000SECRET"}', "a NUL byte in the text"),
        ('{"text": "\\ud800SECRET"}', "surrogate"),
        ('{"text": "SECRET"', "not whole JSON"),
        ("[1, 2]", "a note is a JSON object"),
        ('{"text": "SECRET", "claim": "SECRET"}', "claim has to be lines"),
        ('{"text": "SECRET", "claim": [{"code": "SECRET"}]}', "claim has to be lines"),
        ('{"text": "SECRET", "discipline": "SECRET"}', "PT or OT"),
        ('{"text": "SECRET", "date_of_service": "SECRET"}', "a date such as"),
        ('{"text": "SECRET", "visit_number": ' + "9" * 5000 + "}", "too many digits"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_bad_lines_are_errors_with_row_and_reason(tmp_path: Path, line: str, words: str) -> None:
    items = rows(tmp_path, f'{{"text": "one"}}\n\n{line}\n{{"text": "four", "id": 4}}\n')
    assert [type(item) for item in items] == [Loaded, InputError, Loaded]
    error = items[1]
    assert isinstance(error, InputError)
    assert error.row == 3
    assert words in error.reason
    assert "SECRET" not in error.reason
    assert [item.note.id for item in items if isinstance(item, Loaded)] == ["notes.jsonl:1", "4"]


def test_arrays_are_read_item_by_item(tmp_path: Path) -> None:
    items = rows(tmp_path, '[{"text": "a]}\\"[{"}, {"id": "q"},\n {bad}, {"text": "z"} ]\n', "notes.json")
    assert [type(item) for item in items] == [Loaded, InputError, InputError, Loaded]
    assert [item.row if isinstance(item, InputError) else item.source.row for item in items] == [1, 2, 3, 4]


@pytest.mark.parametrize("tail", ["", ',{"text": "b', '] {"text": "c"}'])
def test_arrays_that_break_off_give_what_came_before(tmp_path: Path, tail: str) -> None:
    items = rows(tmp_path, '[{"text": "a"}, {"text": "b"}' + tail, "notes.json")
    assert isinstance(items[0], Loaded)
    assert isinstance(items[-1], InputError)
    assert items[-1].reason.endswith("nothing after it was read")


def test_a_long_array_streams(tmp_path: Path) -> None:
    notes = [{"id": str(n), "text": "sit to stand, min A. " * 40 + "[{"} for n in range(2000)]
    items = rows(tmp_path, json.dumps(notes), "notes.json")
    assert [item.note.id for item in items if isinstance(item, Loaded)] == [str(n) for n in range(2000)]


def test_map_names_keys(tmp_path: Path) -> None:
    (item,) = rows(tmp_path, '{"body": "x", "text": "y"}', mapping={"text": "body"})
    assert isinstance(item, Loaded)
    assert item.note.text == "x"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"text": "bed mobility", "id": "\ud800"}, "half of a character pair"),
        ({"text": "bed mobility", "clinician_id": "\udfff"}, "half of a character pair"),
        ({"text": "bed mobility", "room": json.loads("[" * 500 + "]" * 500)}, "nested too deep"),
    ],
)
def test_a_record_that_could_not_be_written_again_is_refused(record: dict[str, object], reason: str) -> None:
    with pytest.raises(BadRecordError, match=reason):
        note_of(record, "x")


@pytest.mark.parametrize("claim", ["97530:²:GP", "97530:٣:GP", "97530:99999999999:GP"])
def test_units_are_plain_digits(claim: str) -> None:
    with pytest.raises(ClaimError, match="units are a whole number"):
        parse_claim(claim)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("97530:2:GP,", "a comma too many"),
        ("97530:99999", "up to 9999"),
        ("97530:2:GP+59:3", "part lines by a comma"),
        ("9753٠", "five characters"),
    ],
)
def test_claim_messages_say_what_is_wrong(claim: str, words: str) -> None:
    with pytest.raises(ClaimError, match=words):
        parse_claim(claim)


@pytest.mark.parametrize("start", ["{", '{"resourceType": "DocumentReference", '])
def test_where_json_breaks_is_told_in_plain_words(tmp_path: Path, start: str) -> None:
    (tmp_path / "x.ndjson").write_text(f'{start}"text": "a"}}\n{start}"text": "unfinished\n')
    *_, last = read(expand([str(tmp_path / "x.ndjson")])[0], ReadOptions())
    assert isinstance(last, InputError)
    assert last.row == 2
    assert last.reason == f"not whole JSON: Unterminated string starting at character {len(start) + 9}"
