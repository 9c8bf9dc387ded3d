"""What one task reads: a file, or a part of a large one that can be read by itself."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from doclint.result import InputError
from doclint.sources import jsonl
from doclint.sources.encoding import encoding_of
from doclint.sources.formats import Format
from doclint.sources.model import MAX_RECORD, SAMPLE, File, Item, ReadOptions, Silent, Watcher
from doclint.sources.opening import reason_of
from doclint.sources.read import inspect, read

PART = 64 * 1024 * 1024
"""Bytes of a part of JSON Lines."""
_PLACES = 36
"""Bits of a row's number that count rows of a unit; the bits above count units."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file from byte ``start`` to ``end``, each the place behind a line end; ``before`` lines stand in
    front of them.
    """

    start: int
    end: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A file, or its ``lines``; the rows have numbers above ``first`` that keep the order of the input."""

    first: int
    file: File
    lines: Lines | None = None


def units_of(files: Sequence[File], reading: ReadOptions, *, part: int = PART) -> list[Unit]:
    """The units of files in order. Large JSON Lines in UTF-8 are parted at line ends; ``before`` is not counted yet."""
    found: list[Unit] = []
    for file in map(_absolute, files):
        parts: list[Lines | None] = [*_parts(file, reading, part)]
        for lines in parts or [None]:
            found.append(Unit(first(len(found)), file, lines))
    return found


def _absolute(file: File) -> File:
    """A file by its whole path: a worker runs in a folder of its own."""
    return file if file.path is None else replace(file, path=Path(os.path.abspath(file.path)))


def first(place: int) -> int:
    """What the unit at a place numbers its rows from."""
    return place << _PLACES


def _parts(file: File, reading: ReadOptions, part: int) -> list[Lines]:
    """The parts of a file, none where it is read whole."""
    if file.path is None:
        return []
    try:
        size = file.path.stat().st_size
        if size <= part or not _is_jsonl(file, file.path, reading):
            return []
        with file.path.open("rb") as stream:
            name, mark = encoding_of(stream.read(SAMPLE))
        if name != "utf-8":
            return []
        ends = sorted({mark, *_line_ends(file.path, range(part, size, part)), size})
    except OSError:
        return []  # it is told when the file is read
    return [Lines(start, end) for start, end in pairwise(ends)]


class _Told(Silent):
    """Keeps the format that was recognised last."""

    form: Format | None = None

    def format(self, file: File, form: Format) -> None:
        self.form = form


def _is_jsonl(file: File, path: Path, reading: ReadOptions) -> bool:
    """Whether a file holds JSON Lines and is no archive of them."""
    with path.open("rb") as stream:
        start = stream.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    told = _Told()
    return start.startswith(b"{") and inspect(file, reading, told) is None and told.form is Format.JSONL


def _line_ends(path: Path, near: range) -> Iterator[int]:
    """The places behind the first line ends at or behind some places."""
    with path.open("rb") as stream:
        for place in near:
            stream.seek(place - 1)
            while (line := stream.readline(SAMPLE)) and not line.endswith(b"\n"):
                pass
            yield stream.tell()


def items_of(unit: Unit, options: ReadOptions, watcher: Watcher) -> Iterator[Item]:
    """What a unit holds, with the rows' numbers in the whole file."""
    if unit.lines is None or unit.file.path is None:
        yield from read([unit.file], options, watcher)
        return
    watcher.format(unit.file, Format.JSONL)
    number = unit.lines.before
    try:
        with unit.file.path.open("rb") as stream:
            for line in _text_lines(stream, unit.lines):
                number += 1
                if line is None:
                    reason = f"the line is longer than {MAX_RECORD:,} characters"
                    yield InputError(source=unit.file.name, row=number, reason=reason)
                elif line.strip():
                    yield jsonl.parse(line, unit.file, number, options.mapping)
    except OSError as error:
        reason = f"{reason_of(error)}; nothing after it was read"
        yield InputError(source=unit.file.name, row=number + 1, reason=reason)


def count_lines(unit: Unit) -> int:
    """The line ends in a unit's lines; 0 where it cannot be read, which is told when it is."""
    count = 0
    if unit.lines is None or unit.file.path is None:
        return 0
    try:
        with unit.file.path.open("rb") as stream:
            within = _within(stream, unit.lines)
            while data := within.read(SAMPLE):
                count += data.count(b"\n")
    except OSError:
        return 0
    return count


def _text_lines(stream: BinaryIO, lines: Lines) -> Iterator[str | None]:
    """The lines as text; None in place of one that is too long."""
    text = io.TextIOWrapper(_within(stream, lines), encoding="utf-8", errors="doclint.cp1252", newline="\n")
    while line := text.readline(MAX_RECORD + 1):
        if len(line) > MAX_RECORD and not line.endswith("\n"):
            while (rest := text.readline(MAX_RECORD)) and not rest.endswith("\n"):
                pass
            yield None
        else:
            yield line


def _within(stream: BinaryIO, lines: Lines) -> io.BufferedReader:
    stream.seek(lines.start)
    return io.BufferedReader(_Within(stream, lines.end - lines.start))


class _Within(io.RawIOBase):
    """The next ``size`` bytes of a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)
