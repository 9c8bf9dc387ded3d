"""Payer policy as dated data: what is true for this payer on this date of service, with the source beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doclint.later import later

if TYPE_CHECKING:
    from doclint.policy.assistants import Split
    from doclint.policy.loading import load_policy
    from doclint.policy.modifiers import ASSISTANT_MODIFIERS, BYPASS, DISCIPLINE_MODIFIERS
    from doclint.policy.policy import Policy, RuleLike
    from doclint.policy.profiles import Profile, profile_names, read_profile
    from doclint.policy.records import BUILT_IN_LAST, Edit, Maximum, PolicyError, sources
    from doclint.policy.rows import CodeRow, TherapyRow
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

__getattr__ = later(
    __name__,
    {
        "doclint.policy.assistants": ["Split"],
        "doclint.policy.loading": ["load_policy"],
        "doclint.policy.modifiers": ["ASSISTANT_MODIFIERS", "BYPASS", "DISCIPLINE_MODIFIERS"],
        "doclint.policy.policy": ["Policy", "RuleLike"],
        "doclint.policy.profiles": ["Profile", "profile_names", "read_profile"],
        "doclint.policy.records": ["BUILT_IN_LAST", "Edit", "Maximum", "PolicyError", "sources"],
        "doclint.policy.rows": ["CodeRow", "TherapyRow"],
        "doclint.policy.units": ["Allocation", "units_of"],
    },
)
