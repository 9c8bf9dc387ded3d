"""Rule CLM004."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from doclint.policy import ASSISTANT_MODIFIERS, DISCIPLINE_MODIFIERS
from doclint.rules.base import CODE, Context, Draft, Rule
from doclint.rules.claims import lines, signers, where

if TYPE_CHECKING:
    from doclint.result import CodeUse


class Clm004(Rule):
    """The modifier, the signature and the note's discipline contradict each other.

    Anti-pattern:
        97530:2:GO in a note signed by a PT.

    Best practice:
        97530:2:GP in a note signed by a PT.

    Source: CR10176
    """

    code = "CLM004"
    name = "discipline-conflict"
    severity = "error"
    authority = "cms"
    reference = (
        "CMS Change Request 10176: the modifier names the plan of care; evaluation codes belong to one "
        "discipline; CQ goes with GP, CO with GO."
    )
    suggestion = (
        "Correct the modifier, or the discipline of the record, to the plan of care under which the patient "
        "was treated."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        clash = _lines_clash(context) or _note_clash(context)
        if clash:
            start, end = where(signers(context))
            yield Draft(clash, start, end)


def _lines_clash(context: Context) -> str | None:
    """A line that contradicts itself: two disciplines, another's evaluation, or the other assistant's modifier."""
    for use in lines(context):
        named = [m for m in use.modifiers if m in DISCIPLINE_MODIFIERS]
        locked = context.policy.locked_to(use.code)
        if len(set(named)) > 1:
            return f"{use.code} carries {' and '.join(dict.fromkeys(named))}: one plan of care only."
        if locked and named and named[0] != locked:
            return f"{use.code} carries {named[0]}, but it is a code of {DISCIPLINE_MODIFIERS[locked]} ({locked})."
        for modifier, discipline in ASSISTANT_MODIFIERS.items():
            if modifier in use.modifiers and named and DISCIPLINE_MODIFIERS[named[0]] != discipline:
                return f"{use.code} carries {modifier}, which is {discipline}, with {named[0]}."
    return None


def _note_clash(context: Context) -> str | None:
    """The disciplines of the record, of the signatures and of the lines, where no one is in all of them."""
    signed = {signer.discipline for signer in signers(context)}
    recorded = {context.note.discipline} if context.note.discipline else set()
    if recorded and signed and not recorded & signed:
        return f"The record says {_words(recorded)}, the signature {_words(signed)}."
    written = recorded | signed
    for use in lines(context):
        named = {DISCIPLINE_MODIFIERS[m] for m in use.modifiers if m in DISCIPLINE_MODIFIERS}
        if named and written and not named & written and not _of_another(context, use):
            modifier = next(m for m in use.modifiers if m in DISCIPLINE_MODIFIERS)
            return f"{use.code} carries {modifier}, but the note is one of {_words(written)}."
    return None


def _of_another(context: Context, use: CodeUse) -> bool:
    """Whether a line may be another clinician's of the same day.

    A hospital claim may hold the lines of several disciplines; on any claim a line of a speech therapist, or an
    evaluation of the other discipline, may stand beside a line of 97530.
    """
    disciplines = {
        DISCIPLINE_MODIFIERS[m] for line in lines(context) for m in line.modifiers if m in DISCIPLINE_MODIFIERS
    }
    if len(disciplines) < 2 or (use.code == CODE and context.policy.facts.setting != "hospital"):
        return False
    own = "GN" in use.modifiers or context.policy.locked_to(use.code) is not None
    return own or context.policy.facts.setting == "hospital"


def _words(disciplines: Set[str]) -> str:
    return " and ".join(sorted(disciplines))
