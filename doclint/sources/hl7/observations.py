"""The OBX segments of a report become one text."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from doclint.sources.documents import text_of
from doclint.sources.hl7.escapes import unescape
from doclint.sources.hl7.message import Message, Segment
from doclint.sources.hl7base64 import decoded
from doclint.sources.hl7content import Content, content_of, form
from doclint.sources.model import UnreadableError

_TEXT = frozenset({"TX", "FT", "ST", ""})
_CODED = frozenset({"CE", "CWE", "CNE", "CF"})
_ATTACHED = frozenset({"ED"})
_LINKED = frozenset({"RP"})
_VOID = frozenset({"D", "W", "X"})
"""Results that were deleted, sent for the wrong patient, or cannot be had (OBX-11)."""
_RTF = "{\\rtf"
_BRACE = re.compile(r"(?<!\\)[{}]")
_FRAGMENT = re.compile(r"\s*<(body|div|p|table|span|h[1-6])(?:\s[^<>]*)?>.*?</\1\s*>", re.I | re.S)
_HTML = re.compile(rf"\s*<(?:!doctype\s+html|html[\s>])|{_FRAGMENT.pattern}", re.I | re.S)
_HTML_END = re.compile(r"</html\s*>\s*\Z", re.I)


def content(message: Message, segments: Sequence[Segment]) -> Content:
    """The text of a report's OBX segments, in their order. Raises UnreadableError where they hold none.

    A line each for TX, FT and ST; repetitions on lines of their own; numbers and codes with their names where text
    stands beside them. Text that is RTF or HTML is read as such. Where parts have names that differ (Subjective,
    Objective …) the names are headings. A document inside (ED) is read where it says more than the lines: a report in
    several forms is read once.
    """
    valid = [segment for segment in segments if message.part(segment, 11) not in _VOID]
    kinds = {message.part(segment, 2).upper() for segment in valid}
    text = "\n".join(_lines(message, valid)).strip("\n") if kinds & _TEXT else ""
    attached = [segment for segment in valid if message.part(segment, 2).upper() in _ATTACHED]
    if attached:
        try:
            inside = _attached(message, attached)
        except UnreadableError:
            if not text.strip():
                raise
        else:
            return inside if len(inside.text) > len(text) else Content(text, inside.fields)
    if not text.strip():
        raise UnreadableError(_why_none(kinds, bool(segments)))
    return Content(text)


def _lines(message: Message, segments: Sequence[Segment]) -> Iterator[str]:
    named = [_name(message, segment) for segment in segments if message.part(segment, 2).upper() in _TEXT]
    headings = len({name for name in named if name}) > 1
    current = ""
    for segment, text in _texts(message, segments):
        kind, name = message.part(segment, 2).upper(), _name(message, segment)
        if kind in _TEXT:
            if headings and name and name != current and text.strip():
                current = name
                if not text.lstrip().casefold().startswith(name.casefold()):
                    yield f"{name}:"
            yield text
        elif name and (value := _value(message, segment, kind)):
            yield f"{name}: {value}"


def _texts(message: Message, segments: Sequence[Segment]) -> Iterator[tuple[Segment, str]]:
    """Each segment with its text; a document of markup that goes on over several stands at its first."""
    waiting = deque(segments)
    while waiting:
        segment = waiting.popleft()
        if message.part(segment, 2).upper() not in _TEXT:
            yield segment, ""
            continue
        text = _text(message, segment)
        if _is_markup(text):
            parts = [text]
            depth = _depth(text)
            while waiting and depth > 0 and _goes_on(message, segment, waiting[0]):
                parts.append(_text(message, waiting.popleft()))
                depth += _depth(parts[-1]) if _is_rtf(text) else -len(_HTML_END.findall(parts[-1]))
            page = "\n".join(parts).strip().encode("utf-8", "replace")
            text = text_of(page, content_type="text/plain; charset=utf-8").text
        yield segment, text


def _is_rtf(text: str) -> bool:
    return text.lstrip().startswith(_RTF)


def _is_markup(text: str) -> bool:
    """Whether a text begins as RTF or HTML; a tag that is not closed, or not one of a page, is text."""
    return _is_rtf(text) or bool(_HTML.match(text))


def _depth(text: str) -> int:
    """How much of the markup of a text is still open at its end: groups of RTF, or the page."""
    if _is_rtf(text) or not _HTML.match(text):
        braces = _BRACE.findall(text)
        return braces.count("{") - braces.count("}")
    return 0 if _FRAGMENT.match(text) or _HTML_END.search(text) else 1


def _goes_on(message: Message, segment: Segment, behind: Segment) -> bool:
    """Whether a segment may go on with the document of the one before: text of the same name, and no new document."""
    if message.part(behind, 2).upper() not in _TEXT or _name(message, behind) != _name(message, segment):
        return False
    return not _is_markup(_text(message, behind))


def _name(message: Message, segment: Segment) -> str:
    return message.part(segment, 3, 2).rstrip(": ")


def _text(message: Message, segment: Segment) -> str:
    raw = message.raw(segment, 5)
    return "\n".join(unescape(part, message.marks).rstrip() for part in raw.split(message.marks.repetition))


def _value(message: Message, segment: Segment, kind: str) -> str:
    """A number with its unit, or what a code stands for."""
    if kind == "NM":
        return f"{message.part(segment, 5)} {message.part(segment, 6)}".strip()
    return message.part(segment, 5, 2) or message.part(segment, 5) if kind in _CODED else ""


def _attached(message: Message, segments: Sequence[Segment]) -> Content:
    """The document inside, of several forms the one that is read best. Raises UnreadableError."""
    found: list[tuple[int, bytes, str]] = []
    problem = "the attachment is empty"
    for segment in segments:
        try:
            data, kind = _bytes(message, segment)
            found.append((form(data), data, kind))
        except UnreadableError as error:
            problem = str(error)
    for wanted in sorted({number for number, _, _ in found}):
        try:
            parts = [content_of(data, kind) for number, data, kind in found if number == wanted]
        except UnreadableError as error:
            problem = str(error)
            continue
        return Content("\n\n".join(part.text for part in parts), parts[0].fields)
    raise UnreadableError(problem)


def _bytes(message: Message, segment: Segment) -> tuple[bytes, str]:
    """An attachment's bytes, and its content type as the sender has it."""
    parts = message.raw(segment, 5).split(message.marks.component)
    kind, subtype, encoding, *data = [*parts[1:], "", "", ""][: max(4, len(parts) - 1)]
    body = message.marks.component.join(data)
    if not body.strip():
        raise UnreadableError("the attachment is empty")
    called = "text/plain" if kind.strip().upper() in ("TX", "FT", "TEXT") and not subtype.strip() else ""
    if "/" in subtype or (kind.isalpha() and kind.islower() and subtype.strip()):
        called = subtype if "/" in subtype else f"{kind}/{subtype.lower()}"
    if encoding.strip().lower() in ("a", "ascii", ""):
        return unescape(body, message.marks).encode("utf-8", "surrogateescape"), called
    if encoding.strip().lower() == "hex":
        try:
            return bytes.fromhex(body), called
        except ValueError:
            raise UnreadableError("the attachment is no whole hexadecimal text: export it again") from None
    return decoded(body), called


def _why_none(kinds: set[str], any_given: bool) -> str:
    if kinds & _LINKED:
        return "the document is only linked, its content is not in the message: export it inline"
    if any_given:
        return "the message's OBX segments hold no note text"
    return "the message holds no note text: it has no OBX segment"
