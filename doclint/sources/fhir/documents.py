"""DocumentReference, Composition and DiagnosticReport with their text."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.sources.ccda.narrative import headed
from doclint.sources.documents import text_of
from doclint.sources.fhir.index import Index
from doclint.sources.fhir.values import Resource, each, key, text
from doclint.sources.hl7base64 import decoded
from doclint.sources.hl7content import Content, content_of, form
from doclint.sources.model import UnreadableError

GONE = {
    "superseded": "the document is superseded: a later version takes its place",
    "entered-in-error": "the document was entered in error",
    "cancelled": "the document was cancelled",
}
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Document:
    """A document resource with its text, before the resources that it refers to are looked up."""

    resource: Resource
    content: Content


def is_document(resource: Resource) -> bool:
    """Whether a resource may hold a note."""
    kind = resource.get("resourceType")
    return kind in ("DocumentReference", "Composition") or (kind == "DiagnosticReport" and "presentedForm" in resource)


def document_of(resource: Resource, index: Index) -> Document:
    """The document with its text. Raises UnreadableError where it is not to be read, or has none."""
    for status in (text(resource.get("status")), text(resource.get("docStatus"))):
        if status in GONE:
            raise UnreadableError(GONE[status])
    if resource.get("resourceType") == "Composition":
        return Document(_bare(resource), Content(_composition(resource)))
    if resource.get("resourceType") == "DiagnosticReport":
        return Document(_bare(resource), _attached([*each(resource, "presentedForm")], index))
    return Document(_bare(resource), _attached([*each(resource, "content", "attachment")], index))


def _bare(resource: Resource) -> Resource:
    """A resource without its attachments and narrative, which are long."""
    left_out = ("content", "presentedForm", "text", "section")
    bare = {name: value for name, value in resource.items() if name not in left_out}
    return bare | {"section": [{"entry": item.get("entry")} for item in each(resource, "section")]}


def _attached(attachments: list[Resource], index: Index) -> Content:
    """The text of the attachment that reads best; several are forms of the same document. Raises UnreadableError."""
    found: list[tuple[int, bytes, str]] = []
    problem = "the document has no attachment"
    for item in attachments:
        try:
            data = decoded(_data(item, index))
            found.append((form(data), data, text(item.get("contentType"))))
        except UnreadableError as error:
            problem = str(error)
    for _, data, kind in sorted(found, key=lambda entry: entry[0]):
        try:
            content = content_of(data, kind or None)
        except UnreadableError as error:
            problem = str(error)
            continue
        if content.text.strip():
            return content
        problem = "the attachment is empty"
    raise UnreadableError(problem)


def _data(attachment: Resource, index: Index) -> str:
    data = attachment.get("data")
    if isinstance(data, str):
        return data
    if url := text(attachment.get("url")):
        binary = index.binaries.get(key(url), {})
        if isinstance(binary.get("data"), str):
            return str(binary["data"])
        raise UnreadableError(
            "the attachment is only linked, its content is not in the file: export the documents with their attachments"
        )
    raise UnreadableError("the attachment is empty")


def _composition(resource: Resource) -> str:
    """The sections of a Composition under their titles. Raises UnreadableError."""
    whole = "\n\n".join(filter(None, (_section(section, 0) for section in each(resource, "section"))))
    if not whole.strip():
        raise UnreadableError("the Composition holds no text: its sections are empty")
    return whole


def _section(section: Resource, depth: int) -> str:
    if depth > _DEEPEST:
        raise UnreadableError("the sections are nested too deep")
    narratives = [text(item.get("div")) for item in each(section, "text")]
    parts = [_div(div) for div in narratives if div]
    parts += [_section(inner, depth + 1) for inner in each(section, "section")]
    return headed(text(section.get("title")), "\n\n".join(part for part in parts if part))


def _div(div: str) -> str:
    page = f"<html><body>{div}</body></html>".encode("utf-8", "replace")
    try:
        return text_of(page, content_type="text/html; charset=utf-8").text.strip("\n")
    except UnreadableError as error:
        if "holds no text" in str(error):
            return ""
        raise
