"""Payer policy as dated data: what is true for this payer on this date of service, with the source beside it."""

from __future__ import annotations

from doclint.policy.assistants import Split
from doclint.policy.loading import load_policy
from doclint.policy.policy import ASSISTANT_MODIFIERS, BYPASS, DISCIPLINE_MODIFIERS, Policy, RuleLike
from doclint.policy.profiles import Profile, profile_names, read_profile
from doclint.policy.rows import CodeRow, TherapyRow
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
