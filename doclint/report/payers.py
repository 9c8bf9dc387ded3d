"""The payer profiles for people and programs: how each counts, and of which dates its policy data are."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.policy import load_policy, profile_names
from doclint.policy.records import BUILT_IN
from doclint.policy.store import imported


@dataclass(frozen=True, slots=True)
class Payer:
    """One profile. ``counting`` is how units come of minutes, ``data`` the newest table that it goes by."""

    name: str
    title: str
    counting: str
    data: str


def payers() -> tuple[Payer, ...]:
    """Every profile: doclint's own, then the user's. Raises PolicyError for one that cannot be read."""
    return tuple(_payer(name) for name in profile_names())


def _payer(name: str) -> Payer:
    policy = load_policy(name)
    whose = (policy.facts.follows, policy.facts.setting)
    newest = next((table for table in imported() if (table.programme, table.setting) == whose), None)
    data = newest.name if newest else f"built-in list, as of {BUILT_IN}"
    return Payer(name, policy.facts.title, policy.method, data)
