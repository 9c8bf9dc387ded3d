"""Modifiers of claim lines that doclint knows the meaning of."""

from __future__ import annotations

BYPASS = frozenset({"59", "XE", "XS", "XP", "XU"})
"""The modifiers that bypass an edit with indicator 1 (MLN1783722)."""

DISCIPLINE_MODIFIERS = {"GP": "PT", "GO": "OT", "GN": "SLP"}
ASSISTANT_MODIFIERS = {"CQ": "PT", "CO": "OT"}
