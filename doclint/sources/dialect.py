"""How a table is written: its delimiter, quotes and escapes, found by the header."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doclint.sources.columns import known_fields

_BLANK = re.compile(r"(?:[ \t]*\r?\n)+")
_SEP = re.compile(r"sep=(.)\r?\n", re.I)
_ESCAPED = re.compile(r"\\\"(?![\"\r\n]|\Z)")
_USUAL = ",;\t|"


@dataclass(frozen=True, slots=True)
class Header:
    """The names in the first record, and how the table is written. ``skip`` lines stand above it."""

    names: tuple[str, ...]
    delimiter: str
    quote: str
    escape: str | None
    skip: int = 0


def header_of(start: str, mapping: Mapping[str, str]) -> Header | None:
    """The header of a table by its first characters; None where no delimiter gives two columns and no column is known.

    Every character of the first line that could part columns is tried; the one that names the most known columns is
    taken, then the one that gives the most columns.
    """
    blank = _BLANK.match(start)
    skip, stated = 0, ""
    if blank:
        skip, start = blank.group().count("\n"), start[blank.end() :]
    if sep := _SEP.match(start):
        skip, stated, start = skip + 1, sep.group(1), start[sep.end() :]
    first = start[:100_000].split("\n", 1)[0]
    quote = "'" if re.match(r"\s*'[^'\n]*'\s*[^\w\s']", first) else '"'
    candidates = stated or [c for c in dict.fromkeys(_USUAL + first) if c in _USUAL or _parts(c, quote)]
    lines = start[:100_000].splitlines(keepends=True)
    best: tuple[tuple[int, int, int], Header] | None = None
    for rank, delimiter in enumerate(candidates):
        escape = "\\" if delimiter != "\\" and _escapes(start, delimiter) else None
        names = _first_record(lines, delimiter, quote, escape)
        known = len(known_fields(names, mapping))
        if not names or (len(names) < 2 and not known):
            continue
        score = (known, len(names), -rank)
        if best is None or score > best[0]:
            best = score, Header(names, delimiter, quote, escape, skip)
    return best[1] if best else None


def _parts(char: str, quote: str) -> bool:
    return (char.isascii() or char in "¦§") and not (char.isalnum() or char in " _-.()#/'\"\r\n" or char == quote)


def _escapes(start: str, delimiter: str) -> bool:
    """Whether quotes inside quoted cells are written with a backslash before them."""
    return any(not start.startswith(delimiter, found.end()) for found in _ESCAPED.finditer(start))


def _first_record(lines: Sequence[str], delimiter: str, quote: str, escape: str | None) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader(lines, delimiter=delimiter, quotechar=quote, escapechar=escape), ()))
    except csv.Error:
        return ()
