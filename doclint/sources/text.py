"""Plain text and Markdown: the whole file is one note, linted as it stands."""

from __future__ import annotations

from typing import TextIO

from doclint.note import MAX_TEXT
from doclint.sources.encoding import refuse_binary
from doclint.sources.model import File, Rows, UnreadableError
from doclint.sources.records import item_of


def rows(text: TextIO, file: File) -> Rows:
    """The one note of a text file."""
    whole = text.read(MAX_TEXT + 1)
    if len(whole) > MAX_TEXT:
        raise UnreadableError(f"longer than {MAX_TEXT:,} characters: no single note; give a batch as CSV or JSON Lines")
    refuse_binary(whole)
    if "\0" in whole:
        refuse_binary(whole, allowed=0)
    if "\n" not in whole:
        whole = whole.replace("\r", "\n")  # the line ends of old Macs; offsets stay
    yield item_of({"text": whole}, file, None)
