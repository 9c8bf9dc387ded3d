"""Rule ACT005."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.rules.base import Context, Draft, Rule
from doclint.rules.evidence import cues, quote

_ALONE = re.compile(
    r"(?i)\b(?:aide|tech|technician|student)\b.*\b(?:alone|ran|led|by (?:him|her)self)\b|\bunattended\b"
)
"""Treatment that nobody qualified gave: no ticked box of one-on-one outweighs it."""


class Act005(Rule):
    """The treatment under 97530 was not one-on-one.

    Anti-pattern:
        97530 x 30 min: meal prep with two other residents, OT going between the three.

    Best practice:
        97530 x 30 min, one-on-one: meal prep at the stove, CGA for the turn to the sink.

    Source: APTA-GROUP
    """

    code = "ACT005"
    name = "not-one-on-one"
    severity = "error"
    authority = "cms"
    reference = "Definition of 97530: direct one-on-one contact by the clinician for the whole time billed."
    suggestion = (
        "Bill time in a group as group therapy, and count to 97530 only minutes that the clinician spent with"
        " this patient alone."
    )

    def check(self, context: Context) -> Iterator[Draft]:
        shared = cues(context, "not_one_on_one")
        if not shared or (cues(context, "separate_one_on_one") and not any(_ALONE.search(cue.text) for cue in shared)):
            return
        first = shared[0]
        yield Draft(
            f"97530 needs one-on-one contact, and the note says {quote([first.text])}.",
            first.start,
            first.end,
            cue=first.text,
        )
