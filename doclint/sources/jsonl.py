"""JSON Lines: one note a line; rows are counted as lines, from 1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TextIO

from doclint.result import InputError
from doclint.sources.model import MAX_RECORD, File, Item, Rows
from doclint.sources.records import item_of, mapped


def rows(text: TextIO, file: File, mapping: Mapping[str, str]) -> Rows:
    """A note or an error for each line that is not blank."""
    text.reconfigure(newline="\n")  # type: ignore[attr-defined]
    number = 0
    while line := text.readline(MAX_RECORD + 1):
        number += 1
        if len(line) > MAX_RECORD and not line.endswith("\n"):
            while (rest := text.readline(MAX_RECORD)) and not rest.endswith("\n"):
                pass
            yield InputError(source=file.name, row=number, reason=f"the line is longer than {MAX_RECORD:,} characters")
        elif line.strip():
            yield parse(line, file, number, mapping)


def parse(text: str, file: File, row: int | None, mapping: Mapping[str, str]) -> Item:
    """One JSON object as a note, or the error that it becomes."""
    try:
        value: Any = json.loads(text.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        problem = f"{error.msg.removesuffix(' at')} at character {error.pos + 1}"
        return InputError(source=file.name, row=row, reason=f"not whole JSON: {problem}")
    except RecursionError:
        return InputError(source=file.name, row=row, reason="JSON nested too deep")
    except ValueError:
        return InputError(source=file.name, row=row, reason="JSON with a number of too many digits")
    if not isinstance(value, dict):
        return InputError(
            source=file.name, row=row, reason='a note is a JSON object such as {"id": "v-1", "text": "…"}'
        )
    return item_of(mapped(value, mapping) if mapping else value, file, row)
