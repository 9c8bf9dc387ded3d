"""What the services' model calls what a text can read like; who reads facts alone needs no model for it."""

from __future__ import annotations

from functools import cache

from doclint.lexicon import rows

MODALITY = "modality"
SERVICES = ("97530", "97110", "97112", "97116", "97140", "97535", "97542", MODALITY)
"""What a text can read like; the modalities are one, for their wording does not tell their codes apart."""
SCORE = "service:"
"""Begins the names of the model's probabilities in ``Facts.scores``."""


@cache
def modality_codes() -> frozenset[str]:
    """Procedure codes of the modalities."""
    return frozenset(row["code"] for row in rows("services") if row["group"] == MODALITY)
