"""What the standards of HL7 share: time stamps, and the discipline and credentials that a record states."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from doclint.note import DISCIPLINES, Discipline

Period = tuple[dt.date | None, dt.date | None]
"""First and last day, each None where it is not known."""

_DAY = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})")
_NAMED: tuple[tuple[re.Pattern[str], Discipline], ...] = (
    (re.compile(r"\bphysical therap|\bphysiotherap", re.I), "PT"),
    (re.compile(r"\boccupational therap", re.I), "OT"),
)
_DEGREES: dict[str, Discipline] = {
    **{name: discipline for name, discipline in DISCIPLINES.items() if " " not in name},
    **dict.fromkeys(("dpt", "mpt", "mspt", "rpt", "lpt", "lpta"), "PT"),
    **dict.fromkeys(("otr", "otd", "mot", "motr", "otr/l", "cota/l", "ota/l"), "OT"),
}
_LOINC: dict[str, Discipline] = {"11508-1": "PT", "11507-6": "OT"}
"""Progress notes by their LOINC code, which often comes without words."""
_TAXONOMY = {"2251": "PT", "2252": "PTA", "225X": "OT", "224Z": "OTA"}
"""What the health care provider taxonomy (nucc.org) calls therapists and assistants, by the code's first characters."""
_CREDENTIAL = re.compile(r"[A-Za-z][A-Za-z./ -]{0,23}\Z")
_FAMILY = frozenset("jr sr ii iii iv v dr mr mrs ms prof".split())
_PLACES = re.compile(r"[,;()\s]+")


def day(stamp: str | None) -> dt.date | None:
    """The day of a time stamp (``20260302…``, ``2026-03-02T…``) as its writer had it; None for one without a day."""
    found = _DAY.match(stamp or "")
    if found is None:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None


def service_day(periods: Iterable[Period], written: dt.date | None) -> dt.date | None:
    """The day of service: that of the first period of one day, or the day of writing where a longer stay has it."""
    known = [(first, last) for first, last in periods if first is not None]
    for first, last in known:
        if last is None or last == first:
            return first
    for first, last in known:
        if written is None or not first <= written <= (last or first):
            return first
    return written


def discipline_of(words: Iterable[str], *, degrees: Iterable[str] = (), codes: Iterable[str] = ()) -> Discipline | None:
    """The discipline that names, the signer's degrees and codes state; None where they state none, or both.

    ``PT`` counts as a degree only: as a name it may be the prothrombin time.
    """
    codes = tuple(codes)
    found: set[Discipline] = {_LOINC[code] for code in codes if code in _LOINC}
    found.update(discipline for text in words for pattern, discipline in _NAMED if pattern.search(text))
    for text in (*degrees, *filter(None, map(taxonomy, codes))):
        found.update(discipline for pattern, discipline in _NAMED if pattern.search(text))
        found.update(_DEGREES[part.lower()] for part in _PLACES.split(text) if part.lower() in _DEGREES)
    return found.pop() if len(found) == 1 else None


def taxonomy(code: str) -> str | None:
    """The designation that a code of the provider taxonomy stands for: ``225200000X`` → PTA."""
    return _TAXONOMY.get(code[:4]) if len(code) == 10 else None


def credentials(words: Iterable[str]) -> str | None:
    """The designations of a person, as they stand behind a name: ``PT, DPT``; None where there is none."""
    parts = [part.strip() for text in words for part in re.split(r"[,;]", text)]
    kept = [part for part in parts if _CREDENTIAL.match(part) and part.lower().rstrip(".") not in _FAMILY]
    return ", ".join(dict.fromkeys(kept[:6])) or None
