"""Rule EPI002."""

from __future__ import annotations

from doclint.rules.episode import EpisodeRule


class Epi002(EpisodeRule):
    """More treatment days than the payer's interval have passed without a progress report.

    Treatment days are counted, not calendar days; the first one of the course is day 1, be it the evaluation or not. A
    report inside a daily note counts. Each stretch without a report is reported once, at its first visit past the
    interval. A batch scan judges this, no single note; where the batch does not show the start of care, with less
    confidence.

    Anti-pattern:
        Evaluation on 2026-01-05, ten treatment days after it, none of their notes a progress report.

    Best practice:
        The note of the tenth treatment day holds “Progress report: LTG 1 …” with progress toward each goal.

    Source: MBPM p200
    """

    code = "EPI002"
    name = "progress-report-overdue"
    severity = "warning"
    authority = "cms"
    reference = (
        "Medicare Benefit Policy Manual chapter 15 section 220.3.D: a progress report at least once every 10 "
        "treatment days, written by a clinician; it may stand in the treatment note."
    )
    suggestion = "Write the progress report: progress toward each goal, and the plan for continuing treatment."
