"""Whether a line's CQ or CO agrees with who gave the treatment."""

from __future__ import annotations

from collections.abc import Sequence

from doclint.policy import ASSISTANT_MODIFIERS, DISCIPLINE_MODIFIERS
from doclint.result import CodeUse
from doclint.rules.base import Context
from doclint.rules.claims import Signer, lines, provider_minutes

_MODIFIER = {"PT": "CQ", "OT": "CO"}


def clash_of(context: Context, use: CodeUse, signed: Sequence[Signer]) -> str | None:
    """What is wrong with a line's CQ or CO, in one sentence; None where it agrees or nothing is known."""
    marked = [m for m in use.modifiers if m in ASSISTANT_MODIFIERS]
    discipline = _discipline(use, signed)
    if discipline is None:
        return None
    split = provider_minutes(context.facts.text).get(discipline)
    if split is not None:
        return _by_minutes(context, use, split, marked, discipline)
    mine = [signer for signer in signed if signer.discipline == discipline]
    assistant = any(signer.assistant for signer in mine)
    if assistant and not marked:
        return (
            f"{use.code} lacks {_MODIFIER[discipline]}: an assistant signed, and the note does not show that the "
            "therapist gave the minutes of these units."
        )
    if marked and mine and not assistant:
        return f"{use.code} carries {marked[0]}, but only a therapist ({mine[0].designation}) signed."
    return None


def _by_minutes(
    context: Context, use: CodeUse, split: tuple[int, int], marked: list[str], discipline: str
) -> str | None:
    """Judge a line by stated minutes of therapist and assistant.

    Only where it is the one timed line of the discipline.
    """
    timed = [line for line in lines(context) if context.policy.timed(line.code)]
    if {line.code for line in timed} != {use.code}:
        return None
    therapist, assistant = split
    due = context.policy.assistant_units({use.code: split})[use.code]
    told = (
        f"therapist {therapist} min, assistant {assistant} min → {due.therapist} without, "
        f"{due.assistant} with {_MODIFIER[discipline]}"
    )
    if marked and not due.assistant:
        return f"{use.code} carries {marked[0]} needlessly: {told}."
    if due.assistant and not any(ASSISTANT_MODIFIERS.keys() & set(line.modifiers) for line in timed):
        return f"{use.code} lacks {_MODIFIER[discipline]}: {told}."
    return None


def _discipline(use: CodeUse, signed: Sequence[Signer]) -> str | None:
    named = [DISCIPLINE_MODIFIERS[m] for m in use.modifiers if m in DISCIPLINE_MODIFIERS]
    if named:
        return named[0] if named[0] in _MODIFIER else None
    disciplines = {signer.discipline for signer in signed}
    return disciplines.pop() if len(disciplines) == 1 else None
