"""What users give as options, read: one reading for the command line and for the service that it asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import get_args

from doclint.claim import ClaimError, parse_claim
from doclint.note import ClaimLine, Discipline
from doclint.rules.registry import patterns_of


class GivenError(ValueError):
    """An option that is wrong. The message may quote what was given; ``reason`` says what would be right and does
    not.
    """

    def __init__(self, option: str, reason: str, told: str) -> None:
        super().__init__(told)
        self.option = option
        self.reason = reason


def discipline_of(given: str | None) -> Discipline | None:
    """PT or OT, given in any case. Raises GivenError."""
    for known in get_args(Discipline):
        if given is not None and given.upper() == known:
            found: Discipline = known
            return found
    if given is None:
        return None
    reason = f"give {' or '.join(get_args(Discipline)).lower()}"
    raise GivenError("--discipline", reason, f"--discipline {given}: {reason}")


def date_of(given: str | None, option: str = "--date") -> dt.date | None:
    """A date. Raises GivenError."""
    try:
        return dt.date.fromisoformat(given) if given is not None else None
    except ValueError:
        reason = "give a date as 2026-03-02"
        raise GivenError(option, reason, f"{option} {given}: {reason}") from None


def claim_of(given: str | None) -> tuple[ClaimLine, ...] | None:
    """The lines of a claim. Raises GivenError."""
    try:
        return parse_claim(given) if given is not None else None
    except ClaimError as error:
        raise GivenError("--claim", "give lines as 97530:2:GP,97140:1:GP+59", f"--claim: {error}") from None


def codes_of(option: str, given: Sequence[str] | None) -> tuple[str, ...] | None:
    """Rule codes of an option that may be repeated and hold several, parted by commas. Raises GivenError."""
    if not given:
        return None
    codes = patterns_of(given)
    if not codes:
        reason = "name at least one rule, as in TIM,GOL002"
        raise GivenError(option, reason, f"{option}: {reason}")
    return codes
