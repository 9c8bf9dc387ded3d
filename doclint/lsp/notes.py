"""The notes of a document: a file of text is one note; in JSON, each note object, its text read through the escapes."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from doclint.note import Note
from doclint.scan.judge import refused
from doclint.sources.records import BadRecordError, note_of

MAX_NOTES = 1_000
"""Most notes of a document that are linted while it is edited."""
MAX_NOTE = 100_000
"""Longest note that is linted while it is edited, in characters."""
MAX_DOCUMENT = 5_000_000
"""Longest document that is looked into, in characters."""

_JSON = frozenset({"json", "jsonc", "jsonl", "jsonlines", "ndjson"})
_BY_LINE = frozenset({"jsonl", "jsonlines", "ndjson"})
_ENDINGS = tuple(f".{name}" for name in sorted(_JSON))
_LINE = re.compile(r"[^\r\n]+")
_MARK = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\],:]')
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the characters of a note stand in its document: stretches that run alike begin at ``own`` in the note and
    at ``document`` there.
    """

    own: tuple[int, ...] = (0,)
    document: tuple[int, ...] = (0,)

    def at(self, offset: int) -> int:
        """The place in the document of a character of the note."""
        part = bisect_right(self.own, offset) - 1
        return self.document[part] + offset - self.own[part]


@dataclass(frozen=True, slots=True)
class Written:
    """A note of a document, and the places of its text."""

    note: Note
    places: Places = field(default_factory=Places)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the document that holds a stretch of the note."""
        return self.places.at(start), (
            self.places.at(end - 1) + self._width(end - 1) if end > start else self.places.at(end)
        )

    def _width(self, offset: int) -> int:
        """Characters of the document that the last character of a stretch takes, which may be written as an escape."""
        following = bisect_right(self.places.own, offset)
        if following < len(self.places.own) and self.places.own[following] == offset + 1:
            return self.places.document[following] - self.places.at(offset)
        return 1


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch of a document that should be a note and is none, and why."""

    start: int
    end: int
    reason: str


def notes_of(text: str, *, language: str, name: str) -> Iterator[Written | Unread]:
    """The notes of a document by its language, or its name's ending; JSON that holds no note gives nothing."""
    if len(text) > MAX_DOCUMENT:
        yield Unread(0, 0, f"more than {MAX_DOCUMENT:,} characters: run `doclint scan` on the file")
        return
    if language in _JSON or (language in ("", "plaintext") and name.lower().endswith(_ENDINGS)):
        by_line = language in _BY_LINE or name.lower().endswith(tuple(f".{ending}" for ending in _BY_LINE))
        yield from _objects(text, name, by_line=by_line)
    elif text.strip():
        yield _checked({"text": text}, name, 0, len(text), Places())


def _objects(text: str, name: str, *, by_line: bool) -> Iterator[Written | Unread]:
    """The note objects of a document: itself, the items of its array, or one a line."""
    found = 0
    spans = (
        chain.from_iterable(_spans(text, *line.span()) for line in _LINE.finditer(text)) if by_line else _spans(text)
    )
    for start, end, first, last in spans:
        found += 1
        if found > MAX_NOTES:
            yield Unread(start, start + 1, f"more than {MAX_NOTES:,} notes: run `doclint scan` on the file")
            return
        try:
            record = json.loads(text[start:end])
        except (ValueError, RecursionError):
            continue  # the editor's own reader of JSON tells it
        if isinstance(record.get("text"), str) and record["text"].strip():
            yield _checked(record, f"{name}:{found}", start, end, _places(text, first, last))


def _spans(text: str, begin: int = 0, stop: int | None = None) -> Iterator[tuple[int, int, int, int]]:
    """Begin and end of each object that has a text, and begin and end of what stands between the quotes of its text.

    The objects are those at the top, and the items of an array at the top.
    """
    outer: list[str] = []
    home, start = -1, 0
    value: tuple[int, int] | None = None
    key = before = ""
    for mark in _MARK.finditer(text, begin, len(text) if stop is None else stop):
        sign = mark.group()
        if sign in "{[":
            if sign == "{" and outer in ([], ["["]):
                home, start, value = len(outer) + 1, mark.start(), None
            outer.append(sign)
        elif sign in "}]":
            if len(outer) == home and value is not None:
                yield start, mark.end(), *value
                value = None
            outer[-1:] = []
        elif sign[0] == '"' and len(outer) == home and before in "{,":
            key = sign
        elif sign[0] == '"' and len(outer) == home and before == ":" and key == '"text"':
            value = mark.start() + 1, mark.end() - 1
        before = sign[0]


def _places(text: str, first: int, last: int) -> Places:
    """The places of a text that stands between quotes."""
    own, document = [0], [first]
    for escape in _ESCAPE.finditer(text, first, last):
        own.append(own[-1] + escape.start() - document[-1] + 1)
        document.append(escape.end())
    return Places(tuple(own), tuple(document))


def _checked(record: dict[str, Any], key: str, start: int, end: int, places: Places) -> Written | Unread:
    try:
        note = note_of(record, key)
    except BadRecordError as error:
        return Unread(start, end, str(error))
    if note.profile is not None and (reason := refused(note.profile)):
        return Unread(start, end, reason)
    if len(note.text) > MAX_NOTE:
        return Unread(start, end, f"longer than {MAX_NOTE:,} characters: run `doclint lint` on the note")
    return Written(note, places)
