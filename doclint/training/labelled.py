"""Which code a stretch of a note stands under, read from plainly labelled lines alone.

The gold says nothing of codes, so attribution is scored against this second, much simpler reader, which shares
nothing with ``doclint_attribution``. A line that begins with one procedure code, or with the written name of one
service, decides for itself and for the lines below it, up to a blank line, a heading, a total or another code. Lines
that name two services are left undecided, and so is all other text: about a third of the notes have decided lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_CODE = re.compile(r"(?<![\d.,])9[257]\d{3}(?!\d)")
_NAMES = {
    "97110": r"ther(?:apeutic|\.)? ?ex(?:ercises?|\.)?",
    "97530": r"ther(?:apeutic|\.)? ?act(?:ivit(?:y|ies)|\.)?",
    "97112": r"neuro(?:muscular)? ?re-?ed(?:ucation)?",
    "97116": r"gait(?: training| trng)?",
    "97140": r"manual(?: therapy)?",
    "97535": r"self[- ]care|adl training",
}
_SERVICE = {code: re.compile(rf"\b(?:{names})(?!\w)", re.IGNORECASE) for code, names in _NAMES.items()}
_LABEL = re.compile(r"[\W_]*(?:cpt\W*)?", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:\(?\d+ ?(?:min|'|m\b)|[:–—|(,-])", re.IGNORECASE)
_HEADING = re.compile(r"\W*[A-Za-z][\w /&-]{0,30}:|\W*total\b|-{3}|.*\|", re.IGNORECASE)


class Labels:
    """The lines of one text and the code that each stands under."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.codes: list[str | None] = []
        code, at = None, 0
        for line in text.split("\n"):
            code = _read(line, code)
            self.starts.append(at)
            self.codes.append(code)
            at += len(line) + 1

    def code(self, start: int) -> str | None:
        """The code that the text at this offset stands under, or None where the line does not decide."""
        return self.codes[bisect_right(self.starts, start) - 1]


def _read(line: str, above: str | None) -> str | None:
    codes = set(_CODE.findall(line))
    named = {code for code, pattern in _SERVICE.items() if pattern.search(line)}
    begin = _LABEL.match(line)
    at = begin.end() if begin else 0
    own = _CODE.match(line, at)
    if own:
        return own[0] if codes | named <= {own[0]} else None
    for code, pattern in _SERVICE.items():
        name = pattern.match(line, at)
        if name and _BEHIND.match(line, name.end()):
            return code if codes | named <= {code} else None
    return above if line.strip() and not codes and not named and not _HEADING.match(line) else None
