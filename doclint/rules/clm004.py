"""Rule CLM004."""

from __future__ import annotations

from collections.abc import Iterator, Set

from doclint.policy import ASSISTANT_MODIFIERS, DISCIPLINE_MODIFIERS
from doclint.rules.base import Context, Draft, Rule
from doclint.rules.claims import lines, signers, where


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
        allowed = context.policy.discipline_modifiers(use.code)
        if len(set(named)) > 1:
            return f"{use.code} carries {' and '.join(dict.fromkeys(named))}: one plan of care only."
        if len(allowed) == 1 and named and named[0] not in allowed:
            return (
                f"{use.code} carries {named[0]}, but it is a code of {DISCIPLINE_MODIFIERS[allowed[0]]} ({allowed[0]})."
            )
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
        if named and written and not named & written and _same_clinician(context):
            modifier = next(m for m in use.modifiers if m in DISCIPLINE_MODIFIERS)
            return f"{use.code} carries {modifier}, but the note is one of {_words(written)}."
    return None


def _same_clinician(context: Context) -> bool:
    """Whether all lines are this note's: a hospital claim may hold the lines of several disciplines."""
    disciplines = {
        DISCIPLINE_MODIFIERS[m] for use in lines(context) for m in use.modifiers if m in DISCIPLINE_MODIFIERS
    }
    return context.policy.facts.setting != "hospital" or len(disciplines) == 1


def _words(disciplines: Set[str]) -> str:
    return " and ".join(sorted(disciplines))
