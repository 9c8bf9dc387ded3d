"""Which units carry CQ or CO: the ten percent rule and the therapist's minutes, unit by unit.

Sources: MEDICLAIM, THERCOMPLY-CQ and MAPFR-CQ for the share of each billed unit; PROMBS-CQ (2022 fee schedule) for the
last unit, which stays the therapist's when the therapist alone reaches 8 minutes of it. Minutes treated together count
as the therapist's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from doclint.policy.units import MIDPOINT, UNIT, allocate

SHARE = Fraction(10, 100)
"""The assistant's part of a unit above which it is an assistant's unit."""


@dataclass(frozen=True, slots=True)
class Split:
    """The units of one code: the therapist's, and the assistant's, which carry CQ or CO."""

    therapist: int
    assistant: int


def split_units(
    minutes: Mapping[str, tuple[int, int]], *, therapist_first: bool = True, billed: Mapping[str, int] | None = None
) -> dict[str, Split]:
    """Divide each code's units; ``minutes`` are (therapist's, assistant's) whole minutes by timed code.

    ``therapist_first`` is the rule since 2022: eight minutes by the therapist make the last unit the therapist's,
    whatever the assistant added. Before, the share alone decided. Where remainders tie, the units go as ``billed``,
    else to the codes named first.
    """
    totals = {code: therapist + assistant for code, (therapist, assistant) in minutes.items()}
    choices = allocate(totals).choices()
    units = next((choice for choice in choices if choice == billed), choices[0])
    return {code: _divide(units[code], *minutes[code], therapist_first) for code in minutes}


def _divide(units: int, therapist: int, assistant: int, therapist_first: bool) -> Split:
    whole, mine = divmod(therapist, UNIT)
    plain = min(units, whole)
    blocks, theirs = divmod(assistant, UNIT)
    marked = min(units - plain, blocks)
    for _ in range(units - plain - marked):
        if therapist_first and mine >= MIDPOINT:
            plain, mine = plain + 1, 0
        elif theirs > SHARE * (mine + theirs):
            marked, mine, theirs = marked + 1, 0, 0
        else:
            plain, mine = plain + 1, 0
    return Split(plain, marked)
