"""What the rules on claim lines share: which lines are known, who signed, and where the note shows services apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from doclint.places import Places
from doclint.policy import BUILT_IN_LAST, BYPASS, Edit
from doclint.rules.base import Context

if TYPE_CHECKING:
    from doclint.result import CodeUse

DISCIPLINE_OF = {"PT": "PT", "PTA": "PT", "OT": "OT", "COTA": "OT"}
"""The discipline of a professional designation."""

ASSISTANTS = frozenset({"PTA", "COTA"})

_DESIGNATION = re.compile(
    r"(?<![A-Z])(?:(?P<PTA>L?PTA|PHYSICAL THERAP(?:IST|Y) ASSISTANT)"
    r"|(?P<COTA>C?OTA|OCCUPATIONAL THERAP(?:IST|Y) ASSISTANT)"
    r"|(?P<PT>(?:D|L|R|M|MS)?PT|PHYSICAL THERAPIST)|(?P<OT>M?OTR|M?OTD|MOT|OT|OCCUPATIONAL THERAPIST))(?![A-Z])"
)
_WHO = r"(?:PTA|COTA|OTA|PT|OTR|OT)(?![A-Za-z])"
_MINUTES = re.compile(
    rf"(?<![A-Za-z])(?P<who>{_WHO})(?:/L)?(?:[ \t:=x,(-]{{1,4}}|[ \t]+(?:provided|gave|treated|delivered|performed|furnished|for)"
    r"[ \t]+(?:for[ \t]+)?)(?P<minutes>\d{1,3})[ \t]?(?:min(?:ute)?s?\b|')"
    rf"|(?<!\d)(?P<minutes2>\d{{1,3}})[ \t]?(?:min(?:ute)?s?\b|')[ \t]*(?:\(|(?:by|with|from|w/)[ \t]+(?:the[ \t]+)?)"
    rf"(?P<who2>{_WHO})"
)
_ASSISTANT = re.compile(r"(?<![A-Za-z])(?:L?PTA|C?OTA)(?![A-Za-z])|(?i:therap(?:ist|y)[ \t]+assistant)")
_CODES = re.compile(r"(?<!\d)9[27]\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: a designation (PT, PTA, OT, COTA), and where it stands in the text.

    (0, 0) where the record says it.
    """

    designation: str
    start: int = 0
    end: int = 0

    @property
    def discipline(self) -> str:
        """PT or OT."""
        return DISCIPLINE_OF[self.designation]

    @property
    def assistant(self) -> bool:
        """Whether an assistant signed."""
        return self.designation in ASSISTANTS


def lines(context: Context) -> tuple[CodeUse, ...]:
    """The billed lines that are known: of the claim, or as the note names them."""
    return tuple(use for use in context.codes if use.origin != "assumed")


def from_claim(context: Context) -> bool:
    """Whether a claim is given, so that a modifier that is not there is known to be missing."""
    return any(use.origin == "claim" for use in context.codes)


def modifiers_known(context: Context, use: CodeUse) -> bool:
    """Whether the modifiers of a line are known: it stands on the claim, or the note gives it some."""
    return use.origin == "claim" or bool(use.modifiers)


def modifiers_of(context: Context, code: str) -> frozenset[str]:
    """The modifiers on every line of a code."""
    return frozenset(m for use in lines(context) if use.code == code for m in use.modifiers)


def bypassed(context: Context, edit: Edit) -> bool:
    """Whether a line on which the payer takes it carries 59, XE, XS, XP or XU."""
    return any(BYPASS & modifiers_of(context, code) for code in context.policy.accepted_on(edit))


def signers(context: Context) -> tuple[Signer, ...]:
    """Who signed: as the record says, and as the text says."""
    found = [Signer(s.designation, s.start, s.end) for s in context.facts.signatures if s.designation in DISCIPLINE_OF]
    if context.note.signed_by:
        known = {signer.designation for signer in found}
        found += [Signer(d) for d in designations(context.note.signed_by) if d not in known]
    return tuple(found)


