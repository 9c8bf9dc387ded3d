"""Rule EPI005."""

from __future__ import annotations

from doclint.rules.episode import EpisodeRule


class Epi005(EpisodeRule):
    """The date of service lies outside every certified plan of care that is known.

    Known are the plans that the notes of the course bring with them; where there is none, the rule is silent. A plan
    without an end lasts as long as a certification may. A batch scan judges this, no single note.

    Anti-pattern:
        Visit on 2026-04-20; the only plan that any note names was certified from 2026-01-05 to 2026-04-04.

    Best practice:
        The recertification from 2026-04-05 to 2026-07-03 is on file, and the notes of those dates name it.

    Source: MBPM p181
    """

    code = "EPI005"
    name = "plan-of-care-expired"
    severity = "error"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.1.3: the plan is certified for its duration or 90 "
        "calendar days, whichever is less, and recertified for each further interval."
    )
    suggestion = "Have the plan of care recertified, and give the dates of the certification with the note."
