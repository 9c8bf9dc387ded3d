"""The bullets and numbers that Word draws before list items."""

from __future__ import annotations

from typing import Any

from doclint.sources.docx_runs import W

_DEEPEST = 20
"""Styles that may rest upon one another."""


class Numbering:
    """Counts list items; ``styles`` and ``numbering`` are the roots of these parts, or None."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self._styles = {style.get(W + "styleId"): style for style in _children(styles, "style")}
        levels = {
            kind.get(W + "abstractNumId"): {level.get(W + "ilvl"): level for level in _children(kind, "lvl")}
            for kind in _children(numbering, "abstractNum")
        }
        self._levels = {
            number.get(W + "numId"): levels.get(_value(number, "abstractNumId"), {})
            for number in _children(numbering, "num")
        }
        self._counts: dict[tuple[str, str], int] = {}

    def marker(self, paragraph: Any) -> str:
        """``- ``, ``1. `` … before a list item's text; nothing before any other paragraph's."""
        number, depth = self._item(paragraph)
        if number not in self._levels:
            return ""
        level = self._levels[number].get(depth)
        form = _value(level, "numFmt") or "bullet"
        if form == "none":
            return ""
        if form == "bullet":
            return "- "
        start = _value(level, "start") or "1"
        count = self._counts.get((number, depth), int(start) - 1 if start.isdecimal() and len(start) < 7 else 0) + 1
        self._counts[number, depth] = count
        for deeper in [key for key in self._counts if key[0] == number and key[1] > depth]:
            del self._counts[deeper]
        return f"{count}. "

    def _item(self, paragraph: Any) -> tuple[str, str]:
        """The list and the level of a paragraph, by itself or by its style; the list is empty where it has none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        if own is not None:
            return _value(own, "numId"), _value(own, "ilvl") or "0"
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(W + "val") if style is not None else None
        for _ in range(_DEEPEST):
            node = self._styles.get(name)
            if node is None:
                break
            given = node.find(f"{W}pPr/{W}numPr")
            if given is not None:
                return _value(given, "numId"), _value(given, "ilvl") or "0"
            name = _value(node, "basedOn")
        return "", "0"


def _children(node: Any, name: str) -> list[Any]:
    return [] if node is None else node.findall(W + name)


def _value(node: Any, name: str) -> str:
    """The ``w:val`` of a child, or nothing."""
    child = node.find(W + name) if node is not None else None
    return "" if child is None else child.get(W + "val") or ""
