"""The marks that part an HL7 v2 message, and the escapes that stand for them and for formatting."""

from __future__ import annotations

import re
from dataclasses import dataclass

_USUAL = "^~\\&"
_BODY = (
    r"(?P<plain>[HNFSTREP])|\.(?P<format>br|sp|in|ti|sk|fi|nf|ce)\s*(?P<count>[+-]?\d{0,9})"
    r"|X(?P<hex>(?:[0-9A-F]{2}){1,200})|[CM][0-9A-F]{4,6}|Z\w{0,20}"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters that part fields, components, repetitions and subcomponents, and the escape character."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    sub: str = "&"

    @property
    def encoding(self) -> str:
        """The encoding characters as MSH-2 has them."""
        return self.component + self.repetition + self.escape + self.sub

    @classmethod
    def of(cls, field: str, encoding: str) -> Marks:
        """The marks of a header; doubled characters count once, and the usual ones stand in where any is missing."""
        known = "".join(dict.fromkeys(encoding.strip()))
        if len(known) < 4:
            known += _USUAL[len(known) :]
        known = known[:4]
        if len(set(known + field)) < 5 or any(mark.isalnum() or mark.isspace() for mark in known):
            known = _USUAL if field not in _USUAL else "".join(mark for mark in "^~\\&|" if mark != field)
        return cls(field, *known)


def unescape(text: str, marks: Marks) -> str:
    """A text with its escapes undone; highlighting is dropped, what is no escape of the standard stays as it is."""
    if marks.escape not in text:
        return text
    escape = re.escape(marks.escape)
    plain = {
        "F": marks.field,
        "S": marks.component,
        "T": marks.sub,
        "R": marks.repetition,
        "E": marks.escape,
    }
    return re.sub(rf"{escape}(?:{_BODY}){escape}", lambda match: _undone(match, plain), text, flags=re.IGNORECASE)


def _undone(match: re.Match[str], plain: dict[str, str]) -> str:
    if match["plain"]:
        return plain.get(match["plain"].upper(), "")
    if match["hex"]:
        return _bytes(bytes.fromhex(match["hex"]))
    if not match["format"]:
        return ""
    kind = match["format"].lower()
    digits = match["count"].lstrip("+-")
    count = min(int(digits), 200) if digits else 1
    if kind in ("br", "sp", "ce"):
        return "\n" * count if kind == "sp" else "\n"
    if kind in ("in", "ti", "sk"):
        return "" if match["count"].startswith("-") or (kind != "sk" and not digits) else " " * count
    return ""


def _bytes(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
