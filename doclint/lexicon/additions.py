"""Vocabulary of other packages: rows that the entry-point group ``doclint.lexicons`` adds to doclint's own.

An entry point names a package that holds CSV files called like doclint's (``activities.csv``), each with the same
header line. Every row says its source; a category, or whatever else decides what a row means, is one that doclint's
file has.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable

GROUP = "doclint.lexicons"

PHRASES = (
    "activities",
    "exercises",
    "passive",
    "assistance",
    "verbs",
    "objects",
    "clinician_verbs",
    "goal_cues",
    "status_cues",
    "evidence",
    "visit_cues",
    "functions",
)
"""The vocabularies that are matched as phrases; each has the columns term, variants, category, source."""
OPEN = (*PHRASES, "sections")
"""The vocabularies that take rows of other packages; the others are closed: each row of them has a meaning in the
program.
"""
_FREE = frozenset({"term", "variants", "header", "terminators", "source"})
"""Columns that may hold any words."""
_LARGEST = 1024 * 1024
_LONGEST = 200


class LexiconError(ValueError):
    """A package's vocabulary cannot be used; the message names package, file and row and says what would be right."""


def added(vocabulary: str, own: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The rows that other packages add to a vocabulary, whose ``own`` rows are given. Raises LexiconError.

    A closed vocabulary is read without importing those packages, which import doclint's rules in their turn.
    """
    for entry in _entries() if vocabulary in OPEN else ():
        for file in _files(entry):
            if file.name == f"{vocabulary}.csv":
                yield from _rows(file, f"{GROUP} entry point {entry.name!r}, {file.name}", own)


@cache
def checksums() -> tuple[str, ...]:
    """One text for each file that is added, which changes with it: what results hang on."""
    return tuple(
        f"{entry.name} {file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}"
        for entry in _entries()
        for file in _files(entry)
    )


@cache
def _entries() -> tuple[EntryPoint, ...]:
    """What other packages name; all installed packages are looked through for it."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)))


def _files(entry: EntryPoint) -> list[Traversable]:
    where = f"{GROUP} entry point {entry.name!r}"
    try:
        importlib.import_module(entry.module)
    except ImportError:
        raise LexiconError(f"{where}: there is no package {entry.module}") from None
    found = sorted((f for f in files(entry.module).iterdir() if f.name.endswith(".csv")), key=lambda f: f.name)
    for file in found:
        if file.name.removesuffix(".csv") not in OPEN:
            raise LexiconError(f"{where}: {file.name} is no vocabulary that takes rows; there is {', '.join(OPEN)}")
    return found


def _rows(file: Traversable, where: str, own: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    content = file.read_bytes()
    if len(content) > _LARGEST:
        raise LexiconError(f"{where}: more than {_LARGEST // 1024} KiB")
    try:
        table = csv.DictReader(content.decode("utf-8-sig").splitlines(), strict=True)
        header, rows = table.fieldnames, list(table)
    except (UnicodeDecodeError, csv.Error):
        raise LexiconError(f"{where}: this is no CSV file in UTF-8") from None
    if header is None or list(header) != list(own[0]):
        raise LexiconError(f"{where}: the header is {','.join(own[0])}")
    known = {name: {row[name] for row in own} for name in own[0] if name not in _FREE}
    for number, row in enumerate(rows, 1):
        if None in row or None in row.values():
            raise LexiconError(f"{where}, row {number}: as many cells as the header has")
        first = next(iter(row))
        for name in (first, "source"):
            if not row[name].strip():
                raise LexiconError(f"{where}, row {number}: {name} is empty")
        if any(len(phrase) > _LONGEST for phrase in (row[first], *row.get("variants", "").split("|"))):
            raise LexiconError(f"{where}, row {number}: a phrase has at most {_LONGEST} characters")
        for name, values in known.items():
            if row[name] not in values:
                choice = ", ".join(sorted(filter(None, values)))
                raise LexiconError(f"{where}, row {number}: {name} is one of {choice}")
        yield row
