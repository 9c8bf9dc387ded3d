"""Words of a note that decide rules over several notes; the vocabulary is ``lexicon/episode_cues.csv``."""

from __future__ import annotations

import re
from functools import cache

from doclint.lexicon import rows, variants

_GAP = r"(?:[ \t\r\n,/-]+[\w']+){0,4}?"
_NEGATED = re.compile(
    r"\b(?:no|not|without|denies|none|never|no longer|does not|doesn't|cannot|if|due|will|until|before)"
    r"(?:\W+\w+){0,2}\W*\Z",
    re.IGNORECASE,
)
_BEFORE = 40
"""Characters before a cue in which a negation is looked for."""


def says(text: str, category: str) -> bool:
    """Whether the text holds a cue of the category that is not negated.

    Categories: ``maintenance`` (a reason for skilled maintenance), ``need`` (why therapy goes on), ``change`` (another
    approach or another state than before), ``report`` (the note holds a progress report).
    """
    if category == "report":
        return says(text, "report_done") or _heads().search(text) is not None
    return any(not _negated(text, match.start()) for match in _pattern(category).finditer(text))


def _negated(text: str, start: int) -> bool:
    before = re.split(r"[.,;\n]", text[max(0, start - _BEFORE) : start])[-1]
    return _NEGATED.search(before) is not None


@cache
def _pattern(category: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_phrases(category)})(?!\w)", re.IGNORECASE)


@cache
def _heads() -> re.Pattern[str]:
    """A heading of a progress report: it opens a line and is followed by a colon, a dash, a date or the line's end."""
    opening = r"^[ \t#*=\d.)-]{0,6}(?:(?:PT|OT|monthly|weekly)[ \t]+)?"
    ending = r"(?:[ \t]+(?:note|section))?[ \t*=#]*(?::|--?[ \t]|–|\(?\d{1,4}[/-]\d|$)"
    return re.compile(rf"{opening}(?:{_phrases('report_head')}){ending}", re.IGNORECASE | re.MULTILINE)


def _phrases(category: str) -> str:
    found = [
        phrase
        for row in rows("episode_cues")
        if row["category"] == category
        for phrase in (row["term"], *variants(row["variants"]))
    ]
    return "|".join(_phrase(phrase) for phrase in sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def _phrase(phrase: str) -> str:
    """A phrase as a pattern: any space between words; ``*`` stands for up to four words."""
    out = ""
    for word in phrase.split():
        if word == "*":
            out += _GAP
        else:
            out += (r"[ \t\r\n]+" if out else "") + re.escape(word).replace("\\-", "[ -]")
    return out
