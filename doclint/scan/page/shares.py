"""Shares of counts, with the range that so few notes allow."""

from __future__ import annotations

import math

FEW = 10
"""Below so many judged notes no rate is shown: a small number says little and would shame whom it names."""

_Z = 1.959964


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share, both ends 0 to 1; (0, 1) where there is nothing."""
    if whole == 0:
        return 0.0, 1.0
    share, spread = part / whole, _Z**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return max(0.0, middle - half), min(1.0, middle + half)


def percent(part: float, whole: float) -> str:
    """A share in words: ``44 %``; never 0 % or 100 % where it is not all or nothing."""
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 1:
        return "< 1 %"
    if 99 < share < 100:
        return "> 99 %"
    return f"{share:.0f} %"
