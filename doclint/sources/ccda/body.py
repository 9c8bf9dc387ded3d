"""The body of a C-CDA: narrative sections, or a document of another kind inside it."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.sources.ccda.narrative import Node, children, has, headed, name, narrative_of, plain, rendered
from doclint.sources.documents import text_of
from doclint.sources.hl7base64 import decoded
from doclint.sources.model import UnreadableError


def text_of_body(root: Node) -> str:
    """The text of a document, or of a section that stands alone. Raises UnreadableError."""
    if name(root) == "section":
        text = _section(root)
    else:
        sections = children(root, "component", "structuredBody", "component", "section")
        text = "\n\n".join(part for part in map(_section, sections) if part)
        others = [*children(root, "component", "nonXMLBody", "text")]
        if not text and others:
            text = "\n\n".join(filter(None, map(_embedded, others)))
    if not text.strip():
        raise UnreadableError("the document holds no narrative text: its sections are empty")
    return text


def _section(section: Node) -> str:
    """A section under its title: its narrative, or the note inside its entries where it has none; then its sections."""
    own = narrative_of(section)
    if not own:
        own = "\n\n".join(filter(None, map(_embedded, _attached(section))))
    parts = [own, *map(_section, children(section, "component", "section"))]
    return headed(plain(next(children(section, "title"), None)), "\n\n".join(part for part in parts if part))


def _attached(section: Node) -> Iterator[Node]:
    """Notes inside the entries of a section (Note Activity)."""
    for entry in children(section, "entry"):
        for node in entry.iter():
            if name(node) == "text" and node.get("representation") == "B64":
                yield node


def _embedded(node: Node) -> str:
    """The text of a document in a ``text`` element. Raises UnreadableError."""
    own = "".join(node.xpath("text()"))
    if not own.strip():
        if has(node, "reference"):
            raise UnreadableError("the document is only linked, its content is not in the file: export it inline")
        return rendered(node)
    if node.get("representation") == "B64":
        return text_of(decoded(own), content_type=node.get("mediaType")).text.strip("\n")
    if len(node):
        return rendered(node)
    return str(own).strip("\n")
