"""The XML of a C-CDA: no network, no entities, no document type; small faults are repaired, half a document is not."""

from __future__ import annotations

import html.entities
import re

from doclint.sources.ccda.narrative import Node, name
from doclint.sources.encoding import encoding_of
from doclint.sources.model import UnreadableError

ROOTS = ("ClinicalDocument", "section")

_PROLOG = re.compile(r"\ufeff?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>]*(?:\[.*?\]\s*)?>)?", re.I | re.S)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(ClinicalDocument|section)(?=[\s/>])([^<>]*)>", re.S)
_NAMESPACE = re.compile(r"xmlns(?::[\w.-]+)?\s*=\s*[\"']([^\"']*)[\"']")
_HL7 = "urn:hl7-org:v3"
_PARTS = re.compile(r"<(?:[\w.-]+:)?(?:templateId|code|entry)\b")
_DECLARATION = re.compile(r"\A\s*<\?xml.*?\?>", re.S)
_ENTITY = re.compile(r"&(#\d{1,7};|#x[0-9A-Fa-f]{1,6};|\w{1,32};|)")
_OWN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SAFE = {
    "no_network": True,
    "resolve_entities": False,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_REMARKS = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


def fits(sample: bytes) -> bool:
    """Whether a file begins as a C-CDA document, or as a section of one."""
    text = _decoded(sample)
    start = _PROLOG.match(text)
    rest = text[start.end() if start else 0 :]
    if doctype := _DOCTYPE.match(rest):
        rest = _PROLOG.sub("", rest[doctype.end() :], count=1)
    root = _ROOT.match(rest)
    if root is None:
        return False
    spaces = _NAMESPACE.findall(root[2])
    if root[1] == "section" and not _PARTS.search(rest):
        return False
    return _HL7 in spaces or "xmlns=" not in root[2]


def parsed(data: bytes) -> Node:
    """The root element. Raises UnreadableError for what is no C-CDA, breaks off, or defines a document type."""
    try:
        from lxml import etree
    except ImportError:
        raise UnreadableError("C-CDA is read by lxml: pip install 'doclint[scan]'") from None
    text = _decoded(data)
    start = _PROLOG.match(text)
    if _DOCTYPE.match(text, start.end() if start else 0):
        raise UnreadableError("the XML document defines a document type (DTD), which is not read: export it without")
    try:
        root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except (etree.LxmlError, ValueError):
        root = _repaired(text, etree.XMLParser(recover=True, encoding="utf-8", **_SAFE))
    if root is None or name(root) not in ROOTS:
        raise UnreadableError("this is no C-CDA: its XML does not begin with ClinicalDocument or section")
    return root


def _repaired(text: str, parser: Node) -> Node:
    """What can be read of XML with faults such as a bare ``&``, ``&nbsp;`` or a prefix without a namespace."""
    from lxml import etree

    bare = _REMARKS.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)).strip()
    root = _ROOT.search(bare)
    if root is None:
        return None
    if not re.search(rf"</(?:[\w.-]+:)?{root[1]}\s*>\Z", bare):
        raise UnreadableError("the XML document breaks off: its end is missing; export it again")
    sound = _CONTROL.sub("", _ENTITY.sub(_entity, bare))
    try:
        return etree.fromstring(sound.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError):
        raise UnreadableError("the XML document is broken and cannot be repaired: export it again") from None


def _entity(match: re.Match[str]) -> str:
    word = match[1]
    if word in _OWN:
        return match[0]
    if word.startswith("#"):
        number = int(word[2:-1], 16) if word[1] in "xX" else int(word[1:-1])
        return match[0] if number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000 else ""
    known = html.entities.html5.get(word, "")
    return known if known and known not in "<&" else f"&amp;{word}"


def _decoded(data: bytes) -> str:
    encoding, mark = encoding_of(data)
    return data[mark:].decode(encoding, "doclint.cp1252" if encoding == "utf-8" else "replace")
