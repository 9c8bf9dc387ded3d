"""A record (a JSON object, a table's row) becomes a note; what is wrong with it is said without quoting it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from doclint.claim import ClaimError, parse_claim
from doclint.note import MAX_TEXT, Note
from doclint.result import InputError, Source
from doclint.sources.columns import FIELDS, LONGEST_NAME, plain
from doclint.sources.encoding import undecoded
from doclint.sources.model import File, Item, Loaded

_RIGHT = {
    "text": f"a string of at most {MAX_TEXT:,} characters",
    "date_of_service": "a date such as 2026-03-02",
    "discipline": "PT or OT",
    "visit_number": "a whole number",
    "plan_of_care": 'dates such as {"certified_from": "2026-01-05", "certified_to": "2026-04-04"}',
    "claim": 'lines such as [{"code": "97530", "units": 2, "modifiers": ["GP"]}] or 97530:2:GP',
    "extra": "an object",
}
_DATES = (
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%Y/%m/%d",
    "%m-%d-%Y",
    "%Y%m%d",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
)
_HALF = re.compile("[\ud800-\udfff]")
_DEEPEST = 40
"""How deep a record's fields may nest."""
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,30}")
"""A key that an error may name: no text of a note."""
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*\Z")


class BadRecordError(ValueError):
    """A record that is no note; the message is the reason and quotes nothing of it."""


def note_of(record: Mapping[str, Any], key: str) -> Note:
    """The note of a record; ``key`` is its id where it gives none. Raises BadRecordError."""
    data = dict(record)
    _sound({field: value for field, value in data.items() if field != "text"})
    text = data.get("text")
    if text is None:
        raise BadRecordError(_no_text(data))
    if isinstance(text, str):
        if reason := undecoded(text):
            raise BadRecordError(reason)
        if not text.strip():
            raise BadRecordError("the note is empty: its text has no words")
    if data.get("id") in (None, ""):
        data["id"] = key
    if isinstance(data.get("date_of_service"), str):
        data["date_of_service"] = day(data["date_of_service"])
    if isinstance(data.get("claim"), str):
        data["claim"] = claim_of(data["claim"])
    try:
        return Note.model_validate(data)
    except ValidationError as error:
        field = str(error.errors(include_input=False, include_url=False, include_context=False)[0]["loc"][0])
        raise BadRecordError(f"{field} has to be {_RIGHT.get(field, 'a string')}") from None
    except RecursionError:
        raise BadRecordError("the record is nested too deep") from None


def _sound(value: object, depth: int = 0) -> None:
    """Raise BadRecordError where a value could not be written again: half of a character pair, or nested too deep."""
    if depth > _DEEPEST:
        raise BadRecordError("the record is nested too deep")
    if isinstance(value, str):
        if not value.isascii() and _HALF.search(value):
            raise BadRecordError("a field holds half of a character pair, which is no text; export the file as UTF-8")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _sound(key, depth + 1)
            _sound(item, depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _sound(item, depth + 1)


def item_of(record: Mapping[str, Any], file: File, row: int | None) -> Item:
    """The note of a record with its place, or the error that it becomes."""
    key = file.key if row is None else f"{file.key}:{row}"
    try:
        return Loaded(note_of(record, key), Source(path=file.name, row=row))
    except BadRecordError as error:
        return InputError(source=file.name, row=row, reason=str(error))


def mapped(record: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """A record with the keys that ``--map`` names under their field's name."""
    taken = {column: field for field, column in mapping.items() if column in record}
    out = {key: value for key, value in record.items() if key not in taken and key not in taken.values()}
    return out | {field: record[column] for column, field in taken.items()}


def day(text: str) -> dt.date | None:
    """A date of service as exports write it; month before day. Raises BadRecordError."""
    bare = _TIME.sub("", text.strip())
    if not bare:
        return None
    for style in _DATES:
        try:
            return dt.datetime.strptime(bare, style).date()
        except ValueError:
            continue
    raise BadRecordError(f"date_of_service has to be {_RIGHT['date_of_service']}")


def claim_of(text: str) -> list[dict[str, Any]]:
    """Claim lines as written on the command line. Raises BadRecordError."""
    try:
        return [line.model_dump() for line in parse_claim(text)]
    except ClaimError:
        raise BadRecordError(f"claim has to be {_RIGHT['claim']}") from None


def _no_text(data: Mapping[str, Any]) -> str:
    names = FIELDS["text"][0].split()
    near = [key for key in data if isinstance(key, str) and len(key) <= LONGEST_NAME and plain(key) in names]
    lists = [key for key, value in data.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
    if "text" not in data and len(lists) == 1 and _KEY.fullmatch(lists[0]):
        return f"no field 'text'; if {lists[0]!r} holds the notes, give this array without the object around it"
    if "text" not in data and len(near) == 1:
        return f"no field 'text'; it has {near[0]!r}: name it with --map text={near[0]}"
    return 'no field \'text\': a note is an object such as {"id": "v-1", "text": "…"}'
