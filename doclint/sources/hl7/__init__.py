"""HL7 v2: the reports of MDM and ORU messages are notes; rows are counted as messages, from 1."""

from __future__ import annotations

import re
from typing import BinaryIO

from doclint.result import InputError
from doclint.sources.encoding import encoding_of
from doclint.sources.hl7.message import parse
from doclint.sources.hl7.notes import records
from doclint.sources.hl7.stream import MAX_MESSAGE, messages
from doclint.sources.model import File, ReadOptions, Rows, UnreadableError, Watcher
from doclint.sources.records import item_of

__all__ = ["fits", "rows"]

_START = re.compile(r"[\x0b\s\ufeff]*(?:MSH|FHS|BHS)[^\w\s]")


def fits(sample: bytes) -> bool:
    """Whether a file begins as an HL7 v2 message, batch or MLLP frame."""
    encoding, mark = encoding_of(sample)
    return bool(_START.match(sample[mark:4096].decode(encoding, "ignore")))


def rows(stream: BinaryIO, file: File, options: ReadOptions, watcher: Watcher) -> Rows:
    """A note for each report of each message, or the error that a message becomes. Raises UnreadableError."""
    row = 0
    for row, raw in enumerate(messages(stream), 1):
        if not raw.whole:
            yield InputError(
                source=file.name,
                row=row,
                reason="the file breaks off: the end of the batch (BTS or FTS) or of the frame is missing",
            )
            continue
        if raw.too_long:
            reason = f"the message is longer than {MAX_MESSAGE // 1024**2} MB"
            yield InputError(source=file.name, row=row, reason=reason)
            continue
        try:
            found = list(records(parse(raw.lines)))
        except UnreadableError as error:
            found = [str(error)]
        for record in found:
            if isinstance(record, str):
                yield InputError(source=file.name, row=row, reason=record)
            else:
                yield item_of(record, file, row)
    if row == 0:
        raise UnreadableError("no HL7 message: no line begins with MSH")
