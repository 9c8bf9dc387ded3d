"""FHIR R4 in JSON: bulk NDJSON (rows are lines), bundles and arrays (rows are positions, from 1), single resources.

Notes are DocumentReference and DiagnosticReport with the attachment inline, and Composition with sections. What they
refer to is looked up: Encounter (day, clinician, discipline), Claim (codes, units, modifiers), Practitioner and
PractitionerRole (designations, discipline), CarePlan (certified from and to), Binary (in bundles).

- In a bundle all of it counts.
- In NDJSON what stands before the document, and behind it as far as a bounded number of documents waits in memory.
- Where a folder is scanned, the files of the same folder that are named after these resources count too.

Of each kind a few short fields are remembered, of 200,000 resources at most. Names and birth dates of patients are not
read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from doclint.result import InputError
from doclint.sources.fhir.documents import Document, document_of, is_document
from doclint.sources.fhir.index import LIMIT, Index
from doclint.sources.fhir.record import record_of
from doclint.sources.fhir.siblings import beside
from doclint.sources.fhir.stream import Broken, Entry, Group, fits, groups
from doclint.sources.model import File, Item, ReadOptions, Rows, UnreadableError, Watcher
from doclint.sources.records import item_of

__all__ = ["fits", "rows"]

_WAITING = 2_000
"""Documents that wait for the resources behind them."""
_CHARACTERS = 8_000_000
"""Characters of their texts, in all."""


def rows(stream: BinaryIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
    """A note for each document, or the error that it becomes; what a broken file holds, before it raises.

    Raises UnreadableError.
    """
    reading = _Reading(file)
    problem: Exception | None = None
    try:
        for group in groups(stream):
            reading.take(group)
            while reading.is_full():
                yield reading.next()
    except (UnreadableError, OSError, EOFError) as error:
        problem = error
    while reading.waiting:
        yield reading.next()
    if problem is not None:
        raise problem
    if not reading.found:
        raise UnreadableError(
            "no documents (DocumentReference, Composition, or DiagnosticReport with presentedForm)"
            + (f"; the file holds {', '.join([*reading.kinds][:5])}" if reading.kinds else "")
        )
    if reading.index.full or (reading.index.beside and reading.index.beside.full):
        yield InputError(
            source=file.name,
            reason=f"more than {LIMIT:,} visits, claims and people: some were not looked up; split the export",
        )


@dataclass(slots=True)
class _Reading:
    """The documents that wait, and what was met so far."""

    file: File
    index: Index = field(default_factory=Index)
    waiting: deque[tuple[int | None, Document | str]] = field(default_factory=deque)
    size: int = 0
    kinds: dict[str, None] = field(default_factory=dict)
    found: bool = False

    def take(self, group: Group) -> None:
        """Index the resources of a group, and let its documents wait."""
        self.index.binaries.clear()
        for entry in group:
            if isinstance(entry, Entry):
                self.index.add(entry.resource, entry.name)
                kind = str(entry.resource["resourceType"])
                if kind.isalpha() and len(kind) < 40 and len(self.kinds) < 100:
                    self.kinds.setdefault(kind)
                if kind == "Binary" and len(group) > 1:
                    self.index.add_binary(entry.resource, entry.name)
        for row, read in _documents(group, self.index):
            if not self.found and isinstance(read, Document):
                self.index.beside = beside(self.file)
            self.found = True
            self.waiting.append((row, read))
            self.size += _length(read)

    def is_full(self) -> bool:
        return len(self.waiting) > _WAITING or self.size > _CHARACTERS

    def next(self) -> Item:
        """The document that has waited longest."""
        row, read = self.waiting.popleft()
        self.size -= _length(read)
        if isinstance(read, str):
            return InputError(source=self.file.name, row=row, reason=read)
        return item_of(record_of(read, self.index), self.file, row)


def _documents(group: Group, index: Index) -> Iterator[tuple[int | None, Document | str]]:
    """The documents of a group; a reason in place of one that is not read."""
    for entry in group:
        if isinstance(entry, Broken):
            yield entry.row, entry.reason
        elif is_document(entry.resource):
            try:
                yield entry.row, document_of(entry.resource, index)
            except UnreadableError as error:
                yield entry.row, str(error)
            except RecursionError:
                yield entry.row, "the resource is nested too deep"


def _length(read: Document | str) -> int:
    return 0 if isinstance(read, str) else len(read.content.text)
