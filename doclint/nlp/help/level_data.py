"""Word lists and numbers of the grammar that reads levels in free language."""

from __future__ import annotations

from functools import cache

from doclint.lexicon import rows

PARTS = {
    "half": 50.0,
    "third": 33.0,
    "thirds": 33.5,
    "quarter": 25.0,
    "quarters": 25.0,
    "fifth": 20.0,
    "fifths": 20.0,
    "tenth": 10.0,
    "tenths": 10.0,
    "eighth": 12.0,
    "eighths": 12.5,
    "sixth": 17.0,
    "fourth": 25.0,
    "fourths": 25.0,
}
"""Percentage of one part."""


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["words"].split()) for row in rows("level_sense")}


def sense_set(name: str) -> frozenset[str]:
    """The words of one class of ``level_sense.csv``."""
    return _sets()[name]


def clinician_level(percent: float) -> str:
    """Level for the share of the effort that the clinician gave (annotation.md 4)."""
    return "min" if percent <= 25 else "mod" if percent <= 50 else "max" if percent < 96 else "total"


def patient_level(percent: float) -> str:
    """Level for the share of the effort that the patient gave (annotation.md 4)."""
    return "min" if percent >= 75 else "mod" if percent >= 50 else "max" if percent >= 25 else "total"
