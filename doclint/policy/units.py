"""How minutes become units: both counting methods, and who gets the remainder.

Total minutes (Medicare Claims Processing Manual ch. 5 section 20.2.C; source FCSO-UNITS, CHIROCODE): the timed minutes
of the visit are pooled, and a unit is 15 minutes of which the last may be 8. Midpoint (WEBPT-8S): the same table for
each code alone. All minutes are whole minutes; a unit is 15 of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

Method = Literal["total", "midpoint"]

UNIT = 15
MIDPOINT = 8


def units_of(minutes: int) -> int:
    """The units that a number of timed minutes makes: 0 for 0-7, 1 for 8-22, 2 for 23-37 and so on."""
    return (minutes + UNIT - MIDPOINT) // UNIT


@dataclass(frozen=True, slots=True)
class Allocation:
    """The units of a visit by code.

    ``sure`` holds what each code gets in any case; ``free`` further units go one each to any of the codes in ``ties``,
    whose remainders are equal: there the clinician chooses.
    """

    sure: Mapping[str, int]
    ties: tuple[str, ...] = ()
    free: int = 0

    @property
    def total(self) -> int:
        """All units of the visit."""
        return sum(self.sure.values()) + self.free

    def choices(self) -> tuple[dict[str, int], ...]:
        """Every allocation that the rule accepts; one where nothing is tied."""
        return tuple(
            {code: units + (code in chosen) for code, units in self.sure.items()}
            for chosen in combinations(self.ties, self.free)
        )

    def __str__(self) -> str:
        def text(units: Mapping[str, int]) -> str:
            return ", ".join(f"{code}×{number}" for code, number in units.items() if number) or "no unit"

        if self.free and len(self.ties) > 3:
            return f"{text(self.sure)} and {self.free} more for any of {', '.join(self.ties)}"
        return " or ".join(text(choice) for choice in self.choices())


def allocate(minutes: Mapping[str, int], method: Method = "total") -> Allocation:
    """Units for each timed code: full blocks of 15 first, then the largest remainders; equal remainders are a tie."""
    if method == "midpoint":
        return Allocation({code: units_of(value) for code, value in minutes.items()})
    sure = {code: value // UNIT for code, value in minutes.items()}
    left = units_of(sum(minutes.values())) - sum(sure.values())
    remainders = {code: value % UNIT for code, value in minutes.items()}
    ordered = sorted(remainders, key=lambda code: -remainders[code])
    if left == 0:
        return Allocation(sure)
    edge = remainders[ordered[left - 1]]
    for code in ordered:
        if remainders[code] > edge:
            sure[code] += 1
            left -= 1
    ties = tuple(code for code in minutes if remainders[code] == edge)
    if len(ties) == left:
        return Allocation({code: units + (code in ties) for code, units in sure.items()})
    return Allocation(sure, ties, left)


def arithmetic(minutes: Mapping[str, int], billed: int | None = None, method: Method = "total") -> str:
    """The count in one line: ``97530 16 + 97110 7 = 23 timed min → 2 units; billed 3``."""
    end = "" if billed is None else f"; billed {billed}"
    if method == "midpoint":
        parts = ", ".join(f"{code} {value} min → {_units(units_of(value))}" for code, value in minutes.items())
        return f"{parts} (each code alone){end}"
    total = sum(minutes.values())
    parts = " + ".join(f"{code} {value}" for code, value in minutes.items())
    head = f"{parts} = {total}" if len(minutes) > 1 else parts
    return f"{head} timed min → {_units(units_of(total))}{end}"


def _units(number: int) -> str:
    return "1 unit" if number == 1 else f"{number} units"
