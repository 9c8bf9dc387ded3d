"""What a result shows of the note's text: the five elements, and every marked stretch."""

from __future__ import annotations

from collections.abc import Iterable

from doclint.facts import Facts
from doclint.result import Element, Elements, Entity, trusted
from doclint.rules.base import CODE

ENTITY_LABELS = frozenset(
    {
        "ACTIVITY",
        "EXERCISE",
        "PASSIVE",
        "ASSISTANCE",
        "GOAL",
        "MINUTES",
        "SKILLED",
        "CUE",
        "RESPONSE",
        "LIMITATION",
        "MEASURE",
        "EQUIPMENT",
    }
)
_MINE = (CODE, None)
"""The services whose text speaks for 97530: its own, and none."""


def entities_of(facts: Facts) -> tuple[Entity, ...]:
    """The mentions that a result lists."""
    return tuple(
        [
            trusted(
                Entity,
                {
                    "label": mention.label,
                    "start": mention.start,
                    "end": mention.end,
                    "text": mention.text,
                    "status": mention.status,
                    "value": mention.value,
                    "section": mention.section,
                    "code": mention.code,
                    "functions": mention.functions,
                    "cue": mention.cue,
                },
            )
            for mention in facts.mentions
            if mention.label in ENTITY_LABELS
        ]
    )


def elements_of(facts: Facts) -> Elements:
    """The five elements, each with the words or values that show it."""
    levels = _element(m.value or m.text for m in facts.of("ASSISTANCE") if m.code in _MINE)
    return trusted(
        Elements,
        {
            "activity": _element(m.text for m in facts.of("ACTIVITY") if m.code in _MINE),
            "assistance": levels if levels.present else _element(m.text for m in facts.of("CUE") if m.code in _MINE),
            "goal": _element(goal.mention.text for goal in facts.goals),
            "minutes": _element(m.minutes for m in facts.minutes if m.code in _MINE),
            "skilled_care": _element(m.text for m in facts.of("SKILLED") if m.code in _MINE),
        },
    )


def _element(values: Iterable[str | int]) -> Element:
    different = tuple(dict.fromkeys(values))
    return trusted(Element, {"present": bool(different), "values": different})
