"""Payer policy as dated data: what is true for this payer on this date of service, with the source beside it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from doclint.policy.assistants import Split
from doclint.policy.policy import ASSISTANT_MODIFIERS, BYPASS, DISCIPLINE_MODIFIERS, Policy, RuleLike
from doclint.policy.profiles import Profile, profile_names, read_profile
from doclint.policy.rows import CodeRow, TherapyRow
from doclint.policy.store import policy_directory
from doclint.policy.tables import BUILT_IN_LAST, Edit, Maximum, PolicyError, sources
from doclint.policy.units import Allocation, units_of

__all__ = [
    "ASSISTANT_MODIFIERS",
    "BUILT_IN_LAST",
    "BYPASS",
    "DISCIPLINE_MODIFIERS",
    "Allocation",
    "CodeRow",
    "Edit",
    "Maximum",
    "Policy",
    "PolicyError",
    "Profile",
    "RuleLike",
    "Split",
    "TherapyRow",
    "load_policy",
    "profile_names",
    "read_profile",
    "sources",
    "units_of",
]


def load_policy(profile: str | Profile = "medicare", date: dt.date | None = None) -> Policy:
    """What holds for a profile (its name, its TOML file, or a Profile) on a date of service.

    Raises PolicyError, which is a ValueError.
    """
    facts = profile if isinstance(profile, Profile) else _profile(profile, policy_directory())
    return Policy(facts, date)


@lru_cache(maxsize=64)
def _profile(name: str, directory: Path) -> Profile:
    return read_profile(name)
