"""A FHIR file to its resources: bulk NDJSON line by line; a bundle, an array or a single resource as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from doclint.sources.encoding import encoding_of
from doclint.sources.fhir.values import Resource, each, text
from doclint.sources.hl7utf8 import lenient, utf8
from doclint.sources.model import UnreadableError

MAX_WHOLE = 64 * 1024 * 1024
"""Longest JSON document, and longest line of NDJSON, in bytes."""

_NESTED = 3
"""How deep bundles may stand in bundles."""
_TYPE = re.compile(r'"resourceType"\s*:\s*"[A-Z][A-Za-z]{2,40}"')
_INLINE = re.compile(r'"(?:attachment|presentedForm)"\s*:\s*[\[{]')
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]]', re.S)


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource with its place (line, or position in the bundle) and the full URL that a bundle gives it."""

    row: int | None
    resource: Resource
    name: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A line or item that is no resource, and why."""

    row: int | None
    reason: str


Group = list[Entry | Broken]
"""What is in memory together: the resources of a line, of a bundle, of an array."""


def fits(sample: bytes) -> bool:
    """Whether a file begins as a FHIR resource in JSON, an array of them, or NDJSON."""
    encoding, mark = encoding_of(sample)
    decoded = lenient(sample[mark:]) if encoding == "utf-8" else sample[mark:].decode(encoding, "ignore")
    start = decoded.lstrip().removeprefix("[").lstrip()
    if not start.startswith("{"):
        return False
    found = _typed(start)
    return found is True or (found is None and bool(_INLINE.search(start)) and '"contentType"' in start)


def groups(stream: BinaryIO) -> Iterator[Group]:
    """The resources of a file. Raises UnreadableError where it is not whole, or too long to be read as a whole."""
    lines = ((row, line) for row, line in enumerate(_lines(stream), 1) if line)
    start = [*islice(lines, 2)]
    first, second = ([line for _, line in start] + [b"", b""])[:2]
    if second and (isinstance(_value(first), dict) or (first.startswith(b"{") and second.startswith(b"{"))):
        for row, line in chain(start, lines):
            yield [_at(row, entry) for entry in _line(line)]
        return
    yield _whole(b"\n".join(_bounded(line for _, line in chain(start, lines))))


def _at(row: int, entry: Entry | Broken) -> Entry | Broken:
    return Broken(row, entry.reason) if isinstance(entry, Broken) else Entry(row, entry.resource, entry.name)


def _line(line: bytes) -> Group:
    if len(line) > MAX_WHOLE:
        return [Broken(None, f"the line is longer than {MAX_WHOLE // 1024**2} MB")]
    try:
        return resources(json.loads(lenient(line)))
    except (ValueError, RecursionError) as error:
        return [Broken(None, _why(error))]


def _whole(data: bytes) -> Group:
    try:
        return resources(json.loads(lenient(data)))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(_why(error)) from None


def resources(value: object) -> Group:
    """The resources of a JSON value: one without a place, or those of a bundle or array by position."""
    if isinstance(value, dict) and value.get("resourceType") != "Bundle":
        return [_entry(None, value, "")]
    return [_at(row, entry) for row, entry in enumerate(_flat(value, 0), 1)]


def _flat(value: object, depth: int) -> Iterator[Entry | Broken]:
    """The resources inside of bundles and arrays; of a history, the latest version of each."""
    if depth > _NESTED:
        yield Broken(None, "bundles are nested too deep")
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item, depth + 1)
    elif not isinstance(value, dict):
        yield Broken(None, 'a FHIR resource is a JSON object such as {"resourceType": "DocumentReference", …}')
    elif value.get("resourceType") == "Bundle":
        seen: set[tuple[str, str]] = set()
        for item in each(value, "entry"):
            resource = item.get("resource")
            if not isinstance(resource, dict):
                continue
            name = (text(resource.get("resourceType")), text(resource.get("id")))
            if value.get("type") == "history" and name in seen:
                continue
            seen.add(name)
            if name[0] == "Bundle":
                yield from _flat(resource, depth + 1)
            else:
                yield _entry(None, resource, text(item.get("fullUrl")))
    else:
        yield _entry(None, value, "")


def _entry(row: int | None, resource: dict[str, Any], name: str) -> Entry | Broken:
    if not text(resource.get("resourceType")):
        return Broken(row, "the object is no FHIR resource: it has no resourceType")
    return Entry(row, resource, name)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, blank ones empty. One that is too long is cut somewhere behind the bound."""
    rest: list[bytes] = []
    size = 0
    for chunk in utf8(stream):
        *ended, last = chunk.split(b"\n")
        for part in ended:
            yield b"".join([*rest, part]).strip()
            rest, size = [], 0
        if size <= MAX_WHOLE:
            rest.append(last)
            size += len(last)
    if line := b"".join(rest).strip():
        yield line


def _bounded(lines: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for line in lines:
        size += len(line) + 1
        if size > MAX_WHOLE:
            raise UnreadableError(
                f"one JSON document of more than {MAX_WHOLE // 1024**2} MB: split it, or export it as NDJSON"
            )
        yield line


def _value(line: bytes) -> object:
    try:
        return json.loads(lenient(line))
    except (ValueError, RecursionError):
        return None


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not whole JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}"
    return "JSON nested too deep" if isinstance(error, RecursionError) else "JSON with a number of too many digits"


def _typed(start: str) -> bool | None:
    """Whether the first object has a resourceType of its own; None where the text ends before one is met."""
    depth = at = 0
    while mark := _MARKS.search(start, at):
        sign = mark.group()
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
            if depth == 0:
                return False
        elif depth == 1 and sign == '"resourceType"' and _TYPE.match(start, mark.start()):
            return True
        at = mark.end()
    return None
