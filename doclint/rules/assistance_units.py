"""Whether a line's CQ or CO agrees with who gave the treatment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from doclint.policy import ASSISTANT_MODIFIERS, DISCIPLINE_MODIFIERS
from doclint.rules.base import Context
from doclint.rules.claims import Signer, lines, names_assistant, provider_minutes

if TYPE_CHECKING:
    from doclint.result import CodeUse

_MODIFIER = {"PT": "CQ", "OT": "CO"}


def clash_of(context: Context, use: CodeUse, signed: Sequence[Signer]) -> str | None:
    """What is wrong with a line's CQ or CO, in one sentence; None where it agrees or nothing is known."""
    discipline = _discipline(use, signed)
    if discipline is None:
        return None
    split = _minutes_by_code(context, discipline)
    if split:
        return _by_minutes(context, use, split, discipline)
    mine = [signer for signer in signed if signer.discipline == discipline]
    if not mine:
        return None
    if any(signer.assistant for signer in mine):
        return _lacking(context, use, discipline, alone=all(signer.assistant for signer in mine))
    marked = _marks(use)
    if marked and not names_assistant(context):
        return f"{use.code} carries {marked[0]}, but only a therapist ({mine[0].designation}) signed."
    return None


def _lacking(context: Context, use: CodeUse, discipline: str, *, alone: bool) -> str | None:
    """A line without CQ or CO in a note that an assistant signed.

    An evaluation is the therapist's; where a therapist signed too, marked lines say that the work was divided.
    """
    divided = not alone and any(_marks(line) for line in lines(context))
    if _marks(use) or divided or context.policy.locked_to(use.code):
        return None
    return (
        f"{use.code} lacks {_MODIFIER[discipline]}: an assistant signed, and the note does not show that the "
        "therapist gave the minutes of these units."
    )


def _minutes_by_code(context: Context, discipline: str) -> dict[str, tuple[int, int]]:
    """Stated minutes of therapist and assistant by timed code; those of no code are the one timed code's."""
    found = provider_minutes(context, discipline)
    timed = list(dict.fromkeys(line.code for line in lines(context) if context.policy.timed(line.code)))
    if None in found:
        return {timed[0]: found[None]} if len(timed) == 1 and len(found) == 1 else {}
    return {code: pair for code, pair in found.items() if code in timed}


def _by_minutes(context: Context, use: CodeUse, split: dict[str, tuple[int, int]], discipline: str) -> str | None:
    """Judge the lines of a code by stated minutes of therapist and assistant."""
    if use.code not in split:
        return None
    mine = [line for line in lines(context) if line.code == use.code]
    billed: dict[str, int] = {}
    for line in lines(context):
        if line.code in split:
            billed[line.code] = billed.get(line.code, 0) + (line.units or 0)
    due = context.policy.assistant_units(split, billed)[use.code]
    modifier = _MODIFIER[discipline]
    therapist, assistant = split[use.code]
    told = (
        f"therapist {therapist} min, assistant {assistant} min → {due.therapist} without, "
        f"{due.assistant} with {modifier}"
    )
    marked = sum(line.units or 0 for line in mine if _marks(line))
    any_marked = any(_marks(line) for line in mine)
    exact = billed[use.code] == due.therapist + due.assistant
    if any_marked and (not due.assistant or (exact and marked > due.assistant)):
        return f"{use.code} carries {modifier} needlessly: {told}."
    if due.assistant and (not any_marked or (exact and marked < due.assistant)):
        return f"{use.code} lacks {modifier}: {told}."
    return None


def _marks(use: CodeUse) -> list[str]:
    return [modifier for modifier in use.modifiers if modifier in ASSISTANT_MODIFIERS]


def _discipline(use: CodeUse, signed: Sequence[Signer]) -> str | None:
    named = [DISCIPLINE_MODIFIERS[m] for m in use.modifiers if m in DISCIPLINE_MODIFIERS]
    if named:
        return named[0] if named[0] in _MODIFIER else None
    disciplines = {signer.discipline for signer in signed}
    return disciplines.pop() if len(disciplines) == 1 else None
