"""Rule DOC001."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import designations


class Doc001(Rule):
    """The note has no signature with professional designation.

    Anti-pattern:
        97530 25 min: bed mobility, min A. Cont POC.

    Best practice:
        97530 25 min: bed mobility, min A. Cont POC. J. Roe, PT

    Source: MBPM p206
    """

    code = "DOC001"
    name = "unsigned"
    severity = "warning"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.3.E: signature and professional identification "
        "of who gave or supervised the treatment."
    )
    suggestion = "Sign the note with name and professional designation."
    enabled = False

    def check(self, context: Context) -> Iterator[Draft]:
        if context.facts.signatures or designations(context.note.signed_by or ""):
            return
        end = len(context.facts.text)
        yield Draft("No signature with professional designation (PT, PTA, OT, COTA) stands in the note.", end, end)
