"""Whether a note shows two services apart: by minutes, by the clock, or by body region."""

from __future__ import annotations

import re

from doclint.rules.base import Context
from doclint.rules.times import minutes_of

_REGIONS = re.compile(
    r"\b(?P<neck>neck|cervical|c-spine)|\b(?P<back>low back|lumbar|back|thoracic|trunk|l-spine)"
    r"|\b(?P<shoulder>shoulders?|shldr|scapular?)"
    r"|\b(?P<elbow>elbows?|forearm)|\b(?P<hand>hands?|wrists?|fingers?|thumb)|\b(?P<hip>hips?|pelvis)"
    r"|\b(?P<knee>knees?|quads?|hamstrings?)|\b(?P<ankle>ankles?|foot|feet|calf)",
    re.IGNORECASE,
)


def apart(context: Context, one: str, two: str) -> bool:
    """Whether both services have minutes or clock times of their own, or different body regions."""
    if {one, two} <= _timed(context):
        return True
    first, second = _regions(context, one), _regions(context, two)
    return bool(first and second and not first & second)


def has_time(context: Context, code: str) -> bool:
    """Whether a service has minutes or clock times of its own."""
    return code in _timed(context)


def _timed(context: Context) -> set[str]:
    minutes = {
        item.code for item in minutes_of(context) if item.code and item.kind in ("code", "task", "part_interval")
    }
    return minutes | {use.code for use in context.codes if use.minutes is not None}


def _regions(context: Context, code: str) -> set[str]:
    text = context.facts.text
    found = (
        match
        for segment in context.facts.segments
        if segment.code == code
        for match in _REGIONS.finditer(text, segment.start, segment.end)
    )
    return {str(match.lastgroup) for match in found}
