"""Rule EPI003."""

from __future__ import annotations

from doclint.rules.episode import EpisodeRule


class Epi003(EpisodeRule):
    """97530 goes on past the policy's visit count and the note gives no continued need.

    Reported once a course, at the first visit past the count. A continued need, or a reason for skilled maintenance,
    that stands in this note or in one of the last reporting period holds it off. The count is advisory where it is not
    verified, and the message says so. A batch scan judges this, no single note.

    Anti-pattern:
        Visit 13: “97530 25 min: stair training 12 steps with rail, supervision. Cont POC.”

    Best practice:
        Visit 13: “97530 25 min: stair training 12 steps with rail, supervision. Continues to require skilled PT for
        safe descent with laundry; two falls this month.”

    Source: L33631
    """

    code = "EPI003"
    name = "extended-course"
    severity = "warning"
    authority = "lcd"
    reference = (
        "A contractor's coverage policy asks that the need for 97530 past some 10 to 12 visits be explained; the "
        "wording is not verified."
    )
    suggestion = "Say why skilled treatment is still needed: the remaining deficit and the function that it limits."
