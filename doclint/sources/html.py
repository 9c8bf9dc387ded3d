"""HTML to text by lxml: blocks on lines of their own, tables with bars, no scripts, styles, hidden or deleted text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from doclint.note import MAX_TEXT
from doclint.sources.blocks import Block, row
from doclint.sources.model import UnreadableError

_START = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>)?\s*(?:<!--.{0,2000}?-->\s*)*"
    rb"(?:<!doctype\s+html|<html[\s>]|<(?:body|div|p|table|span|br|h[1-6])[\s/>])",
    re.I | re.S,
)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{1,40})", re.I
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = re.compile(
    r"utf-?8|utf-?16|us-ascii|ascii|latin|iso-?8859|windows-?\d|cp-?\d|mac|koi8|big5|gb|euc|shift|iso-2022", re.I
)
"""Encodings that pages are in; Python knows others that are none or that are slow."""
_PICTURE = re.compile(r"(\ssrc\s*=\s*)([\"'])data:[^\"'<>]*\2", re.I)
_SKIPPED = frozenset(
    "head script style title meta link template noscript object embed iframe svg math audio video canvas button "
    "del s strike".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote form fieldset hr".split())
_BLOCKS = _SPACED | frozenset(
    "html body div li dt dd tr td th thead tbody tfoot caption section article header footer main nav aside address "
    "center figure figcaption legend details summary textarea".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def fits(sample: bytes) -> bool:
    """Whether a file begins as HTML or XHTML, or as a fragment of it."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            sample = sample[len(mark) : 8192].decode(encoding, "ignore").encode()
    return bool(_START.match(sample.lstrip()))


def blocks(data: bytes, charset: str | None = None) -> Iterator[Block]:
    """The lines of a page; ``charset`` is what its sender says. Raises UnreadableError."""
    from lxml import html

    source = _PICTURE.sub(r"\1\2\2", _decoded(data, charset)).replace("\0", "")
    if len(source) > 4 * MAX_TEXT:
        raise UnreadableError(f"the HTML document is longer than {4 * MAX_TEXT:,} characters: no single note")
    if "<!ENTITY" in source[:4096]:
        raise UnreadableError("the HTML document declares XML entities, which no page does: it is not read")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableError("the HTML document is nested too deep")
    page = _Page()
    _render(root, page)
    page.end()
    for number, line in enumerate(page.lines, 1):
        yield f"paragraph {number}", line + "\n"


@dataclass(slots=True)
class _Page:
    """Lines written so far; ``lists`` holds the next number of each open list, 0 where it has bullets;
    ``marker`` stands before the next line that is not empty.

    A page that is ``tight``, as the cell of a table is, has no blank lines between its blocks.
    """

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    marker: str = ""
    pre: int = 0
    tight: bool = False

    def write(self, text: str | None) -> None:
        if not text:
            return
        if not self.pre:
            self.line.append(_SPACE.sub(" ", text))
            return
        first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.line.append(first)
        for part in rest:
            self.feed()
            self.line.append(part)

    def feed(self) -> None:
        """End the line, an empty one too."""
        text = "".join(self.line)
        text = text.rstrip() if self.pre else _SPACE.sub(" ", text).strip()
        self.lines.append(self.marker + text if text else "")
        self.marker = "" if text else self.marker
        self.line.clear()

    def end(self, *, blank: bool = False) -> None:
        """End the line if anything stands on it; then a blank line where asked."""
        if "".join(self.line).strip():
            self.feed()
        self.line.clear()
        if blank and not self.tight and self.lines and self.lines[-1]:
            self.lines.append("")


def _render(node: Any, page: _Page) -> None:
    tag = node.tag
    style = node.get("style") or ""
    if tag in _SKIPPED or node.get("hidden") is not None or _HIDDEN.search(style):
        return
    if tag == "option" and node.get("selected") is None:
        return
    block, pre = tag in _BLOCKS, tag in ("pre", "textarea", "listing", "xmp") or bool(_PRE.search(style))
    if tag == "br":
        page.feed()
    if block:
        page.end(blank=tag in _SPACED and not page.lists)
    if tag == "tr":
        _row(node, page)
        return
    _mark(node, page)
    page.pre += pre
    page.write(node.text)
    for child in node:
        _render(child, page)
        page.write(child.tail)
    if tag in ("ul", "ol"):
        page.lists.pop()
    if block:
        page.end(blank=tag in _SPACED and not page.lists)
    if tag == "li":
        page.marker = ""
    page.pre -= pre


def _mark(node: Any, page: _Page) -> None:
    """What a browser draws before the content of an element: bullets, numbers, boxes, the values of fields."""
    tag, kind = node.tag, (node.get("type") or "text").lower()
    if tag in ("ul", "ol"):
        start = node.get("start") or "1"
        page.lists.append(int(start) if tag == "ol" and re.fullmatch(r"\d{1,6}", start) else int(tag == "ol"))
    elif tag == "li":
        number = page.lists[-1] if page.lists else 0
        page.marker = f"{number}. " if number else "- "
        if number:
            page.lists[-1] += 1
    elif tag == "input" and kind in ("checkbox", "radio"):
        page.write("☒ " if node.get("checked") is not None else "☐ ")
    elif tag == "input" and kind in ("text", "number", "date", "time"):
        page.write(node.get("value"))


def _row(node: Any, page: _Page) -> None:
    cells: list[str] = []
    for child in node:
        cell = _Page(pre=page.pre, tight=len(node) > 1)
        _render(child, cell)
        cell.write(child.tail)
        cell.end()
        text = "\n".join(cell.lines).strip("\n")
        if text or child.tag in ("td", "th"):
            cells.append(text)
    if text := row(cells):
        page.lines.extend(text.split("\n"))


def _decoded(data: bytes, charset: str | None) -> str:
    """The page as text: by its mark, as UTF-8 where it is, else by the charset it names, else as Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    named = _CHARSET.search(data[:4096])
    own = next((group.decode("ascii") for group in named.groups() if group), None) if named else None
    for name in ("utf-8", own, charset):
        if name and _NAMES.match(name):
            try:
                return data.decode(name)
            except (LookupError, UnicodeError):
                continue
    return data.decode("cp1252", "replace")
