"""Text of notes made safe to show: no control characters reach a terminal, no formula a spreadsheet."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    """Text with tabs as four spaces and every other control, format or direction character written out (``\\x1b``)."""
    if text.isprintable():
        return text
    return "".join("    " if c == "\t" else _written(c) if unicodedata.category(c) in _HIDDEN else c for c in text)


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet runs: a text that begins with ``= + - @`` gets a ``'`` before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    bare = value.replace("\0", "")
    return "'" + bare if bare.lstrip(" \n").startswith(_FORMULA) else bare


def shorten(text: str, size: int) -> str:
    """Text on one line, cut at the end where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= size else line[: size - 1] + "…"


def _written(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
