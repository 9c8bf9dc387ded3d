"""What the rules on claim lines share: which lines are known, who signed, and where the note shows services apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from doclint.policy import BYPASS, Edit
from doclint.result import CodeUse
from doclint.rules.base import Context

DISCIPLINE_OF = {"PT": "PT", "PTA": "PT", "OT": "OT", "COTA": "OT"}
"""The discipline of a professional designation."""

ASSISTANTS = frozenset({"PTA", "COTA"})

_DESIGNATION = re.compile(
    r"(?<![A-Z])(?:(?P<PTA>L?PTA)|(?P<COTA>C?OTA)|(?P<PT>D?PT|MPT)|(?P<OT>OTR|OTD|MOT|OT))(?![A-Z])"
)
_MINUTES = re.compile(
    r"(?<![A-Za-z])(?P<who>PTA|COTA|OTA|PT|OTR|OT)[ \t:=x,(-]{1,4}(?P<minutes>\d{1,3})[ \t]?(?:min(?:ute)?s?\b|')"
)


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


def provider_minutes(text: str) -> dict[str, tuple[int, int]]:
    """Minutes of therapist and assistant as the text states them (``PT 12 min, PTA 3 min``), by discipline.

    Empty where it does not state both.
    """
    found: dict[str, list[int]] = {}
    for match in _MINUTES.finditer(text):
        designation = designations(match["who"])[0]
        pair = found.setdefault(DISCIPLINE_OF[designation], [0, 0])
        pair[designation in ASSISTANTS] += int(match["minutes"])
    return {discipline: (one, two) for discipline, (one, two) in found.items() if one and two}


def where(signed: Iterable[Signer]) -> tuple[int, int]:
    """The place of the first signature that stands in the text."""
    return next(((s.start, s.end) for s in signed if s.end), (0, 0))


def table_of(context: Context, edit: Edit) -> str:
    """The table that an edit stands in, in words, with its date."""
    return f"{context.policy.table_name}, {edit.source}, as of {edit.as_of}; {edit.period}"
