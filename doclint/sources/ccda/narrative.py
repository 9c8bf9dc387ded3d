"""The narrative blocks of a C-CDA to text: what a reader of the document sees, section after section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from doclint.sources.blocks import clean

Node = Any
"""An lxml element (or comment); lxml has no types."""

_SPACE = re.compile(r"[ \t\r\n]+")
_INDENT = re.compile(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*")
_SKIPPED = frozenset({"renderMultiMedia", "footnoteRef", "colgroup", "col"})
_BLOCKS = frozenset({"paragraph", "list", "item", "table", "thead", "tbody", "tfoot", "tr", "caption", "text"})
_SPACED = frozenset({"paragraph", "table", "list"})
_LIKE = {"p": "paragraph", "div": "paragraph", "ul": "list", "ol": "list", "li": "item"}
"""XHTML in a narrative, which is not allowed and is met all the same."""
_ORDERED = {"ol": "ordered"}


def name(node: Node) -> str:
    """An element's name without its namespace; empty for a comment."""
    tag = node.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def children(node: Node, *path: str) -> Iterator[Node]:
    """The elements that a path of names leads to, in order."""
    if not path:
        yield node
        return
    for child in node:
        if name(child) == path[0]:
            yield from children(child, *path[1:])


def headed(title: str, text: str) -> str:
    """A text under its heading; the heading is not said twice, and says nothing alone."""
    if not title or not text:
        return text
    heading = title.rstrip(" :")
    first, _, rest = text.partition("\n")
    if first.strip(" :").casefold() == heading.casefold():
        return f"{heading}:\n{rest}" if rest.strip() else text
    return f"{heading}:\n{text}"


def narrative_of(section: Node) -> str:
    """The narrative of a section alone: paragraphs, lists and tables on lines of their own, cells parted by bars."""
    text = "\n\n".join(rendered(node) for node in children(section, "text"))
    return clean(text).strip()


def has(node: Node, *path: str) -> bool:
    """Whether a path of names leads to an element."""
    return next(children(node, *path), None) is not None


def plain(node: Node | None) -> str:
    """The text of a small element, in one line."""
    return "" if node is None else _SPACE.sub(" ", rendered(node)).strip()


def rendered(node: Node) -> str:
    """The text of an element and what is in it."""
    page = _Page()
    _render(node, page, keep=name(node) == "text")
    page.end()
    return "\n".join(page.lines).strip("\n")


class _Page:
    """Lines as they are written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.mark = ""

    def write(self, text: str) -> None:
        if not self.line or self.line[-1].isspace():
            text = text.lstrip(" ")
        if text and not self.line:
            text, self.mark = self.mark + text, ""
        self.line += text

    def end(self) -> None:
        if self.line:
            self.lines.append(self.line.rstrip())
        self.line = ""

    def gap(self) -> None:
        self.end()
        if self.lines and self.lines[-1] and not self.mark:
            self.lines.append("")


def _render(node: Node, page: _Page, *, keep: bool) -> None:
    """Write an element. ``keep`` says that line ends in its own text stand for themselves."""
    kind = _LIKE.get(name(node), name(node))
    if kind == "br":
        if page.line:
            page.end()
        else:
            page.gap()
        return
    if kind in _SKIPPED or node.get("revised") == "delete" or not kind:
        return
    if kind == "tr":
        page.end()
        cells = [_SPACE.sub(" ", rendered(cell)).strip() for cell in node if name(cell) in ("td", "th")]
        page.write(" | ".join(cells).rstrip(" |"))
        page.end()
        return
    if kind in _BLOCKS:
        page.end()
    if kind in _SPACED and kind != "list":
        page.gap()
    _inside(node, page, keep=keep and kind not in ("paragraph", "item"))
    if kind in _BLOCKS:
        page.end()
    if kind in _SPACED:
        page.gap()


def _inside(node: Node, page: _Page, *, keep: bool) -> None:
    if node.text:
        _write(node.text, page, keep=keep)
    number = 0
    for child in node:
        if name(child) == "footnote":
            page.write(" [")
            _inside(child, page, keep=False)
            page.write("]")
        elif name(child) in ("item", "li"):
            number += 1
            page.end()
            page.mark = f"{number}. " if "ordered" in (node.get("listType"), _ORDERED.get(name(node))) else "- "
            _render(child, page, keep=False)
            page.mark = ""
        else:
            _render(child, page, keep=keep and name(child) in ("content", "sub", "sup", "linkHtml"))
        if child.tail:
            _write(child.tail, page, keep=keep)


def _write(text: str, page: _Page, *, keep: bool) -> None:
    if not keep:
        page.write(_SPACE.sub(" ", text))
        return
    first, *others = _INDENT.sub("\n", text).split("\n")
    page.write(_SPACE.sub(" ", first))
    for line in others:
        page.end()
        page.write(_SPACE.sub(" ", line))
