"""Rule EPI004."""

from __future__ import annotations

from doclint.rules.episode import EpisodeRule


class Epi004(EpisodeRule):
    """Level, task and measures are unchanged over the policy's number of visits, with no change of approach.

    A reason for skilled maintenance anywhere in the course keeps the rule silent: care that keeps function or slows
    decline is covered, and lack of improvement alone is no defect. Only visits that tell task and level count. The
    number of visits is advisory where it is not verified, and the message says so. A batch scan judges this, no single
    note.

    Anti-pattern:
        Six visits with the same transfer, the same distance and the same level, and no word of another approach.

    Best practice:
        The approach changes (“seat lowered, arm support withdrawn”), or the note says that a therapist's skill is
        needed to keep function (“skilled maintenance: grading of transfers in progressive MS to prevent decline”).

    Source: MBPM p188
    """

    code = "EPI004"
    name = "no-progress"
    severity = "warning"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.2: rehabilitative therapy shows improvement by "
        "successive objective measurements; maintenance needs a therapist's skill. The number of visits is "
        "not verified."
    )
    suggestion = "Say what changed in task, help or approach, or why a therapist's skill is needed to keep function."