def designations(text: str) -> tuple[str, ...]:
    """The designations in a signature: ``J. Roe, OTR/L`` → OT, ``PTA`` → PTA, ``DPT`` → PT."""
    found = _DESIGNATION.finditer(text.upper())
    return tuple(dict.fromkeys(str(match.lastgroup) for match in found))


def provider_minutes(context: Context, discipline: str) -> dict[str | None, tuple[int, int]]:
    """Minutes of therapist and assistant as the text states them (``PT 12 min, PTA 3 min``), by code.

    None stands for text that belongs to no code. Empty where the text does not state the minutes of both.
    """
    told = _told_minutes(context)
    if not told:
        return {}
    found: dict[str | None, list[int]] = {}
    for designation, code, minutes in told:
        if DISCIPLINE_OF[designation] == discipline:
            found.setdefault(code, [0, 0])[designation in ASSISTANTS] += minutes
    if not all(any(pair[who] for pair in found.values()) for who in (0, 1)):
        return {}
    return {code: (one, two) for code, (one, two) in found.items()}


def _told_minutes(context: Context) -> list[tuple[str, str | None, int]]:
    """Designation, code and minutes of everybody whose minutes the text tells; none where it tells no assistant's."""
    found: list[tuple[str, str | None, int]] | None = context.kept.get(_told_minutes)
    if found is None:
        text = context.facts.text
        matches = list(_MINUTES.finditer(text)) if _tells_assistant(text) else []
        codes = _codes_at(context, [match.start() for match in matches])
        found = context.kept[_told_minutes] = [
            (designations(match["who"] or match["who2"])[0], code, int(match["minutes"] or match["minutes2"]))
            for match, code in zip(matches, codes, strict=True)
        ]
    return found


def _tells_assistant(text: str) -> bool:
    """Whether a line tells the minutes of an assistant: where none does, nobody else's matter."""
    for word in ("PTA", "OTA"):
        place = text.find(word)
        while place >= 0:
            start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
            end = end if end >= 0 else len(text)
            if any((match["who"] or match["who2"]).endswith("TA") for match in _MINUTES.finditer(text, start, end)):
                return True
            place = text.find(word, end)
    return False


def _codes_at(context: Context, places: Sequence[int]) -> Iterator[str | None]:
    """The codes that places of the text, in order, speak of: named before them on their line, else their segment's."""
    if not places:
        return
    text = context.facts.text
    named = [(match.start(), match[0]) for match in _CODES.finditer(text)]
    services = sorted((s for s in context.facts.segments if s.code), key=lambda s: s.start)
    segments = Places((s.start, s.end) for s in services)
    line = read = 0
    for place in places:
        line, read = max(line, text.rfind("\n", read, place) + 1), place
        before = bisect_left(named, place, key=itemgetter(0))
        if before and named[before - 1][0] >= line:
            yield named[before - 1][1]
        else:
            segment = segments.covering(place)
            yield services[segment].code if segment is not None else None


def names_assistant(context: Context) -> bool:
    """Whether the text speaks of an assistant anywhere."""
    return _ASSISTANT.search(context.facts.text) is not None


def where(signed: Iterable[Signer]) -> tuple[int, int]:
    """The place of the first signature that stands in the text."""
    return next(((s.start, s.end) for s in signed if s.end), (0, 0))


def table_of(context: Context, edit: Edit) -> str:
    """The table that an edit stands in, in words, with its date and with what is not verified."""
    doubt = f"; not verified: {edit.unverified}" if edit.unverified else ""
    if edit.last is None and edit.as_of <= BUILT_IN_LAST < context.policy.day:
        doubt += "; import a newer table to confirm it for this date"
    return f"{context.policy.table_name}, {edit.source}, as of {edit.as_of}; {edit.period}{doubt}"


def confidence_of(edit: Edit) -> float:
    """How sure a finding is that rests on an edit: less where a part of the row is not verified."""
    return 0.7 if edit.unverified else 0.9
