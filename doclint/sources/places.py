"""Where a finding stands in the document that its note was read from, as a person counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from doclint.result import PagePlace, ParagraphPlace, Place, Result, RowPlace

_PAGE = re.compile(r"page (\d+)\Z")
_PARAGRAPH = re.compile(r"paragraph (\d+)\Z")
_ROW = re.compile(r"table (\d+), row (\d+)\Z")


def placed(result: Result, text: str, places: Sequence[tuple[int, str]]) -> Result:
    """A result whose findings say where they stand; ``places`` are those of the document (see ``Loaded``).

    A finding that speaks of the whole note has no place.
    """
    if not places:
        return result
    starts = [start for start, _ in places]
    findings = tuple(
        finding.model_copy(update={"place": _place(text, finding.start, starts, places)})
        if finding.start is not None and finding.end is not None and finding.start < finding.end
        else finding
        for finding in result.findings
    )
    return result.model_copy(update={"findings": findings})


def _place(text: str, at: int, starts: Sequence[int], places: Sequence[tuple[int, str]]) -> Place | None:
    block = max(0, bisect_right(starts, at) - 1)
    start, name = places[block]
    if found := _PAGE.match(name):
        before = text[start : max(start, at)].split("\n")[:-1]
        return PagePlace(page=int(found[1]), line=1 + sum(bool(line.strip()) for line in before))
    if found := _PARAGRAPH.match(name):
        return ParagraphPlace(paragraph=int(found[1]))
    if found := _ROW.match(name):
        return RowPlace(table=int(found[1]), row=int(found[2]))
    return None
