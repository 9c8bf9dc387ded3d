"""Where a finding stands, as outside programs take it: in a file that is the note's text, lines and columns from 1."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from doclint.result import Finding, Related, Result

_TEXT = frozenset({"", ".txt", ".text", ".md", ".markdown", ".note"})


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a note's text; ``end_line`` and ``end_column`` (exclusive) are None without the text."""

    start: int
    end: int
    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None


def is_its_file(result: Result) -> bool:
    """Whether the note's text is the text of its file, so that the note's lines are the file's."""
    path = result.source.path
    return path is not None and result.source.row is None and PurePosixPath(path).suffix.lower() in _TEXT


def region_of(finding: Finding, text: str) -> Region | None:
    """The place of a finding; None where the whole note is meant, or the report says no places."""
    if finding.start is None or finding.end is None or finding.start == finding.end or finding.line is None:
        return None
    end = _at(text, finding.end) if text else (None, None)
    return Region(finding.start, finding.end, finding.line, finding.column or 1, *end)


def region_of_related(related: Related, text: str) -> Region | None:
    """The place of another stretch that a finding speaks of; None without the text, which its line is told from."""
    if related.start is None or related.end is None or related.start == related.end or not text:
        return None
    return Region(related.start, related.end, *_at(text, related.start), *_at(text, related.end))


def _at(text: str, offset: int) -> tuple[int, int]:
    head = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - head + 1
