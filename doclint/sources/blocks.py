"""The blocks of a document (paragraphs, rows, pages) become one text whose blocks can be found again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from doclint.note import MAX_TEXT
from doclint.sources.model import UnreadableError

Block = tuple[str, str]
"""A place such as ``page 2``, and the text there with its line ends."""

_CHARACTERS: dict[int, str | None] = {
    **dict.fromkeys((*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)), None),
    **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), None),
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    0x2010: "-",
    0x2011: "-",
    # Symbol and Wingdings, by the places where Word keeps them
    0xF0B7: "•",
    0xF0A7: "▪",
    0xF0D8: "►",
    0xF0FC: "✓",
    0xF0FB: "✗",
    0xF0FE: "☑",
    0xF0FD: "☒",
    0xF0A8: "☐",
    0xF06F: "☐",
    0xF0E0: "→",
    0xF02D: "-",
    0xF0B0: "°",
    0xF0B1: "±",
    0xF0A3: "≤",
    0xF0B3: "≥",
}
_GAPS = re.compile(r"\n{3,}")
_ENDS = re.compile(r"(?<![ \t])[ \t]+(?=\n)")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document. ``places`` are the offsets where its blocks begin, in order, and what a person calls
    each: ``page 2``, ``paragraph 7``, ``table 1, row 3``.
    """

    text: str
    places: tuple[tuple[int, str], ...] = ()


def clean(text: str) -> str:
    """A text without invisible characters: line ends are ``\\n``, special spaces and hyphens plain, ligatures apart,
    symbols of Word's own fonts in Unicode.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CHARACTERS)
    return _GAPS.sub("\n\n", _ENDS.sub("", text))


def joined(blocks: Iterable[Block]) -> Document:
    """The blocks as one document, at most one blank line between two. Raises UnreadableError where it is too long."""
    parts: list[str] = []
    places: list[tuple[int, str]] = []
    length = 0
    gap = 0
    for place, text in blocks:
        cleaned = clean(text)
        body = cleaned.strip("\n").rstrip()
        if not body:
            gap = min(2, gap + cleaned.count("\n")) if parts else 0
            continue
        if parts:
            gap = min(2, gap + len(cleaned) - len(cleaned.lstrip("\n"))) or 1
            parts.append("\n" * gap)
            length += gap
        places.append((length, place))
        parts.append(body)
        length += len(body)
        if length > MAX_TEXT:
            raise UnreadableError(f"the document's text is longer than {MAX_TEXT:,} characters: no single note")
        gap = min(2, len(cleaned.rstrip(" \t")) - len(cleaned.rstrip()))
    return Document("".join(parts), tuple(places))


def row(cells: Sequence[str]) -> str:
    """The cells of a table's row, parted by bars; after a cell of several lines the next begins a line of its own."""
    text = ""
    for at, cell in enumerate(part.strip() for part in cells):
        if at and "\n" in cells[at - 1].strip():
            text += "\n" + cell
        else:
            text += (" | " if at else "") + cell
    return text.rstrip(" |\n") if text.strip(" |\n") else ""
