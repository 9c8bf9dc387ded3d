"""JSON: one note as an object, or an array of notes, read item by item; rows are counted as items, from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from doclint.result import InputError
from doclint.sources.jsonl import parse
from doclint.sources.model import MAX_RECORD, File, Rows, UnreadableError

_MARK = re.compile(r'["{}\[\],]')
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.S)
_CHUNK = 64 * 1024


class Pieces(Protocol):
    """Text that comes in pieces."""

    def read(self, size: int, /) -> str:
        """At least one character of about ``size``; none at the end."""


def rows(text: Pieces, file: File, mapping: Mapping[str, str]) -> Rows:
    """The notes of a JSON document."""
    start = _gathered(text, "", _CHUNK)
    if not start.lstrip().startswith("["):
        whole = _gathered(text, start, MAX_RECORD + 1)
        if len(whole) > MAX_RECORD:
            raise UnreadableError(f"one JSON object of more than {MAX_RECORD:,} characters")
        yield parse(whole, file, None, mapping)
        return
    row = 0
    try:
        for row, item in enumerate(items(start, text), 1):
            yield parse(item, file, row, mapping)
    except UnreadableError as error:
        yield InputError(source=file.name, row=row + 1, reason=f"{error}; nothing after it was read")


def _gathered(text: Pieces, start: str, size: int) -> str:
    parts, length = [start], len(start)
    while length < size and (more := text.read(_CHUNK)):
        parts.append(more)
        length += len(more)
    return "".join(parts)


def items(start: str, text: Pieces) -> Iterator[str]:
    """The items of a JSON array as text, without having it in memory. Raises UnreadableError where it does not end."""
    buffer = start.lstrip()[1:]
    begin = at = depth = 0
    chunk = _CHUNK
    first = True
    while True:
        mark = _MARK.search(buffer, at)
        end = mark.end() if mark else len(buffer)
        if mark and mark.group() == '"':
            string = _STRING.match(buffer, mark.start())
            end = string.end() if string else -1
        if mark and end >= 0:
            at = end
            sign = mark.group()
            if sign in "{[":
                depth += 1
            elif sign in ",]}" and depth == 0:
                item = buffer[begin : mark.start()]
                if item.strip() or sign == "," or not first:
                    yield item
                first = False
                if sign != ",":
                    if (buffer[at:] + text.read(_CHUNK)).strip():
                        raise UnreadableError("something stands behind the closing ] of the array")
                    return
                begin = at
            elif sign in "]}":
                depth -= 1
            continue
        at = mark.start() if mark else len(buffer)
        buffer, at, begin = buffer[begin:], at - begin, 0
        chunk = max(_CHUNK, len(buffer))
        if len(buffer) > MAX_RECORD:
            raise UnreadableError(f"an item that does not end within {MAX_RECORD:,} characters")
        more = text.read(chunk)
        if not more:
            raise UnreadableError("the JSON array breaks off: an item, a quote or the closing ] is missing")
        buffer += more
