"""Resources that stand in other files of the same folder, as a bulk export has them: ``Encounter.ndjson``."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from doclint.sources.fhir.index import KINDS, Index
from doclint.sources.fhir.stream import Entry, groups
from doclint.sources.model import File, ReadOptions, Silent, UnreadableError
from doclint.sources.opening import Part, parts

_NAME = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(sorted(KINDS))})(?![A-Za-z]).*\.(?:ndjson|jsonl|json)(?:\.gz)?\Z")


def beside(file: File) -> Index | None:
    """What the files of the folder say that are named after the resources that are looked up, such as Encounter.

    Only where a folder or pattern was given and not the file itself, so that nothing is read that was not asked for.
    """
    if file.named or file.path is None or not file.path.is_file() or "!/" in file.name:
        return None
    found = [path for path in sorted(file.path.parent.iterdir()) if _NAME.search(path.name) and path.is_file()]
    states = [(path, path.stat()) for path in found if path != file.path]
    return _indexed(tuple((str(path), state.st_size, state.st_mtime_ns) for path, state in states))


@lru_cache(maxsize=1)
def _indexed(states: tuple[tuple[str, int, int], ...]) -> Index:
    """The index of files; the last is kept, as an export has many files of documents."""
    index = Index()
    for name, _, _ in states:
        try:
            for part in parts(File(Path(name), name, name), ReadOptions(), Silent()):
                if isinstance(part, Part):
                    _fill(index, part)
        except (UnreadableError, OSError, UnicodeError):
            continue  # it is told when the file itself is read
    return index


def _fill(index: Index, part: Part) -> None:
    for group in groups(part.stream):
        for entry in group:
            if isinstance(entry, Entry):
                index.add(entry.resource, entry.name)
        if index.full:
            return
