"""Rule CLM006."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.rules.assistance_units import clash_of
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import lines, modifiers_known, signers, where


class Clm006(Rule):
    """An assistant gave the service and the line lacks CQ or CO, or the reverse.

    Anti-pattern:
        97530:2:GP, signed J. Roe PTA.

    Best practice:
        97530:2:GP+CQ, signed J. Roe PTA; or the note says whose minutes were whose.

    Source: CMS-CQCO
    """

    code = "CLM006"
    name = "assistant-modifier"
    severity = "warning"
    authority = "cms"
    reference = (
        "CMS billing examples for CQ and CO: required since 2020-01-01 for units of which an assistant gave "
        "more than a tenth; since 2022 a therapist who reaches half of the last unit keeps it."
    )
    suggestion = "State whose minutes were whose, and put CQ (PTA) or CO (OTA) on the units that the assistant gave."

    def check(self, context: Context) -> Iterator[Draft]:
        if not context.policy.requires("assistant_modifier"):
            return
        signed = signers(context)
        for use in lines(context):
            if not modifiers_known(context, use) or not context.policy.discipline_modifiers(use.code):
                continue
            clash = clash_of(context, use, signed)
            if clash:
                start, end = where(sorted(signed, key=lambda signer: not signer.assistant))
                yield Draft(clash, start, end, cue=signed[0].designation if signed else None, confidence=0.8)
                return
