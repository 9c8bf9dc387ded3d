"""The segments and fields of one HL7 v2 message, however its lines are broken.

Parted here and not by python-hl7: that builds an object for each mark (measured: 20 ms a message, and gigabytes for one
made of marks), fails on the encoding characters that are met, and writes what it cannot undo to the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from doclint.sources.hl7.escapes import Marks, unescape
from doclint.sources.hl7utf8 import lenient
from doclint.sources.model import UnreadableError

Segment = list[str]
"""The fields of a segment; the first is its name, so that the others have the numbers of the standard."""

_MSH = re.compile(r"[ \t]*MSH(?P<field>[^\w\s])(?P<others>[^\n]*)")
_KNOWN = (
    "EVN PID PD1 NK1 PV1 PV2 ORC OBR TXA OBX NTE FT1 PR1 DG1 AL1 IN1 GT1 SFT CON TQ1 SPM ROL PRB GOL ACC UB1 UB2 ZPD"
).split()
_CHARSETS = {
    "ASCII": "utf-8",
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "8859/1": "cp1252",
    "8859/2": "iso8859-2",
    "8859/5": "iso8859-5",
    "8859/7": "iso8859-7",
    "8859/9": "iso8859-9",
    "8859/15": "iso8859-15",
    "CP1252": "cp1252",
    "WINDOWS-1252": "cp1252",
    "ISO IR87": "iso2022_jp",
    "ISO IR159": "iso2022_jp_1",
    "GB 18030-2000": "gb18030",
    "KS X 1001": "euc_kr",
    "BIG-5": "big5",
}
"""Character sets by what MSH-18 calls them (HL7 table 0211)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message's segments in order, and its marks."""

    segments: tuple[Segment, ...]
    marks: Marks

    @property
    def header(self) -> Segment:
        return self.segments[0]

    def raw(self, segment: Segment, field: int) -> str:
        """A field as it was sent."""
        return segment[field] if 0 < field < len(segment) else ""

    def part(self, segment: Segment, field: int, component: int = 1, *, repetition: int = 1, sub: int = 1) -> str:
        """A part of a field, its escapes undone; empty where there is none."""
        raw = self.raw(segment, field)
        if not raw:
            return ""
        repeated = raw.replace("\n", "").split(self.marks.repetition)
        parts = repeated[repetition - 1].split(self.marks.component) if repetition <= len(repeated) else []
        subs = parts[component - 1].split(self.marks.sub) if component <= len(parts) else []
        return unescape(subs[sub - 1], self.marks).strip() if sub <= len(subs) else ""

    def repetitions(self, segment: Segment, field: int) -> int:
        """How often a field stands in a segment."""
        raw = self.raw(segment, field)
        return raw.count(self.marks.repetition) + 1 if raw else 0


def parse(lines: list[bytes]) -> Message:
    """The message of these lines, the first of which is its MSH. Raises UnreadableError.

    A line that begins no segment goes on with the one before; segments that were run together on a line are parted;
    encoding characters that are missing or doubled are taken as the usual ones.
    """
    text = _decoded(b"\n".join(lines))
    header = _MSH.match(text)
    if header is None:
        raise UnreadableError("the message has no MSH segment")
    field = header["field"]
    given, _, rest = header["others"].partition(field)
    marks = Marks.of(field, given)
    first, *others = _segments(f"MSH{field}{rest}{text[header.end() :]}", field)
    start = first.split(field)
    start[1:1] = [field, marks.encoding]
    return Message((start, *(segment.split(field) for segment in others)), marks)


def _segments(text: str, field: str) -> list[str]:
    mark = re.escape(field)
    glued = re.compile(rf"(?<=[|~^&{mark}]) +(?=(?:{'|'.join(_KNOWN)}){mark})")
    begins = re.compile(rf"[A-Z][A-Z0-9]{{2}}(?:{mark}|\Z)")
    segments: list[list[str]] = []
    for line in text.split("\n"):
        for number, part in enumerate(glued.split(line)):
            bare = part.lstrip(" \t")
            if number or not segments or begins.match(bare):
                segments.append([bare])
            else:
                segments[-1].append(part)
    return ["\n".join(parts).rstrip("\n") for parts in segments]


def _decoded(data: bytes) -> str:
    """The text of a message: UTF-8 where it is that, else as MSH-18 says, else Windows-1252."""
    fields = data.split(b"\n", 1)[0].lstrip()[3:]
    mark = fields[:1]
    named = fields.split(mark)[17].decode("ascii", "replace") if mark and fields.count(mark) >= 17 else ""
    name = _CHARSETS.get(re.split(r"[~^\\]", named.strip().upper())[0], "utf-8")
    for charset in (name, "utf-8") if name.startswith("iso2022") else ("utf-8", name):
        try:
            text = data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
        return text.replace("\0", "")
    return lenient(data).replace("\0", "")
