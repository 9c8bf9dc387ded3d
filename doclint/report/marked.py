"""The text of a note cut into pieces, each marked one way: entities by label, findings by rule, overlaps by both."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doclint.report.escape import shorten, visible

_LABELS = ("ACTIVITY", "ASSISTANCE", "GOAL", "MINUTES", "SKILLED", "EXERCISE", "PASSIVE", "CUE")
_SEVERITIES = ("error", "warning", "info", "accepted")
"""How a finding is underlined, the strongest first."""
LOOKS = (*_LABELS, *_SEVERITIES)
"""Every look, in the order of the legend."""
_VALUE = 40
_TAGS = 70
"""Bytes of the page around a piece or a tag, about."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a note that a report shows; ``characters`` is its whole length where it was cut."""

    id: str
    text: str
    characters: int


class Lines(str):
    """Text that the page shows with its line breaks; other characters that do not show are written out."""

    __slots__ = ()

    def __new__(cls, text: str) -> Lines:
        if text.isprintable():
            return super().__new__(cls, text)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return super().__new__(cls, "\n".join(map(visible, lines)))


@dataclass(frozen=True, slots=True)
class Tag:
    """The words behind a marked stretch, and their look: a label or a severity."""

    words: str
    look: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. ``looks`` are the label of the shortest entity over it and the strongest severity of the
    findings over it, parted by a space; ``tags`` stand for what ends with it.
    """

    text: Lines
    looks: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A note's text in pieces. Of one that was cut, ``characters`` is the whole length and ``shown`` what is left;
    ``beyond`` counts entities and findings that lie behind the cut.
    """

    pieces: tuple[Piece, ...]
    characters: int
    shown: int
    beyond: int

    @property
    def looks(self) -> set[str]:
        """Labels and severities that occur."""
        return {tag.look for piece in self.pieces for tag in piece.tags}

    @property
    def size(self) -> int:
        """Bytes that the text takes on the page, about."""
        tags = [tag.words for piece in self.pieces for tag in piece.tags]
        text = html.escape("".join(piece.text for piece in self.pieces))
        return _TAGS * (len(self.pieces) + len(tags)) + len(text.encode()) + len("".join(tags).encode())


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    tag: Tag


def marked(note: Mapping[str, Any], kept: Text | None) -> Marked | None:
    """A note's text with its entities and findings; None where there is none, or where it is another note's."""
    if kept is None or kept.id != note["id"] or not _fits(note["entities"], kept.text):
        return None
    spans = [*_entities(note["entities"]), *_findings(note["findings"])]
    size = len(kept.text)
    inside = [span for span in spans if span.start < size or span.start == span.end == size == kept.characters]
    pieces = tuple(_pieces(kept.text, inside))
    return Marked(pieces, kept.characters, size, len(spans) - len(inside))


def _fits(entities: Iterable[Mapping[str, Any]], text: str) -> bool:
    return all(
        entity["text"] is None or entity["end"] > len(text) or text[entity["start"] : entity["end"]] == entity["text"]
        for entity in entities
    )


def _entities(entities: Iterable[Mapping[str, Any]]) -> Iterator[_Span]:
    for entity in entities:
        if entity["start"] is not None:
            status = entity["status"].replace("_", " ") if entity["status"] != "performed" else ""
            value = value_of(entity["label"], entity["value"])
            words = " ".join(filter(None, (entity["label"], status, shorten(value, _VALUE))))
            look = entity["label"] if entity["label"] in _LABELS else "CUE"
            yield _Span(entity["start"], entity["end"], Tag(words, look))


def _findings(findings: Iterable[Mapping[str, Any]]) -> Iterator[_Span]:
    for finding in findings:
        if finding["start"] is not None:
            accepted = bool(finding.get("accepted"))
            words = f"{finding['rule']} accepted" if accepted else finding["rule"]
            look = "accepted" if accepted else finding["severity"]
            yield _Span(finding["start"], finding["end"], Tag(words, look if look in _SEVERITIES else "info"))


def _pieces(text: str, spans: Iterable[_Span]) -> Iterator[Piece]:
    """The text cut wherever a span begins or ends; empty spans give an empty piece with their tags."""
    waiting = sorted(spans, key=lambda span: (span.start, span.end), reverse=True)
    ends = {min(span.end, len(text)) for span in waiting}
    bounds = sorted({0, len(text)} | ends | {span.start for span in waiting})
    over: list[_Span] = []
    for start, end in zip(bounds, [*bounds[1:], len(text)], strict=True):
        empty: list[_Span] = []
        while waiting and waiting[-1].start <= start:
            span = waiting.pop()
            (over if span.end > span.start else empty).append(span)
        if empty:
            yield Piece(Lines(""), "", tuple(span.tag for span in empty))
        if end > start:
            ending = [span for span in over if span.end <= end or end == len(text)]
            looks = _looks(over) if over else ""
            yield Piece(Lines(text[start:end]), looks, tuple(span.tag for span in _inner_first(ending)))
            if ending:
                over = [span for span in over if span not in ending]


def _looks(over: Iterable[_Span]) -> str:
    by_size = _inner_first(over)
    label = next((span.tag.look for span in by_size if span.tag.look in _LABELS), "")
    severities = {span.tag.look for span in by_size}
    return " ".join(filter(None, (label, next((each for each in _SEVERITIES if each in severities), ""))))


def _inner_first(spans: Iterable[_Span]) -> list[_Span]:
    """Short spans before long ones, entities before findings of the same length."""
    return sorted(spans, key=lambda span: (span.end - span.start, span.tag.look in _SEVERITIES, span.tag.words))


def value_of(label: str, value: str | None) -> str:
    """An entity's value in words."""
    if value is None:
        return ""
    return f"{value} min" if label == "MINUTES" else " to ".join(value.replace("_", " ").split(","))
