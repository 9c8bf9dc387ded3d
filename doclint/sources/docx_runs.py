"""The text of a Word paragraph: its runs in order, inserted text in, deleted and hidden text out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_OPENED = frozenset(
    W + name
    for name in "r hyperlink ins moveTo smartTag sdt sdtContent fldSimple customXml dir bdo ruby rubyBase".split()
)
_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}


def text_of(node: Any) -> str:
    """The text of a paragraph, text boxes anchored in it left out."""
    return "".join(_pieces(node))


def boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, the outermost ones, each once."""
    for child in paragraph:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag == _MC + "AlternateContent":
            yield from boxes(child[:1])
        elif child.tag not in (W + "del", W + "moveFrom"):
            yield from boxes(child)


def is_on(node: Any) -> bool:
    """Whether a switch such as ``w:vanish`` stands and is not turned off."""
    return node is not None and node.get(W + "val", "true") not in ("0", "false", "off", "none")


def _pieces(node: Any) -> Iterator[str]:
    for child in node:
        tag = child.tag
        if tag == W + "t":
            yield child.text or ""
        elif tag in _OPENED:
            if tag != W + "r" or not is_on(child.find(f"{W}rPr/{W}vanish")):
                yield from _pieces(child)
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == W + "sym":
            yield _symbol(child.get(W + "char", ""))
        elif tag == W + "fldChar":
            yield _box(child.find(f"{W}ffData/{W}checkBox"))
        elif tag == _MC + "AlternateContent":
            yield from _pieces(child[:1])


def _symbol(code: str) -> str:
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    return chr(point) if 0 < point < 0xD800 or 0xF000 <= point <= 0xF0FF else ""


def _box(check: Any) -> str:
    """A check box of a form as a character; nothing for other fields."""
    if check is None:
        return ""
    checked = check.find(W + "checked")
    return "☒" if is_on(checked if checked is not None else check.find(W + "default")) else "☐"
